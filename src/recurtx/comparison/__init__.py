"""Two patients, two versions of the rules, or one fact at many values, side by side: what turned, by which rules."""
