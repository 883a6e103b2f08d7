"""``recurtx rules``: browse the rules, check them, run their examples."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from recurtx.cli import _rules_diff
from recurtx.cli._options import Formats, Output
from recurtx.errors import ExitCode, UsageError, did_you_mean
from recurtx.markup.write import Format

app = typer.Typer(help="Browse, check, test and compare the rules.", no_args_is_help=True, rich_markup_mode=None)
_rules_diff.register(app)


@app.command("list")
def list_rules(
    option: Annotated[
        str | None, typer.Argument(metavar="[OPTION]", help="Only this option.", show_default=False)
    ] = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="How to write it; markdown and html: the whole book.")
    ] = Format.terminal,
    output: Output = None,
) -> None:
    """Every option with its rules, or the rules of one option; in Markdown and HTML, the whole book.

    Examples:

      recurtx rules list

      recurtx rules list second_hipec

      recurtx rules list --format markdown --output docs/rules.md
    """
    from recurtx.answer.catalogue import data_text, rules_data
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit
    from recurtx.engine.coverage import coverage
    from recurtx.pages.rules import rule_list, rulebook

    rules = ruleset()
    if option is not None and option not in rules.options:
        near = did_you_mean(option, rules.options)
        raise UsageError.one("RTX202", f"unknown option `{option}`", option, f"did you mean `{near}`?" if near else "")
    if format is Format.json:
        emit(data_text(rules_data(rules, option)), output, format)
    elif format in (Format.markdown, Format.html):
        emit(rulebook(rules, coverage(rules), option), output, format)
    else:
        emit(rule_list(rules, option), output, format)


@app.command("table")
def table(format: Formats = Format.terminal, output: Output = None) -> None:
    """How many rules speak of which option, factor and cancer.

    Examples:

      recurtx rules table

      recurtx rules table --format markdown
    """
    from recurtx.answer.catalogue import data_text, table_data
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit
    from recurtx.engine.coverage import coverage
    from recurtx.pages.rules import rule_table

    rows = coverage(ruleset())
    emit(data_text(table_data(rows)) if format is Format.json else rule_table(rows), output, format)


@app.command("show")
def show(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The id of a rule, or of a named trial.")],
    format: Formats = Format.terminal,
    output: Output = None,
) -> None:
    """One rule: what it says, why, the evidence with its level, who disagrees, the examples. Or one named trial.

    Examples:

      recurtx rules show second-hipec.only-with-surgery

      recurtx rules show NCT04329494
    """
    from recurtx.answer.catalogue import data_text, rule_data, trial_data
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit
    from recurtx.pages.rules import rule_page, trial_page

    rules = ruleset()
    trial = next((t for t in rules.trials if t.id == rule.upper()), None)
    if trial is not None:
        emit(data_text(trial_data(trial, rules)) if format is Format.json else trial_page(trial, rules), output, format)
        return
    known = {r.id: r for r in (*rules.rules(), *rules.inactive)}
    if rule not in known:
        near = did_you_mean(rule.replace("-", "_"), (k.replace("-", "_") for k in known))
        hint = f"did you mean `{near.replace('_', '-')}`?" if near else "see `recurtx rules list`"
        raise UsageError.one("RTX206", f"there is no rule `{rule}`", rule, hint)
    found = known[rule]
    emit(data_text(rule_data(found, rules)) if format is Format.json else rule_page(found, rules), output, format)


@app.command("check")
def check(
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="What a code means.", show_default=False)
    ] = None,
    format: Formats = Format.terminal,
    output: Output = None,
) -> None:
    """Check the rules: every claim argued, every source used, every rule with its examples, nothing said twice, and
    no cancer passed over in silence.

    Examples:

      recurtx rules check

      recurtx --rules my-rules rules check

      recurtx rules check --explain RTX014
    """
    if explain is not None:
        _explain(explain, format, output)
        return
    from recurtx.answer.catalogue import data_text, problem_data
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, note
    from recurtx.engine.coverage import silent_cells
    from recurtx.errors import Problem
    from recurtx.markup.block import Text
    from recurtx.pages.problems import found_page
    from recurtx.ruleset import check_ruleset

    rules = ruleset()
    problems = sorted([*check_ruleset(rules), *silent_cells(rules)], key=Problem.sort_key)
    count = f"{len(rules.distinct())} rules, {len(rules.options)} options, {len(rules.sources)} sources"
    if format is Format.json:
        emit(data_text({"found": [problem_data(p) for p in problems]}), output, format)
    else:
        emit(found_page(problems) if problems else [Text(f"{count}: nothing found")], output, format)
    if problems:
        note(f"{len(problems)} found in {count}")
        raise typer.Exit(ExitCode.FOUND)


def _explain(code: str, format: Format, output: str | None) -> None:
    """What a code means; no rule is read for that."""
    from recurtx.cli._output import emit
    from recurtx.markup.block import Item, Page

    page: Page | str = [Item(code.upper(), _meaning(code))]
    if format is Format.json:
        from recurtx.answer.catalogue import data_text

        page = data_text({"code": code.upper(), "means": _meaning(code)})
    emit(page, output, format)


def _meaning(code: str) -> str:
    from recurtx.codes import CODES

    name = code.upper()
    if name not in CODES:
        near = did_you_mean(code, (c.lower() for c in CODES))
        hint = f"did you mean `{near.upper()}`?" if near else "codes are RTX and three digits"
        raise UsageError.one("RTX208", f"there is no code `{code}`", code, hint)
    return CODES[name]


@app.command("test")
def test(format: Formats = Format.terminal, output: Output = None) -> None:  # noqa: PT028
    """Run every example in the rule files; an empty run fails.

    Example:

      recurtx rules test
    """
    from recurtx.answer.catalogue import data_text, problem_data
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, note
    from recurtx.engine.examples import run_examples
    from recurtx.markup.block import Text
    from recurtx.pages.problems import found_page

    results = list(run_examples(ruleset()))
    problems = [r.problem for r in results if r.problem is not None]
    held = f"{len(results)} examples of {len({r.rule for r in results})} rules, advice and trials hold"
    if format is Format.json:
        emit(data_text({"examples": len(results), "fail": [problem_data(p) for p in problems]}), output, format)
    elif results:
        emit(found_page(problems) if problems else [Text(held)], output, format)
    if problems or not results:
        note(f"{len(problems)} of {len(results)} examples fail" if results else "RTX054 no example was run")
        raise typer.Exit(ExitCode.FOUND)


@app.command("schema")
def schema(output: Output = None) -> None:
    """The JSON Schema of an option file, for editors.

    Example:

      recurtx rules schema > option.schema.json
    """
    from recurtx.cli._output import emit
    from recurtx.ruleset import option_schema

    emit(json.dumps(option_schema(), indent=1, sort_keys=True) + "\n", output, Format.json)
