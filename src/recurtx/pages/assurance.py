"""What is tested of the rules: what their examples have shown, and which slips nobody would notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recurtx.assurance.cover import IFS, RULES, TESTS, VERDICTS
from recurtx.assurance.places import Places
from recurtx.assurance.score import LOADING, NOBODY, SAME
from recurtx.markup.block import Block, Gap, Heading, Item, Page, Span, Table, Text, Title, Tone
from recurtx.profile import SetContent
from recurtx.ruleset import ConceptInfo, Option, condition_words
from recurtx.ruleset.shape import Advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.assurance.cover import Cover, Goal
    from recurtx.assurance.mutants import Mutant
    from recurtx.assurance.proof import Apart
    from recurtx.assurance.score import Score
    from recurtx.errors import Location
    from recurtx.logic import Truth
    from recurtx.profile import Content
    from recurtx.ruleset import Ruleset

_KINDS = {
    TESTS: "every test true, false and unknown",
    RULES: "every rule with a scope silent and heard",
    VERDICTS: "every verdict of every option",
    IFS: "every if",
}


def cover_page(cover: Cover, ruleset: Ruleset) -> Page:
    """How much was seen, and what was not, each with its place."""
    seen, every = cover.count()
    rows = [_counted(words, *cover.count(kind)) for kind, words in _KINDS.items()]
    page: list[Block] = [Title("What the examples show", f"{cover.share:.1f} %: {seen} of {every}")]
    page.append(Table(rows, ("", "seen", "of", "%"), right=frozenset((1, 2, 3))))
    lines: list[Block] = [Text(_line(_place(goal, places), f"{goal.entry.id}: {_unseen(goal, ruleset)}"), hang=1)
             for places in [Places()] for goal in cover.goals if goal.unseen]  # fmt: skip
    return [*page, *_section("Not seen", lines)]


def _section(title: str, lines: list[Block]) -> list[Block]:
    return [Gap(), Heading(title), *lines] if lines else []


def _counted(words: str, part: int, whole: int) -> tuple[str, str, str, str]:
    return words, str(part), str(whole), f"{100 * part / whole:.1f}" if whole else ""


def _line(place: Location, words: str) -> tuple[Span, str]:
    return Span(f"{place.path}:{place.line}:", Tone.STRONG), f" {words}"


def _place(goal: Goal, places: Places) -> Location:
    return places.of(goal.entry, goal.field, goal.steps, goal.number)


def _unseen(goal: Goal, ruleset: Ruleset) -> str:
    ways = " or ".join(way.replace("_", " ") for way in goal.unseen)
    about = condition_words(goal.condition, ruleset) if goal.condition is not None else ""
    return f"`{about}` never {ways}" if about else f"never {ways}"


def cover_data(cover: Cover, ruleset: Ruleset) -> dict[str, Any]:
    """The counts, and what was not seen."""
    places = Places()
    return {
        "percent": round(cover.share, 2),
        "counts": {kind: dict(zip(("seen", "of"), cover.count(kind), strict=True)) for kind in _KINDS},
        "unseen": [
            {
                **_placed(_place(goal, places)),
                "kind": goal.kind, "id": goal.entry.id, "unseen": list(goal.unseen),
                "test": condition_words(goal.condition, ruleset) if goal.condition is not None else None,
            } for goal in cover.goals if goal.unseen
        ],
    }  # fmt: skip


def _placed(place: Location) -> dict[str, Any]:
    return {"path": place.path, "line": place.line or None, "column": place.column or None}


def score_page(score: Score, whole: int) -> Page:
    """How many slips of each kind are noticed, and every one that lives; ``whole`` is how many there are in all."""
    noticed, real = score.told()
    tried = len(score.results)
    tail = "" if tried == whole else f", a sample of {whole}"
    page: list[Block] = [Title("Slips of the rules", f"{score.share:.1f} % noticed: {noticed} of {real}{tail}")]
    judges = list(dict.fromkeys(end for _, end in score.results if end not in (NOBODY, SAME)))
    rows = [(kind, *_ends(score, kind, judges)) for kind in (*score.kinds, "all")]
    heads = ("", "%", "seen", "of", *judges, "same")
    page.append(Table(rows, heads, right=frozenset(range(1, len(heads)))))
    places = Places()
    lines = [block for mutant in score.survivors for block in _survivor(mutant, score.apart.get(id(mutant)), places)]
    return [*page, *_section("Nobody notices", lines)]


def _survivor(mutant: Mutant, apart: Apart | None, places: Places) -> Iterator[Block]:
    yield Text(_line(_where(mutant, places), f"{mutant.entry.id}: {slip_words(mutant)}"), hang=1)
    if apart is not None:
        lead = "patient" if isinstance(mutant.entry, ConceptInfo | Advice) else "example"
        yield Item(lead, example_text(apart), 1)


def example_text(apart: Apart) -> str:
    """A patient who tells a slip apart, as an example is written, with what the rules say of him."""
    facts = (f"{path}: {_fact_text(content)}" for path, content in apart.facts.items())
    return f"{{given: {{{', '.join(facts)}}}, then: {_truth_word(apart.before)}}}"


def _truth_word(truth: Truth | None) -> str:
    return "silent" if truth is None else truth.value


def _fact_text(content: Content) -> str:
    if isinstance(content, bool):
        return str(content).lower()
    if isinstance(content, float):
        return f"{content:.10g}"
    if not isinstance(content, SetContent):
        return str(content)
    present, absent = (f"[{', '.join(sorted(names))}]" for names in (content.present, content.absent))
    if content.complete:
        return present
    parts = [f"{key}: {said}" for key, said in (("present", present), ("absent", absent)) if said != "[]"]
    return f"{{{', '.join(parts)}}}"


def _ends(score: Score, kind: str, judges: list[str]) -> list[str]:
    only = None if kind == "all" else kind
    noticed, real = score.told(only)
    share = f"{100 * noticed / real:.1f}" if real else ""
    return [share, str(noticed), str(real), *(str(score.count(end, only) or "") for end in (*judges, SAME))]


def slip_words(mutant: Mutant) -> str:
    """A slip in a few words."""
    of = "scope" if mutant.field == "for" and not mutant.steps and isinstance(mutant.entry, Option) else mutant.field
    return f"{mutant.kind} in `{of}`: {mutant.words}" if of else f"{mutant.kind}"


def _where(mutant: Mutant, places: Places) -> Location:
    return places.of(mutant.entry, mutant.field, mutant.steps)


def score_data(score: Score, whole: int) -> dict[str, Any]:
    """The counts by kind, and the slips that nobody notices."""
    places = Places()
    counts = {}
    for kind in score.kinds:
        noticed, real = score.told(kind)
        same, refused = score.count(SAME, kind), score.count(LOADING, kind)
        counts[kind] = {"noticed": noticed, "of": real, "same_meaning": same, "refused": refused}
    return {
        "percent": round(score.share, 2), "slips": whole, "tried": len(score.results), "kinds": counts,
        "survivors": [
            {**_placed(_where(m, places)), "kind": m.kind, "id": m.entry.id, "in": m.field or None, "slip": m.words,
             "example": example_text(score.apart[id(m)]) if id(m) in score.apart else None}
            for m in score.survivors
        ],
    }  # fmt: skip
