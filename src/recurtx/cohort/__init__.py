"""Whole registries judged as columns: tables in, verdicts out, nothing row by row.

What a fact, a presumption or a rule means is said elsewhere, once: this room only evaluates it for many patients at a
time. It needs the extra ``recurtx[cohort]``, and only the commands and functions for cohorts load it.
"""
