"""recurtx: treatment options after recurrence of a cancer treated with CRS + HIPEC.

The public face; every name is loaded when it is first used, so that importing the package costs nothing::

    rules = recurtx.Rules.shipped()
    patient = rules.patient({"cancer.type": "ovarian", "patient.ecog": 1})
    answer = recurtx.assess(patient, rules)
    answer["second_hipec"].verdict

The package holds the rule language, the engine and the command line. Clinical knowledge lives in the YAML files of
``rules/``, never here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx._version import __version__

if TYPE_CHECKING:
    from recurtx.api import Answer, Comparison, Patient, Rules, assess, compare
    from recurtx.cohort.public import judge
    from recurtx.engine import Verdict
    from recurtx.errors import Location, Problem, ProfileError, RecurtxError, RulesError, UsageError

__all__ = [
    "Answer",
    "Comparison",
    "Location",
    "Patient",
    "Problem",
    "ProfileError",
    "RecurtxError",
    "Rules",
    "RulesError",
    "UsageError",
    "Verdict",
    "__version__",
    "assess",
    "compare",
    "judge",
]

_ROOMS = {
    "recurtx.api": ("Answer", "Comparison", "Patient", "Rules", "assess", "compare"),
    "recurtx.cohort.public": ("judge",),
    "recurtx.engine": ("Verdict",),
    "recurtx.errors": ("Location", "Problem", "ProfileError", "RecurtxError", "RulesError", "UsageError"),
}


def __getattr__(name: str) -> object:
    """A public name, from the room that it stands in."""
    from importlib import import_module

    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(room), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
