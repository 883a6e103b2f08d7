"""The explorer: facts on one side, verdicts on the other, over the whole screen.

What is recorded (``chart``), what is shown of it (``desk``, ``facts``) and where it comes from (``doors``) know nothing
of the screen; the other modules are the screen, and the only ones that know Textual.
"""
