"""Arguments and options of the commands, each defined once.

It is a table, which the formatter would blow up to twice its length.
"""
# fmt: off

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from recurtx.markup.write import Format


class Goal(str, Enum):
    """A verdict that changes may be asked to reach: every one but that which waits for information."""

    candidate = "candidate"
    candidate_with_caution = "candidate_with_caution"
    possible = "possible"
    not_candidate = "not_candidate"
    outside_scope = "outside_scope"


ProfileArgument = Annotated[str | None, typer.Argument(
    metavar="[PROFILE]", help="A profile as YAML or JSON, - for standard input, or a bundled case as case:ID.")]
Words = Annotated[list[str], typer.Argument(
    metavar="[PROFILE] OPTION",
    help="A profile (file, -, case:ID) and the id of an option; with --set the option alone.")]
ReceiptArgument = Annotated[str, typer.Argument(metavar="RECEIPT", help="A receipt, or - for standard input.")]
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="The id of a case.")]
SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE", help="The id of a source.")]
RuleArgument = Annotated[str, typer.Argument(metavar="RULE", help="The id of a rule, or of a named trial.")]
OptionArgument = Annotated[str | None, typer.Argument(metavar="[OPTION]", help="Only this option.")]
OldRules = Annotated[str, typer.Argument(metavar="OLD", help="A folder of rules.")]
NewRules = Annotated[str | None, typer.Argument(metavar="[NEW]", help="Another; without it, the rules in use.")]

Sets = Annotated[list[str] | None, typer.Option(
    "--set", metavar="PATH=VALUE", help="Add or replace a fact; an empty value removes it. Repeatable.")]
Formats = Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")]
BookFormats = Annotated[Format, typer.Option(
    "--format", "-f", help="How to write it; markdown and html: the whole book.")]
Output = Annotated[str | None, typer.Option(
    "--output", "-o", metavar="FILE", help="Write to FILE instead of standard output.")]
Saved = Annotated[str | None, typer.Option(
    "--output", "-o", metavar="FILE",
    help="Save the profile to FILE after every answer; without it, it is printed at the end.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every argument, also those that do not hold.")]
Brief = Annotated[bool, typer.Option(
    "--brief", help="Only the verdicts, what is urgent, and the first question.")]
WhyNot = Annotated[bool, typer.Option(
    "--why-not", help="Only what is not advised: the rule, why, and what would change it.")]
All = Annotated[bool, typer.Option(
    "--all", help="Show every rule, with every condition and source.")]
Idle = Annotated[bool, typer.Option("--verbose", "-v", help="Also name the rules that turned and decide nothing.")]
NoPresume = Annotated[bool, typer.Option(
    "--no-presume", help="Presume nothing absent that is not recorded (for audit).")]
Options = Annotated[list[str] | None, typer.Option("--option", metavar="ID", help="Only this option. Repeatable.")]
Receipt = Annotated[str | None, typer.Option(
    "--receipt", metavar="FILE", help="Write the answer with all that it came from, for `recurtx replay`.")]
To = Annotated[Goal | None, typer.Option(
    "--to", help="The verdict that the smallest changes are to reach; default the next open one.")]
Versus = Annotated[str | None, typer.Option("--vs", metavar="OTHER", help="Compare with another profile instead.")]
Sweep = Annotated[str | None, typer.Option(
    "--sweep", metavar="PATH[=A..B[:STEP]]",
    help="Run one fact through its values: a range of numbers, or all that the rules tell apart.")]
Profiles = Annotated[str | None, typer.Option(
    "--profiles", metavar="DIR",
    help="Compare the verdicts of the profiles in this folder instead of the bundled cases.")]
Code = Annotated[str | None, typer.Option("--explain", metavar="CODE", help="What a code means.")]
FailOnChange = Annotated[bool, typer.Option(
    "--fail-on-change", help="Leave with exit code 1 if anything changed that can change a verdict, or does.")]
FailOnDiscordant = Annotated[bool, typer.Option(
    "--fail-on-discordant", help="Leave with exit code 1 if the rules stop what a team chose.")]

Rules = Annotated[str | None, typer.Option(
    "--rules", metavar="DIR", help="Use these rules instead of the shipped ones.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour (also NO_COLOR).")]
Width = Annotated[int | None, typer.Option("--width", metavar="N", min=60, max=400, help="Columns to fill.")]
