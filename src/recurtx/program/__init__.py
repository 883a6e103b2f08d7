"""A ruleset compiled once into nodes over cells, and its readers: truth in many worlds, formulas, residuals.

Every reader of conditions reads this program. Nothing here knows a verdict or how an answer looks.
"""
