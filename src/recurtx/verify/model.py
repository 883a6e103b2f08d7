"""What holds in one solution of the solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

if TYPE_CHECKING:
    from recurtx.verify.terms import Term


def true_in(model: z3.ModelRef, term: Term) -> bool:
    """Whether a term holds; what the solution leaves open does not."""
    return term if isinstance(term, bool) else z3.is_true(model.eval(term))
