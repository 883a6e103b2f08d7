"""``recurtx rules``: browse the rules, check them, run their examples."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from recurtx.cli import _rules_diff
from recurtx.cli._options import Output, PageFormat
from recurtx.errors import ExitCode, UsageError, did_you_mean

__all__ = ["app"]

app = typer.Typer(help="Browse, check, test and compare the rules.", no_args_is_help=True, rich_markup_mode=None)
_rules_diff.register(app)


@app.command("list")
def list_rules(
    option: Annotated[
        str | None, typer.Argument(metavar="[OPTION]", help="Only this option.", show_default=False)
    ] = None,
    format: Annotated[
        PageFormat, typer.Option("--format", "-f", help="markdown: the whole book.")
    ] = PageFormat.terminal,
    output: Output = None,
) -> None:
    """Every option with its rules, or the rules of one option; in Markdown, the whole book.

    Examples:

      recurtx rules list

      recurtx rules list second_hipec

      recurtx rules list --format markdown --output docs/rules.md
    """
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, width
    from recurtx.render._rules import list_lines

    rules = ruleset()
    if option is not None and option not in rules.options:
        near = did_you_mean(option, rules.options)
        raise UsageError.one("RTX202", f"unknown option `{option}`", option, f"did you mean `{near}`?" if near else "")
    if format is PageFormat.markdown:
        from recurtx.cli._output import emit_text
        from recurtx.render._rulebook import rulebook

        emit_text(rulebook(rules), output)
        return
    emit(list_lines(rules, width(), option), output)


@app.command("table")
def table(
    format: Annotated[PageFormat, typer.Option("--format", "-f", help="How to write the table.")] = PageFormat.terminal,
    output: Output = None,
) -> None:
    """How many rules speak of which option, factor and cancer.

    Examples:

      recurtx rules table

      recurtx rules table --format markdown
    """
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, emit_text, width
    from recurtx.render._rulebook import table_lines, table_markdown

    if format is PageFormat.markdown:
        emit_text(table_markdown(ruleset()), output)
    else:
        emit(table_lines(ruleset(), width()), output)


@app.command("show")
def show(rule: Annotated[str, typer.Argument(metavar="RULE", help="The id of a rule, or of a named trial.")]) -> None:
    """One rule: what it says, why, the evidence with its level, who disagrees, the examples. Or one named trial.

    Examples:

      recurtx rules show second-hipec.only-with-surgery

      recurtx rules show NCT04329494
    """
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, width
    from recurtx.render._rules import rule_lines

    rules = ruleset()
    trial = next((t for t in rules.trials if t.id == rule.upper()), None)
    if trial is not None:
        from recurtx.render._trials import trial_page

        emit(trial_page(trial, rules, width()))
        return
    known = {r.id: r for r in (*rules.rules(), *rules.inactive)}
    if rule not in known:
        near = did_you_mean(rule.replace("-", "_"), (k.replace("-", "_") for k in known))
        hint = f"did you mean `{near.replace('_', '-')}`?" if near else "see `recurtx rules list`"
        raise UsageError.one("RTX206", f"there is no rule `{rule}`", rule, hint)
    emit(rule_lines(known[rule], rules, width()))


@app.command("check")
def check(
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="What a code means.", show_default=False)
    ] = None,
) -> None:
    """Check the rules: every claim argued, every source used, every rule with its examples, nothing said twice, and
    no cancer passed over in silence.

    Examples:

      recurtx rules check

      recurtx --rules my-rules rules check

      recurtx rules check --explain RTX014
    """
    from recurtx.cli._output import emit, note, width
    from recurtx.render._lines import line, wrap

    if explain is not None:
        emit(wrap(_meaning(explain), width(), f"{explain.upper()}  "))
        return
    from recurtx.cli._inputs import ruleset
    from recurtx.engine import silent_cells
    from recurtx.errors import Problem
    from recurtx.render._problems import found_lines
    from recurtx.ruleset import check_ruleset

    rules = ruleset()
    problems = sorted([*check_ruleset(rules), *silent_cells(rules)], key=Problem.sort_key)
    count = f"{len(rules.distinct())} rules, {len(rules.options)} options, {len(rules.sources)} sources"
    if problems:
        emit(found_lines(problems, width()))
        note(f"{len(problems)} found in {count}")
        raise typer.Exit(ExitCode.FOUND)
    emit([line(f"{count}: nothing found")])


def _meaning(code: str) -> str:
    from recurtx.codes import CODES

    name = code.upper()
    if name not in CODES:
        near = did_you_mean(code, (c.lower() for c in CODES))
        hint = f"did you mean `{near.upper()}`?" if near else "codes are RTX and three digits"
        raise UsageError.one("RTX208", f"there is no code `{code}`", code, hint)
    return CODES[name]


@app.command("test")
def test() -> None:
    """Run every example in the rule files; an empty run fails.

    Example:

      recurtx rules test
    """
    from recurtx.cli._inputs import ruleset
    from recurtx.cli._output import emit, note, width
    from recurtx.engine import run_examples
    from recurtx.render._lines import line
    from recurtx.render._problems import found_lines

    results = list(run_examples(ruleset()))
    problems = [r.problem for r in results if r.problem is not None]
    if problems:
        emit(found_lines(problems, width()))
    if problems or not results:
        note(f"{len(problems)} of {len(results)} examples fail" if results else "RTX054 no example was run")
        raise typer.Exit(ExitCode.FOUND)
    emit([line(f"{len(results)} examples of {len({r.rule for r in results})} rules, advice and trials hold")])


@app.command("schema")
def schema(output: Output = None) -> None:
    """The JSON Schema of an option file, for editors.

    Example:

      recurtx rules schema > option.schema.json
    """
    from recurtx.cli._output import emit_text
    from recurtx.ruleset import option_schema

    emit_text(json.dumps(option_schema(), indent=1, sort_keys=True) + "\n", output, json=True)
