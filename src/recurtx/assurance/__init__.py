"""How well the rules are tested: what their examples see, and which slips of the rules they would notice.

Nothing here is needed for an answer.
"""
