"""On top of the engine: what to find out next, what would change a verdict, an interview.

Works for any valid ruleset; no option, cancer or threshold is named here.
"""
