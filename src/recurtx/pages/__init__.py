"""One function for each page: from an answer, a ruleset or a comparison to blocks. Nothing here judges or formats."""
