"""The public JSON form with what reasoning adds: residuals in words, and what to find out next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.engine._public import PublicAnswer, PublicNext, to_public
from recurtx.profile import VOCABULARY
from recurtx.reasoning import next_questions, residuals
from recurtx.render._next_rows import asked
from recurtx.render._ranges import cells_words, formula_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.engine import Assessment
    from recurtx.engine._public import PublicAssessment, PublicOption
    from recurtx.reasoning import Next, Question

__all__ = ["public_json"]


def public_json(assessment: Assessment) -> PublicAssessment:
    """The public form, complete."""
    following = next_questions(assessment)
    words = {
        name: formula_words(residual.formula, following.partition) for name, residual in residuals(assessment).items()
    }
    public = to_public(assessment)
    options = [_with_residual(option, words) for option in public.options]
    rows = [row for fact in asked(following.questions) for row in (_next(q, following) for q in fact.questions)]
    return public.model_copy(update={"options": options, "next": rows})


def _with_residual(option: PublicOption, words: Mapping[str, str]) -> PublicOption:
    below = [_with_residual(m, words) for m in option.modalities]
    return option.model_copy(update={"residual": words.get(option.id, ""), "modalities": below})


def _next(question: Question, following: Next) -> PublicNext:
    classes = [
        PublicAnswer(
            values=cells_words(question.path, question.element, answer.cells, following.partition),
            verdicts={name: verdict.value for name, verdict in answer.turns.items()},
        )
        for answer in question.answers
    ]
    return PublicNext(
        fact=question.path,
        element=question.element or None,
        investigation=VOCABULARY[question.path].by,
        settles=sorted(question.always),
        classes=classes,
    )
