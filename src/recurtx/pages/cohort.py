"""What a cohort came to: verdicts by option, by cancer and by stratum, and which missing facts hold most up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recurtx.answer import Verdict
from recurtx.answer.phrases import SYMBOLS, VERDICTS
from recurtx.markup.block import Gap, Heading, Item, Table, Text, Title
from recurtx.pages.parts import counted
from recurtx.profile import VOCABULARY

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.cohort.impact import Diff, Knowing, Known
    from recurtx.cohort.summary import Summary
    from recurtx.markup.block import Block, Page
    from recurtx.ruleset import Ruleset

_ORDER = (
    Verdict.CANDIDATE, Verdict.CANDIDATE_WITH_CAUTION, Verdict.POSSIBLE, Verdict.NEEDS_INFORMATION,
    Verdict.USUALLY_NOT, Verdict.NOT_CANDIDATE, Verdict.OUTSIDE_SCOPE,
)  # fmt: skip
_BAR = 10
"""Characters of a whole bar."""
_MOST = 12
"""Missing facts that are told."""


def cohort_page(found: Summary, rules: Ruleset, options: Sequence[str], name: str, rejects: str) -> Page:
    """The counts of one run; ``rejects`` names the file of those who were refused."""
    judged = found.patients - found.refused
    page: list[Block] = [Title(f"Cohort · {name}", counted(judged, "patient"))]
    if found.refused:
        codes = ", ".join(f"{code} {number}" for code, number in found.problems.most_common())
        page.append(
            Item("refused", f"{counted(found.refused, 'row')} of {found.patients}, by reason {codes}: {rejects}")
        )
    page += _urgent(found, rules)
    page += [
        Gap(),
        Heading("Verdicts by option"),
        _table(options, rules, {o: _sum(found.verdicts[o]) for o in options}),
    ]
    page += [Text(_legend(), 1)]
    page += list(_missing(found, judged))
    for cancer in (c for c, number in found.cancers.items() if number):
        title, size = VOCABULARY["cancer.type"].word(cancer), found.cancers[cancer]
        page += [Gap(), Heading(f"{title[:1].upper()}{title[1:]}: {counted(size, 'patient')}")]
        page.append(_table(options, rules, {o: found.verdicts[o].get(cancer, {}) for o in options}))
    for stratum in (s for s, number in sorted(found.strata.items()) if number):
        page += [Gap(), Heading(f"{found.by} {stratum}: {counted(found.strata[stratum], 'patient')}")]
        page.append(_table(options, rules, {o: found.by_stratum[o].get(stratum, {}) for o in options}))
    return [
        *page,
        Gap(),
        Text("For review by professionals. Counts of verdicts say nothing of what is right for one patient."),
    ]


def _sum(by_stratum: Mapping[str, Counter[Verdict]]) -> dict[Verdict, int]:
    return {verdict: sum(counts[verdict] for counts in by_stratum.values()) for verdict in _ORDER}


def _urgent(found: Summary, rules: Ruleset) -> Iterator[Block]:
    titles = {advice.id: advice.title for advice in rules.advice}
    for advice, number in found.urgent.most_common():
        if number:
            yield Item("urgent", f"{titles[advice]}: {counted(number, 'patient')}")


def _table(options: Sequence[str], rules: Ruleset, counts: Mapping[str, Mapping[Verdict, int]]) -> Table:
    """By option the counts of each verdict, and a bar of what can be offered, now or with what is still open."""
    rows = []
    for option in options:
        row = [counts[option].get(verdict, 0) for verdict in _ORDER]
        rows.append([rules.options[option].name, *(str(number or "") for number in row), *_bar(counts[option])])
    head = ["", *(SYMBOLS[verdict][0] for verdict in _ORDER), "%", ""]
    return Table(rows, head, frozenset(range(1, len(_ORDER) + 2)), 1)


def _bar(counts: Mapping[Verdict, int]) -> tuple[str, str]:
    whole = sum(counts.values()) or 1
    offered = sum(counts.get(v, 0) for v in _ORDER[:3])
    may = counts.get(Verdict.NEEDS_INFORMATION, 0)
    full, half = round(_BAR * offered / whole), round(_BAR * (offered + may) / whole)
    return str(round(100 * offered / whole)), "█" * full + "░" * (half - full)


def _legend() -> str:
    signs = "  ".join(f"{SYMBOLS[verdict][0]}\xa0{VERDICTS[verdict]}".replace(" ", "\xa0") for verdict in _ORDER)
    return f"{signs}  █\xa0can\xa0be\xa0offered\xa0or\xa0possible  ░\xa0open"


def _missing(found: Summary, judged: int) -> Iterator[Block]:
    """The facts whose lack keeps most patients from a verdict."""
    told = [(path, number) for path, number in found.missing.most_common(_MOST) if path in VOCABULARY]
    if told and judged:
        yield Gap()
        yield Heading("Patients with an option that waits for a fact")
        rows = [
            [
                VOCABULARY[path].short,
                str(number),
                "█" * round(_BAR * number / judged) + f" {round(100 * number / judged)} %",
            ]
            for path, number in told
        ]
        yield Table(rows, (), frozenset({1}), 1)


def cohort_data(found: Summary, rejects: str) -> dict[str, Any]:
    """The same as data."""

    def told(by_option: Mapping[str, Mapping[str, Counter[Verdict]]]) -> dict[str, Any]:
        return {
            option: {name: {v.value: n for v, n in counts.items()} for name, counts in by.items() if counts}
            for option, by in by_option.items()
        }

    return {
        "patients": found.patients, "judged": found.patients - found.refused, "refused": found.refused,
        "rejects": rejects or None, "problems": dict(found.problems), "judged_alone": found.alone,
        "cancers": {name: number for name, number in found.cancers.items() if number},
        "verdicts": told(found.verdicts), "settled": dict(found.settled), "missing": dict(found.missing.most_common()),
        "urgent": dict(found.urgent), "by": found.by or None, "strata": dict(found.strata),
        "verdicts_by_stratum": told(found.by_stratum),
    }  # fmt: skip


def turned_page(found: Diff, rules: Ruleset, name: str) -> Page:
    """Whose verdicts turn in a registry, as a part of the comparison of two versions of the rules."""
    page: list[Block] = [
        Heading(f"Verdicts that turn in {name}: {found.anybody} of {counted(found.patients, 'patient')}")
    ]
    if found.refused:
        page.append(Item("refused", f"{counted(found.refused, 'row')}: see `recurtx cohort`", 1))
    for one in found.turned[:_MOST_TURNED]:
        words = f"{SYMBOLS[one.before][0]} → {SYMBOLS[one.after][0]} {rules.options[one.option].name}"
        by = f"; for one of them by {', '.join(one.rules)}" if one.rules else ""
        page.append(
            Item(words, f"{VERDICTS[one.before]} → {VERDICTS[one.after]}: {counted(one.patients, 'patient')}{by}", 1)
        )
    more = len(found.turned) - _MOST_TURNED
    return [*page, *([Text(f"{more} more, fewer patients each: --format json", 1)] if more > 0 else [])]


_MOST_TURNED = 40


def turned_data(found: Diff) -> dict[str, Any]:
    """The same as data."""
    return {
        "patients": found.patients, "refused": found.refused, "turned": found.anybody,
        "verdicts": [
            {"option": t.option, "before": t.before.value, "after": t.after.value, "patients": t.patients,
             "rules": list(t.rules)} for t in found.turned
        ],
    }  # fmt: skip


def knowing_page(found: Knowing, name: str) -> Page:
    """Which one further fact settles most patients."""
    rows = [[_fact(k), str(k.lacking), str(k.settles), str(k.may_settle)] for k in found.facts[:_MOST_KNOWN]]
    page: list[Block] = [Title(f"One more fact · {name}", counted(found.patients, "patient"))]
    if found.refused:
        page.append(Item("refused", f"{counted(found.refused, 'row')}: see `recurtx cohort`"))
    page.append(Text(
        "Of how many patients a fact is not known; of how many it would settle the verdict of some option whatever it "
        "turns out to be, and of how many it may."
    ))  # fmt: skip
    return [*page, Gap(), Table(rows, ("fact", "not known", "settles", "may settle"), frozenset({1, 2, 3}), 1)]


_MOST_KNOWN = 25


def _fact(known: Known) -> str:
    fact = VOCABULARY[known.path]
    return f"{fact.short}: {fact.word(known.element)}" if known.element else fact.short


def knowing_data(found: Knowing) -> dict[str, Any]:
    """The same as data."""
    return {
        "patients": found.patients, "refused": found.refused,
        "facts": [
            {"fact": k.path, "element": k.element or None, "not_known": k.lacking, "settles": k.settles,
             "may_settle": k.may_settle} for k in found.facts
        ],
    }  # fmt: skip
