"""Rules and sources as lists and pages, without a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.render._explain import source_line
from recurtx.render._lines import Line, Span, Style, bold, heading, line, wrap
from recurtx.render._phrases import LEVELS
from recurtx.render._trials import status_words
from recurtx.ruleset import condition_words, lower

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        found += _rules(list(shared.values()), width)
        found.append(line(""))
    trials = [t for t in ruleset.trials if only is None or t.option in ruleset.family(only)]
    if trials:
        found += [heading("Named trials, which change no verdict", width)]
        for trial in trials:
            found += wrap(f"{trial.id} {trial.title} (status: {status_words(trial)})", width, "   ", "     ")
        found.append(line(""))
    count = len(ruleset.distinct())
    found += wrap(
        f"{count} rules in {len(ruleset.options)} options. Effects: = requires, × excludes, + supports, "
        "~ asks for care. One rule: `recurtx rules show ID`",
        width,
    )
    return found


def _option(option: Option, ruleset: Ruleset, width: int) -> list[Line]:
    found = [heading(f"{option.name} ({option.id})", width)]
    parents = ruleset.lineage(option.id)
    if parents:
        found += wrap("a way of " + ", which is a way of ".join(lower(p.name) for p in parents), width, "  ")
    own = [r for r in option.rules if not r.shared]
    return found + (_rules(own, width) or [line("  no rule of its own")])


def _rules(rules: Sequence[Rule], width: int) -> list[Line]:
    """One line a rule where all fit, else the ids on lines of their own."""
    rows = [f" {_EFFECTS[r.effect.value]} {r.title:<37} level {r.level}" for r in rules]
    if all(len(row) + 2 + len(r.id) <= width for row, r in zip(rows, rules, strict=True)):
        return [line(f"{row}  {r.id}") for row, r in zip(rows, rules, strict=True)]
    return [one for row, r in zip(rows, rules, strict=True) for one in (line(row), line(f"     {r.id}"))]


def rule_lines(rule: Rule, ruleset: Ruleset, width: int) -> list[Line]:
    """One rule under fixed headings."""
    option = ruleset.options[rule.option].name if rule.option else "every option"
    parts = (rule.id, option, rule.effect.value, rule.factor.replace("_", " "), rule.status,
             f"level {rule.level} {LEVELS[rule.level]}")  # fmt: skip
    found = [line(Span(rule.title, Style.BOLD)), *wrap(" · ".join(parts), width), line("")]
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
        *bold(wrap(source.title, width)),
        *wrap(f"{source.id} · {source.kind} · level {source.level} at best · read: {source.read}", width),
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
                rows += wrap(f"{rule.id} ({side}, level {citation.level})", width, "  ")
                rows += wrap(citation.says, width, "    ")
    return found + (rows or [line("  none")])
