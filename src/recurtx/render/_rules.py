"""Rules and sources as lists and pages, without a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.render._explain import source_line
from recurtx.render._lines import Line, Span, Style, heading, line, wrap
from recurtx.render._phrases import LEVELS
from recurtx.ruleset import condition_words

if TYPE_CHECKING:
    from recurtx.ruleset import Option, Rule, Ruleset

__all__ = ["list_lines", "rule_lines", "source_lines", "sources_lines"]

_EFFECTS = {"requires": "=", "excludes": "×", "supports": "+", "cautions": "~"}


def list_lines(ruleset: Ruleset, width: int, only: str | None) -> list[Line]:
    """Options with their rules; shared rules once, at the end."""
    found: list[Line] = []
    for option in ruleset.options.values():
        if only is None or option.id == only or only in {o.id for o in ruleset.lineage(option.id)}:
            found += [*_option(option, ruleset, width), line("")]
    shared = {r.id: r for r in ruleset.rules() if r.shared}
    if shared:
        found += [heading("Written once for every option, or for every drug", width)]
        found += [_rule(r) for r in shared.values()]
        found.append(line(""))
    count = len(ruleset.distinct())
    found += wrap(
        f"{count} rules in {len(ruleset.options)} options. Effects: = requires, × excludes, + supports, "
        "~ asks for care. One rule: `recurtx rules show ID`",
        width,
    )
    return found


def _option(option: Option, ruleset: Ruleset, width: int) -> list[Line]:
    chain = " < ".join(o.name for o in (option, *ruleset.lineage(option.id)))
    found = [heading(f"{chain} ({option.id})", width)]
    own = [r for r in option.rules if not r.shared]
    return found + ([_rule(r) for r in own] or [line("  no rule of its own")])


def _rule(rule: Rule) -> Line:
    return line(f" {_EFFECTS[rule.effect.value]} {rule.title:<37} level {rule.level}  {rule.id}")


def rule_lines(rule: Rule, ruleset: Ruleset, width: int) -> list[Line]:
    """One rule under fixed headings."""
    option = ruleset.options[rule.option].name if rule.option else "every option"
    found = [
        line(Span(rule.title, Style.BOLD)),
        line(
            f"{rule.id} · {option} · {rule.effect.value} · {rule.factor} · "
            f"{rule.status} · level {rule.level} {LEVELS[rule.level]}"
        ),
        line(""),
    ]
    if rule.for_ is not None:
        found += wrap(condition_words(rule.for_, ruleset), width, "  for    ")
    found += wrap(condition_words(rule.when, ruleset), width, "  when   ")
    found += [line(""), heading("Why", width), *wrap(rule.because, width, "  ")]
    for title, disagrees in (("Evidence", False), ("Disagreement", True)):
        found += [line(""), heading(title, width)]
        rows = [c for c in rule.evidence if c.disagrees is disagrees]
        for citation in rows:
            found += wrap(f"{citation.says} (level {citation.level})", width, "  ")
            found += wrap(source_line(ruleset, citation.source), width, "    ")
        for other in rule.conflicts_with if disagrees else ():
            found += wrap(f"rule {other} argues the other way", width, "  ")
        if not rows and not (disagrees and rule.conflicts_with):
            found.append(line("  none"))
    found += [line(""), heading("Examples", width)]
    for example in rule.examples:
        given = ", ".join(f"{k}: {_plain(v)}" for k, v in example.given.items()) or "nothing recorded"
        found += wrap(f"{given} -> {str(example.then).lower()}", width, "  ", "    ")
    found += [line(""), line(f"reviewed {rule.reviewed}, due {rule.review_due}")]
    return found


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "[" + ", ".join(str(v) for v in value) + "]" if isinstance(value, list) else str(value)


def sources_lines(ruleset: Ruleset, width: int) -> list[Line]:
    """The bibliography with the number of rules that lean on each source."""
    found: list[Line] = []
    for name in ruleset.sources:
        rules = {r.id for r in ruleset.rules() if any(c.source == name for c in r.evidence)}
        count = "1 rule" if len(rules) == 1 else f"{len(rules)} rules"
        found.append(line(Span(name, Style.BOLD), f" · level {ruleset.sources[name].level} at best · {count}"))
        found += wrap(source_line(ruleset, name), width, "  ")
    return found


def source_lines(ruleset: Ruleset, name: str, width: int) -> list[Line]:
    """One source: the reference, what was read, its claims, and the rules that lean on it."""
    source = ruleset.sources[name]
    found = [
        line(Span(source.title, Style.BOLD)),
        line(f"{source.id} · {source.kind} · level {source.level} at best · read: {source.read}"),
    ]
    parts = [
        source.authors,
        source.journal,
        str(source.year) if source.year else None,
        f"doi {source.doi}" if source.doi else None,
        f"PMID {source.pmid}" if source.pmid else None,
        source.link,
    ]
    found += wrap(". ".join(p for p in parts if p), width) if any(parts) else []
    if source.claims:
        found += [line(""), heading("Claims", width)]
        for claim in source.claims:
            found += wrap(claim.says, width, f"  {claim.id:<6}")
    found += [line(""), heading("Rules that lean on it", width)]
    rows: list[Line] = []
    for rule in ruleset.distinct().values():
        for citation in rule.evidence:
            if citation.source == name:
                side = "against" if citation.disagrees else "for"
                rows += [line(f"  {rule.id} ({side}, level {citation.level})")]
                rows += wrap(citation.says, width, "    ")
    return found + (rows or [line("  none")])
