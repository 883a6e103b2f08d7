"""The public face, and what it needs; without that it can still be looked at."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from recurtx.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.api import Rules

_NEEDED = ("polars", "numpy", "narwhals")


def needs_cohort(what: str = "cohort") -> None:
    """Raises:
    UsageError: RTX211 what reads tables is not installed.
    """
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        hint = "install it: pip install 'recurtx[cohort]'"
        raise UsageError.one("RTX211", f"tables need what is not installed: {', '.join(missing)}", what, hint)


def judge(
    frame: Any, rules: Rules, *, columns: Mapping[str, Any] | None = None, others: str = "refuse", presume: bool = True,
    reasons: bool = False, becomes: bool = False, ifs: bool = False,
) -> Any:  # fmt: skip
    """The verdicts of every option for every patient of a table.

    Args:
        frame: a table of polars, pandas or Arrow; a column is a fact by its path or another name, see ``columns``.
        rules: the rules to judge by.
        columns: what columns mean that go by another name: by column the fact, or a mapping with ``fact`` and
            ``element``, ``values`` or ``unit``, or ``"keep"`` or ``"ignore"``, as in the map of ``recurtx cohort``.
        others: what becomes of columns that nobody knows: ``"refuse"``, ``"keep"`` or ``"ignore"``.
        presume: whether rare things that are not recorded are presumed absent.
        reasons: whether to tell which rules decide and which facts are missing, of the options at the top.
        becomes: whether to tell what the options at the top become where they are open.
        ifs: whether to tell that in words as well, and when; costs some milliseconds for each kind of patient.

    Returns:
        A table of the same kind with a row for each patient: what was kept; ``problem``, null where there is none; by
        option its verdict, and whether it is settled; ``urgent``, what cannot wait. Who has a problem has no verdict.

    Raises:
        UsageError: a column that nobody knows, one fact in two columns, no cancer type, or the extra
            ``recurtx[cohort]`` is not installed.
    """
    needs_cohort("judge")
    from recurtx.cohort.frames import judged_frame

    meant = {"columns": dict(columns or {}), "others": others}
    return judged_frame(frame, rules._ruleset, meant, presume=presume, reasons=reasons, becomes=becomes, ifs=ifs)
