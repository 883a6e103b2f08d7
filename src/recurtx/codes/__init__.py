"""What each code means: a closed list. A code keeps its meaning for ever; a new mistake gets a new one.

Each is told under the same headings: what is wrong, why that matters, an example, and how it is mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.codes.checks import CHECKS
from recurtx.codes.code import Code, Level
from recurtx.codes.commands import COMMANDS
from recurtx.codes.profiles import PROFILES
from recurtx.codes.proofs import PROOFS
from recurtx.codes.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ALL", "CODES", "FINDINGS", "GROUPS", "Code", "Level"]

GROUPS: Mapping[str, Mapping[str, Code]] = {
    "Rules that cannot be used": RULES,
    "What rules check and rules test find": CHECKS,
    "What rules verify finds": PROOFS,
    "Profiles that cannot be used": PROFILES,
    "Commands that cannot be followed": COMMANDS,
}
"""The codes by what they are about."""
CODES: Mapping[str, Code] = {name: code for codes in GROUPS.values() for name, code in codes.items()}
ALL = "all"
"""Stands for every code where one is to be explained."""
FINDINGS = frozenset(name for name, code in CODES.items() if code.level is not Level.ERROR and code.allowed)
"""The codes of ``rules check`` that an entry of the rules may allow."""
