"""``recurtx rules``: browse the rules, run their examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from recurtx.cli.inputs import known, known_cancer, known_option, ruleset, ruleset_in_files
from recurtx.cli.options import (
    Boards,
    BookFormats,
    Cancer,
    CancerArgument,
    Covered,
    EffectOption,
    FactOption,
    FactorOption,
    Formats,
    Least,
    Limits,
    OfFile,
    OneOption,
    OptionArgument,
    Output,
    RuleArgument,
    RuleFile,
    SearchArgument,
    SourceOption,
    StatusOption,
    Weak,
)
from recurtx.cli.output import emit_schema, note, show
from recurtx.cli.rules_mutate import show_cover
from recurtx.errors import ExitCode, UsageError, nearest, suggestion
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from recurtx.errors import Problem
    from recurtx.ruleset import Ruleset
    from recurtx.ruleset.search import Wanted


def list_rules(
    option: OptionArgument = None, only: OneOption = None, cancer: Cancer = None, effect: EffectOption = None,
    factor: FactorOption = None, source: SourceOption = None, fact: FactOption = None, status: StatusOption = None,
    weak: Weak = False, format: BookFormats = Format.terminal, output: Output = None,
) -> None:  # fmt: skip
    """Every option with its rules, or those that fit what is asked for; in Markdown and HTML, the whole book.

    Examples:

      recurtx rules list

      recurtx rules list second_hipec --cancer ovarian --effect excludes

      recurtx rules list --source article --factor extent

      recurtx rules list --weak

      recurtx rules list --format markdown --output docs/rules.md
    """
    from recurtx.answer.catalogue import rules_data
    from recurtx.engine.coverage import coverage
    from recurtx.pages.rules import rule_list, rulebook

    rules, option = ruleset(), option or only
    if option is not None:
        _known_option(option, rules)
    wanted = _wanted(rules, option, cancer, effect, factor, source, fact, status, weak)
    if wanted:
        _show_rules(rules, wanted, format, output)
        return
    book = format in (Format.markdown, Format.html)
    show(
        lambda: rulebook(rules, coverage(rules), option) if book else rule_list(rules, option),
        lambda: rules_data(rules, option), format, output,
    )  # fmt: skip


def _known_option(name: str, rules: Ruleset) -> None:
    """Refuse what is no option; of a cancer it is said how to ask.

    Raises:
        UsageError: RTX202 there is no such option.
    """
    from recurtx.profile import VOCABULARY
    from recurtx.profile.understand import understood

    meant = understood(VOCABULARY["cancer.type"], name, rules.names) if name not in rules.options else None
    if meant and meant.values:
        hint = f"it is a cancer: recurtx rules list --cancer {meant.values[0]}"
        raise UsageError.one("RTX202", f"`{name}` is no option", name, hint)
    known_option(name, rules)


def search(word: SearchArgument, format: Formats = Format.terminal, output: Output = None) -> None:
    """Rules whose title, reason, source or factor has these words, and named trials whose title has them.

    Examples:

      recurtx rules search albumin

      recurtx rules search platinum free
    """
    from recurtx.ruleset.search import Wanted

    _show_rules(ruleset(), Wanted(words=tuple(word)), format, output)


def _wanted(
    rules: Ruleset, option: str | None, cancer: str | None, effect: str | None, factor: str | None,
    source: str | None, fact: str | None, status: str | None, weak: bool,
) -> Wanted:  # fmt: skip
    """What is looked for, every word of it one that there is.

    Raises:
        UsageError: a word is none of its kind; with the nearest.
    """
    from recurtx.engine.coverage import speaking
    from recurtx.profile import VOCABULARY
    from recurtx.ruleset import Effect
    from recurtx.ruleset.search import FACTORS, STANDINGS, Wanted

    return Wanted(
        option=option or "",
        effect=known("effect", effect, [e.value for e in Effect]) if effect else "",
        factor=known("factor", factor, FACTORS) if factor else "",
        source=known("source", source, rules.sources, "see `recurtx sources list`") if source else "",
        fact=known("fact", fact, VOCABULARY, "see `recurtx facts`") if fact else "",
        status=known("status", status, STANDINGS) if status else "active",
        weak=weak,
        among=speaking(rules, known_cancer(cancer, rules.names)) if cancer else None,
    )


def _show_rules(rules: Ruleset, wanted: Wanted, format: Format, output: str | None) -> None:
    """The rules that were looked for; none is no mistake where they were only filtered.

    Raises:
        UsageError: RTX210 no rule speaks of the words.
    """
    from recurtx.answer.catalogue import found_data
    from recurtx.pages.rules import found_page
    from recurtx.ruleset.search import found_rules, found_trials, words_of_rules

    found = found_rules(rules, wanted)
    trials = found_trials(rules, wanted)
    if not found and not trials and wanted.words:
        text = " ".join(wanted.words)
        hint = suggestion(nearest(text, words_of_rules(rules)), "see `recurtx rules list`")
        raise UsageError.one("RTX210", f"no rule speaks of `{text}`", text, hint)
    show(lambda: found_page(found, trials, rules), lambda: found_data(found, trials), format, output)


def table(limits: Limits = False, format: Formats = Format.terminal, output: Output = None) -> None:
    """How many rules speak of which option, factor and cancer; or what limits each drug.

    Examples:

      recurtx rules table

      recurtx rules table --limits --format markdown --output docs/limits.md
    """
    if limits:
        from recurtx.answer.catalogue import limits_data
        from recurtx.pages.limits import limits_page

        rules = ruleset()
        show(lambda: limits_page(rules), lambda: limits_data(rules), format, output)
        return
    from recurtx.answer.catalogue import table_data
    from recurtx.engine.coverage import coverage
    from recurtx.pages.rules import rule_table

    rows = coverage(ruleset())
    show(lambda: rule_table(rows), lambda: table_data(rows), format, output)


def summary(cancer: CancerArgument, format: Formats = Format.terminal, output: Output = None) -> None:
    """A board's page on one cancer: which options stand for whom, with the evidence, and what is disputed.

    Examples:

      recurtx rules summary ovarian

      recurtx rules summary gastric --format markdown --output docs/summary-gastric.md
    """
    from recurtx.answer.catalogue import summary_data
    from recurtx.engine.coverage import speaking
    from recurtx.pages.summary import summary_page

    rules = ruleset()
    name = known_cancer(cancer, rules.names)
    heard = speaking(rules, name)
    show(lambda: summary_page(rules, name, heard), lambda: summary_data(rules, name, heard), format, output)


def show_rule(rule: RuleArgument, format: Formats = Format.terminal, output: Output = None) -> None:
    """One rule: what it says, why, the evidence with its level, who disagrees, the examples. Or one named trial.

    Examples:

      recurtx rules show second-hipec.only-with-surgery

      recurtx rules show NCT04329494
    """
    from recurtx.answer.catalogue import rule_data, trial_data
    from recurtx.pages.rules import rule_page, trial_page

    rules = ruleset()
    trial = next((t for t in rules.trials if t.id == rule.upper()), None)
    if trial is not None:
        show(lambda: trial_page(trial, rules), lambda: trial_data(trial, rules), format, output)
        return
    every = {r.id: r for r in (*rules.rules(), *rules.inactive)}
    if rule not in every:
        ids = (*every, *(t.id for t in rules.trials))
        raise UsageError.unknown("RTX206", f"there is no rule `{rule}`", rule, ids, "see `recurtx rules list`")
    found = every[rule]
    show(lambda: rule_page(found, rules), lambda: rule_data(found, rules), format, output)


def test(
    cover: Covered = False, min: Least = None, boards: Boards = None,  # noqa: PT028
    format: Formats = Format.terminal, output: Output = None,  # noqa: PT028
) -> None:  # fmt: skip
    """Run every example in the rule files; an empty run fails. With --cover, where all hold, tell what they show of
    the rules: each test true, false and unknown, each rule silent and heard, each verdict and each if.

    Examples:

      recurtx rules test

      recurtx rules test --cover --min 90
    """
    from recurtx.engine.examples import run_examples

    if not cover and (min is not None or boards is not None):
        raise UsageError.one("RTX204", "this goes with --cover", "--min" if min is not None else "--boards")
    rules = ruleset_in_files()
    results = list(run_examples(rules))
    problems = [r.problem for r in results if r.problem is not None]
    if cover and results and not problems:
        show_cover(rules, boards, min, format, output)
        return
    held = f"{len(results)} examples of {len({r.rule for r in results})} rules, advice and trials hold"
    if results or format is Format.json:
        _show_found(problems, held, {"examples": len(results)}, "fail", format, output)
    if problems or not results:
        note(f"{len(problems)} of {len(results)} examples fail" if results else "RTX054 no example was run")
        raise typer.Exit(ExitCode.FOUND)


def _show_found(
    problems: list[Problem], none: str, counts: dict[str, int], key: str, format: Format, output: str | None
) -> None:
    """Problems that were looked for, or that there are ``none``."""
    from recurtx.answer.catalogue import problem_data
    from recurtx.markup.block import Text
    from recurtx.pages.problems import found_page

    data = {**counts, key: [problem_data(p) for p in problems]}
    show(lambda: found_page(problems) if problems else [Text(none)], lambda: data, format, output)


def schema(of: OfFile = RuleFile.option, output: Output = None) -> None:
    """The JSON Schema of a rule file, for editors.

    Examples:

      recurtx rules schema > option.schema.json

      recurtx rules schema --of invariants > invariants.schema.json
    """
    from recurtx.ruleset import file_schema

    emit_schema(lambda: file_schema(of.value), output)
