"""An assessment, a rule or a problem as lines, Markdown or JSON.

Nothing here decides anything: what it shows is in the assessment already.
"""
