"""Teaching cases as a list, as pages, and beside what the rules say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from recurtx.answer.becoming import sentence
from recurtx.answer.phrases import finding_phrase, outside_phrase, stops_first, verdict_words
from recurtx.cases.concordance import Concordance
from recurtx.document import Items, Scalar
from recurtx.document import Table as Mapped
from recurtx.markup.block import Gap, Heading, Item, Judged, Table, Text, Title, Tone
from recurtx.pages.parts import fields, section, symbol
from recurtx.profile import VOCABULARY, flatten
from recurtx.ruleset import lower

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.cases import Case
    from recurtx.cases.concordance import Choice
    from recurtx.cases.load import CaseSource, Team
    from recurtx.document import Node
    from recurtx.markup.block import Block, Page
    from recurtx.profile import Fact

_CONCORDANCE = {
    Concordance.CONCORDANT: "the rules leave it open to offer",
    Concordance.OFFERED_IF: "open, and what was not reported can let it be offered",
    Concordance.CLOSED_UNLESS: "open, and nothing that was not reported lets it be offered",
    Concordance.DISCORDANT: "the rules stop it, or call it usually not done",
    Concordance.OUTSIDE: "the rules do not cover it",
}
_SHOWS = (
    "A published report tells what a team chose and seldom all that it knew. Set beside the rules it shows where "
    "they agree, where they differ, and what the report leaves open; not which of the two is right, and not how "
    "well either does for patients."
)

_CONTROL = "control: no recurrence was there to treat; shown, not compared"
INVENTED = "Constructed for teaching: this patient is invented, nobody was treated so, and no team decided."


def case_list(cases: Sequence[Case]) -> Page:
    """Cases by cancer: id, sites of the recurrence, what it is about."""
    page: list[Block] = [Title("Cases"), Gap()]
    for cancer in VOCABULARY["cancer.type"].values:
        rows = [(case.id, _sites(case), _title(case)) for case in cases if case.cancer == cancer]
        heading = VOCABULARY["cancer.type"].word(cancer)
        page += [Heading(f"{heading[:1].upper()}{heading[1:]}"), Table(rows), Gap()] if rows else []
    first = cases[0].id if cases else "ID"
    return [*page, Text(f"As a profile: case:ID, for example `recurtx suggest case:{first}`")]


def _title(case: Case) -> str:
    return f"constructed: {lower(case.info.title)}" if case.info.constructed else case.info.title


def _sites(case: Case) -> str:
    if case.sites is None:
        return "not reported"
    return ", ".join(VOCABULARY["recurrence.sites"].word(site) for site in case.sites) or "none"


def case_page(case: Case) -> Page:
    """The case: the patient as reported, the team, what it shows, where it stands."""
    info = case.info
    page: list[Block] = [Title(info.title), Text(f"{info.id} · {info.decision_point}"), Gap()]
    if info.constructed:
        page += [Text(INVENTED), Gap(), Heading("The patient, invented"), *_profile(case)]
    else:
        page += [Heading("The patient, as reported"), *_profile(case)]
        page += [*fields(1, ("not reported", info.not_reported)), Gap(), Heading("The team"), *_team(info.team)]
    for title, text in (("What it shows", info.teaches), ("How it was encoded", info.notes)):
        page += [Gap(), Heading(title), Text(text, 1)] if text else []
    return [*page, *_source(info.source)]


def team_page(case: Case, choices: Sequence[Choice]) -> Iterator[Block]:
    """What the team did, what came of it, and its choices beside the rules; of an invented patient that none did."""
    if case.info.constructed:
        yield Text(INVENTED)
    else:
        judged = choices[0].assessment.by_id if choices else {}
        yield from _team(case.info.team, {name: one.option.name for name, one in judged.items()})
        rows = [block for choice in choices for block in _choice(choice)]
        yield from (Gap(), *section("Beside the rules", rows, "the team chose none of the options", 2))
        used = dict.fromkeys(choice.concordance for choice in choices if choice.concordance in _CONCORDANCE)
        yield from (Item(kind.value, _CONCORDANCE[kind], 2) for kind in used)


def lesson_page(case: Case) -> Iterator[Block]:
    """What a comparison with the team can show, and what the case teaches."""
    if not case.info.constructed:
        yield from (Text(_CONTROL if case.info.control else _SHOWS), Gap())
    if case.info.teaches:
        yield Item("it teaches", case.info.teaches)


def concordance_page(compared: Sequence[tuple[Case, Sequence[Choice]]]) -> Page:
    """Every case with what its team chose and what the rules say, then the totals."""
    page: list[Block] = [Title("What teams chose, and what the rules say"), Text(_SHOWS), Gap()]
    for case, choices in compared:
        control = [Text(_CONTROL, 1)]
        rows = [block for choice in choices for block in _choice(choice)]
        title, *found = section(f"{case.id}: {case.info.title}", rows, "the team chose none of the options", 2)
        page += [title, *(control if case.info.control else []), *found]
    count = Counter(choice.concordance for case, choices in compared for choice in choices if not case.info.control)
    total = sum(count.values())
    totals = [Item(f"{count[kind]:>3} of {total}", f"{kind.value}: {words}", 1) for kind, words in _CONCORDANCE.items()]
    return [*page, Gap(), *section("Choices of the teams", totals)]


def _profile(case: Case) -> Iterator[Item]:
    written, _ = flatten(case.profile)
    for path, fact in written.items():
        if path in VOCABULARY:
            yield Item(VOCABULARY[path].short, _value(fact.node, VOCABULARY[path]), 1)


def _value(node: Node, fact: Fact) -> str:
    """A value as reported, in the words of the vocabulary."""
    match node:
        case Scalar():
            return fact.show(node.value)
        case Items():
            return ", ".join(_value(item, fact) for item in node.items) or "none"
        case Mapped():
            return "; ".join(f"{entry.key}: {_value(entry.node, fact)}" for entry in node)


def _team(team: Team | None, names: Mapping[str, str] | None = None) -> Sequence[Item]:
    """What a team chose and did, the options by their ``names`` where these are known, else by their ids."""
    if team is None:
        return []
    known = names or {}
    not_done = (("not done", f"{known.get(entry.option, entry.option)}: {entry.reason}") for entry in team.not_done)
    chose = ", ".join(known.get(option, option) for option in team.chose) or "none of the options"
    return fields(1, ("chose", chose), ("did", team.did), *not_done, ("outcome", team.outcome))


def _source(source: CaseSource | None) -> list[Block]:
    if source is None:
        return []
    return [Gap(), Heading("Source"), Text(_cited(source), 1), Text(f"read: {source.read}", 1)]


def _cited(source: CaseSource) -> str:
    """The publication: its parts, each ended by one full stop, and its link."""
    parts = (source.authors, source.title, source.journal, str(source.year or ""))
    return " ".join([*(p if p.endswith((".", "?", "!")) else f"{p}." for p in parts if p), source.link])


def _choice(choice: Choice) -> Iterator[Block]:
    judged, answer = choice.judged, choice.assessment
    if judged is None:
        yield Text(f"{choice.option}: no option of this name", 1)
        return
    words, kind = verdict_words(judged), choice.concordance
    yield Judged(symbol(judged.verdict), judged.option.name, words, kind.value, depth=1, tone=Tone.PLAIN)
    if kind is Concordance.DISCORDANT:
        against = (("stops:", stops_first(judged)), ("against:", judged.heard("discourages")))
        lead, findings = next(found for found in against if found[1])
        yield Item(lead, "; ".join(f"{finding_phrase(f, answer.situation)} [{f.rule.id}]" for f in findings), 3)
    elif kind is Concordance.OUTSIDE:
        yield Item("scope:", outside_phrase(judged, answer), 3)
    elif judged.becomes is not None and kind in (Concordance.OFFERED_IF, Concordance.CLOSED_UNLESS):
        yield Item("if:" if kind is Concordance.OFFERED_IF else "open:", sentence(judged), 3)
