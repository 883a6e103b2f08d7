"""Dates as letters write them, for the help of a mistake: none is taken, since what is first, day or month, differs."""

from __future__ import annotations

import datetime

_DAYS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y.%m.%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y",
         "%d-%b-%Y", "%d-%m-%Y")  # fmt: skip
_MONTHS = ("%m/%Y", "%m.%Y", "%m-%Y", "%Y/%m", "%Y.%m", "%B %Y", "%b %Y", "%b-%Y", "%Y %B", "%Y %b")
_LONGEST = 30


def dates_meant(text: str, *, only_days: bool = False) -> list[str]:
    """The dates that a text may mean, as they are written here; none where it is no date, or its year has two digits.

    Months without a day count unless ``only_days``.
    """
    plain = " ".join(text[:_LONGEST].replace(",", " ").split())
    days = (_read(plain, form, "%Y-%m-%d") for form in _DAYS)
    months = () if only_days else (_read(plain, form, "%Y-%m") for form in _MONTHS)
    return [found for found in dict.fromkeys((*days, *months)) if found]


def _read(text: str, form: str, written: str) -> str:
    try:
        return datetime.datetime.strptime(text, form).strftime(written)
    except ValueError:
        return ""


def date_help(text: str, otherwise: str, *, only_days: bool = False) -> str:
    """How to write the date that a text means, each way where it may mean two; else ``otherwise``."""
    meant = dates_meant(text, only_days=only_days)
    if len(meant) > 1:
        return f"write {' or '.join(meant)}, whichever was meant"
    return f"write {meant[0]}" if meant else otherwise
