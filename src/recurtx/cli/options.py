"""Arguments and options of the commands, each defined once.

It is a table, which the formatter would blow up to twice its length.
"""
# fmt: off

from __future__ import annotations

import datetime
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, TypeVar

import typer

from recurtx.cli import completion as known
from recurtx.errors import nearest, suggestion
from recurtx.markup.write import DRAWN, Format

Choice = TypeVar("Choice", bound=StrEnum)


class Goal(StrEnum):
    """A verdict that changes may be asked to reach: every one but that which waits for information."""

    candidate = "candidate"
    candidate_with_caution = "candidate_with_caution"
    possible = "possible"
    usually_not = "usually_not"
    not_candidate = "not_candidate"
    outside_scope = "outside_scope"


class SuggestFormat(StrEnum):
    """How the answer is written: as every page, or as a letter."""

    terminal = "terminal"
    text = "text"
    markdown = "markdown"
    html = "html"
    letter = "letter"
    json = "json"


class RuleFile(StrEnum):
    """The files of a folder of rules that a person writes; an option has one of its own."""

    option = "option"
    every = "every"
    advice = "advice"
    concepts = "concepts"
    agents = "agents"
    sources = "sources"
    trials = "trials"
    invariants = "invariants"
    ruleset = "ruleset"


class Order(StrEnum):
    """In which order the facts of a case are added."""

    vocabulary = "vocabulary"
    file = "file"


class Engine(StrEnum):
    """What runs the columns of a cohort."""

    embedded = "embedded"
    spark = "spark"


class CheckFormat(StrEnum):
    """How findings of a check are written: as every page, or as another tool reads them."""

    terminal = "terminal"
    text = "text"
    markdown = "markdown"
    html = "html"
    json = "json"
    sarif = "sarif"
    junit = "junit"
    github = "github"


class Color(StrEnum):
    """When a terminal is shown colours; with ``always`` whatever reads the output is."""

    auto = "auto"
    always = "always"
    never = "never"


NARROWEST, WIDEST = 60, 400


DRAWING = "`explain` and `rules graph` draw as svg, mermaid or dot, `what-if --sweep` as svg"
"""What can be drawn, for whoever asks it of something else."""


def _columns(wanted: int | None) -> int | None:
    """A width that pages can fill."""
    if wanted is not None and not NARROWEST <= wanted <= WIDEST:
        raise typer.BadParameter(f"{wanted} is not between {NARROWEST} and {WIDEST}")
    return wanted


def _day(text: str) -> datetime.date:
    """A day of the calendar."""
    if isinstance(text, datetime.date):
        return text
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"`{text}` is no day; write it as 2027-01-31") from None


def _file(output: str | None) -> str | None:
    """A file to write to; `-` is standard output, as without the option."""
    return None if output == "-" else output


def _one_of(kind: type[Choice]) -> Callable[[str], Choice]:
    """A reader of a choice, which names the nearest word for one that is none."""
    words = [choice.value for choice in kind]

    def read(word: str) -> Choice:
        if isinstance(word, kind):
            return word
        if word not in words:
            hint = DRAWING if word in DRAWN else suggestion(nearest(word, words), f"one of {', '.join(words)}")
            raise typer.BadParameter(f"`{word}` is none of its words; {hint}")
        return kind(word)

    return read


ProfileArgument = Annotated[str | None, typer.Argument(
    metavar="[PROFILE]", help="A profile as YAML or JSON, - for standard input, or a bundled case as case:ID.",
    autocompletion=known.profiles)]
Words = Annotated[list[str], typer.Argument(
    metavar="[PROFILE] OPTION",
    help="A profile (file, -, case:ID) and the id of an option; with --set the option alone.",
    autocompletion=known.profile_then_option)]
ReceiptArgument = Annotated[str, typer.Argument(metavar="RECEIPT", help="A receipt, or - for standard input.")]
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="The id of a case.", autocompletion=known.cases)]
CasesArgument = Annotated[list[str] | None, typer.Argument(
    metavar="[CASE]", help="Ids of cases, in their order; without any, some are drawn.", autocompletion=known.cases)]
SourceArgument = Annotated[str, typer.Argument(
    metavar="SOURCE", help="The id of a source.", autocompletion=known.sources)]
RuleArgument = Annotated[str, typer.Argument(
    metavar="RULE", help="The id of a rule, or of a named trial.", autocompletion=known.rules)]
OptionArgument = Annotated[str | None, typer.Argument(
    metavar="[OPTION]", help="Only this option.", autocompletion=known.options)]
FactArgument = Annotated[list[str] | None, typer.Argument(
    metavar="[WORD]", help="A path, or words of a name, a question or a value; without it all facts.",
    autocompletion=known.paths)]
SearchArgument = Annotated[list[str], typer.Argument(
    metavar="WORD", help="Words that the title, the reason, the source or the factor has, all of them.")]
AboutArgument = Annotated[list[str] | None, typer.Argument(
    metavar="[WORD]", help="Words of its title, its authors or its id, all of them.")]
OldRules = Annotated[str, typer.Argument(metavar="OLD", help="A folder of rules.")]
NewRules = Annotated[str | None, typer.Argument(metavar="[NEW]", help="Another; without it, the rules in use.")]

Sets = Annotated[list[str] | None, typer.Option(
    "--set", metavar="PATH=VALUE", help="Add or replace a fact; an empty value removes it. Repeatable.",
    autocompletion=known.changes)]
Formats = Annotated[Format, typer.Option(
    "--format", "-f", metavar="FORMAT", parser=_one_of(Format), autocompletion=known.words(Format),
    help="How to write it: terminal, text, markdown, html or json; what can be drawn also svg, mermaid or dot.")]
SuggestFormats = Annotated[SuggestFormat, typer.Option(
    "--format", "-f", metavar="FORMAT", parser=_one_of(SuggestFormat), autocompletion=known.words(SuggestFormat),
    help="How to write it: terminal, text, markdown, html or json; letter: one page of sentences.")]
BookFormats = Annotated[Format, typer.Option(
    "--format", "-f", metavar="FORMAT", parser=_one_of(Format), autocompletion=known.words(Format),
    help="How to write it: terminal, text, json; markdown and html: the whole book.")]
CheckFormats = Annotated[CheckFormat, typer.Option(
    "--format", "-f", metavar="FORMAT", parser=_one_of(CheckFormat), autocompletion=known.words(CheckFormat),
    help="How to write it: terminal, text, markdown, html or json; for other tools sarif, junit or github.")]
AsOf = Annotated[datetime.date | None, typer.Option(
    "--as-of", metavar="DATE", parser=_day,
    help="Also find reviews that were due before this day, such as 2027-01-31.")]
Strict = Annotated[bool, typer.Option(
    "--strict", help="Also show advice on the examples, which is else only counted; it fails the check.")]
Output = Annotated[str | None, typer.Option(
    "--output", "-o", metavar="FILE", callback=_file, help="Write to FILE instead of standard output.")]
Saved = Annotated[str | None, typer.Option(
    "--output", "-o", metavar="FILE", callback=_file,
    help="Save the profile to FILE after every answer; without it, it is printed at the end.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every argument, also those that do not hold.")]
Brief = Annotated[bool, typer.Option(
    "--brief", help="Only the verdicts, what is urgent, and the first question.")]
WhyNot = Annotated[bool, typer.Option(
    "--why-not", help="Only what is not advised: the rule, why, and what would change it.")]
Step = Annotated[bool, typer.Option(
    "--step", help="Built up factor by factor, with the verdicts that each turns; -v also the ways.")]
All = Annotated[bool, typer.Option(
    "--all", help="Show every rule, with every condition and source.")]
Idle = Annotated[bool, typer.Option("--verbose", "-v", help="Also name the rules that turned and decide nothing.")]
NoPresume = Annotated[bool, typer.Option(
    "--no-presume", help="Presume nothing absent that is not recorded (for audit).")]
Options = Annotated[list[str] | None, typer.Option(
    "--option", metavar="OPTION", help="Only this option. Repeatable.", autocompletion=known.options)]
OneOption = Annotated[str | None, typer.Option(
    "--option", metavar="OPTION", help="Of this option and its ways.", autocompletion=known.options)]
Cancer = Annotated[str | None, typer.Option(
    "--cancer", metavar="CANCER", help="That can speak of this cancer.", autocompletion=known.cancers)]
OfCancer = Annotated[str | None, typer.Option(
    "--cancer", metavar="CANCER", help="Only cases of this cancer.", autocompletion=known.cancers)]
EffectOption = Annotated[str | None, typer.Option(
    "--effect", metavar="EFFECT", help="With this effect: requires, excludes, supports, ...",
    autocompletion=known.effects)]
FactorOption = Annotated[str | None, typer.Option(
    "--factor", metavar="FACTOR", help="On this factor: cancer_type, extent, performance_status, prior_response.",
    autocompletion=known.factors)]
SourceOption = Annotated[str | None, typer.Option(
    "--source", metavar="SOURCE", help="That cite this source.", autocompletion=known.sources)]
FactOption = Annotated[str | None, typer.Option(
    "--fact", metavar="PATH", help="That read this fact.", autocompletion=known.paths)]
StatusOption = Annotated[str | None, typer.Option(
    "--status", metavar="STATUS", help="active, draft or retired; without it active.",
    autocompletion=known.words(("active", "draft", "retired")))]
Weak = Annotated[bool, typer.Option(
    "--weak", help="That stand on the source article or on expert practice alone.")]
Limits = Annotated[bool, typer.Option(
    "--limits", help="Instead, what limits each drug: organ function, blood counts, genes, operations.")]
CancerArgument = Annotated[str, typer.Argument(metavar="CANCER", help="One of the cancers.",
    autocompletion=known.cancers)]
Receipt = Annotated[str | None, typer.Option(
    "--receipt", metavar="FILE", help="Write the answer with all that it came from, for `recurtx replay`.")]
To = Annotated[Goal | None, typer.Option(
    "--to", metavar="VERDICT", parser=_one_of(Goal), autocompletion=known.words(Goal),
    help=f"The verdict that the smallest changes are to reach: {', '.join(Goal)}; default the next open one.")]
Orders = Annotated[Order, typer.Option(
    "--order", metavar="ORDER", parser=_one_of(Order), autocompletion=known.words(Order),
    help="Add facts as the vocabulary has them, or as the file of the case has them: vocabulary or file.")]
Pause = Annotated[bool, typer.Option(
    "--pause", help="Before each turn wait for a key (a terminal only; q ends): what will turn?")]
Versus = Annotated[str | None, typer.Option(
    "--vs", metavar="OTHER", help="Compare with another profile instead.", autocompletion=known.profiles)]
Sweep = Annotated[str | None, typer.Option(
    "--sweep", metavar="PATH[=A..B[:STEP]]",
    help="Run one fact through its values: a range of numbers, or all that the rules tell apart.",
    autocompletion=known.paths)]
Profiles = Annotated[str | None, typer.Option(
    "--profiles", metavar="DIR",
    help="Compare the verdicts of the profiles in this folder instead of the bundled cases.")]
Code = Annotated[str | None, typer.Option(
    "--explain", metavar="CODE", help="What a code means; all explains every one.", autocompletion=known.codes)]
FailOnChange = Annotated[bool, typer.Option(
    "--fail-on-change", help="Leave with exit code 1 if anything changed that can change a verdict, or does.")]
FailOnDiscordant = Annotated[bool, typer.Option(
    "--fail-on-discordant", help="Leave with exit code 1 if the rules stop what a team chose.")]
WitnessFolder = Annotated[str | None, typer.Option(
    "--witness", metavar="DIR", help="Write the patients who show a finding into this folder, as profiles.")]
Sample = Annotated[int, typer.Option(
    "--sample", metavar="N", min=0, max=100_000,
    help="Also look, among N made-up patients, for answers that wait in vain.")]
ProveChange = Annotated[bool, typer.Option(
    "--prove", help="Also prove, of every patient of whom all is known, which options are as they were.")]
Budget = Annotated[float, typer.Option(
    "--budget", metavar="SECONDS", min=0.001, max=600, help="Time for one question; beyond it, it is not decided.")]
Slips = Annotated[int | None, typer.Option(
    "--sample", metavar="N", min=1, help="Make only N of the slips, drawn by chance: a quick look.")]
Seed = Annotated[int, typer.Option("--seed", min=0, metavar="NUMBER", help="Another number draws another sample.")]
Blind = Annotated[bool, typer.Option(
    "--blind", help="Only the patient: no id, no title, no team, no outcome, no verdict.")]
Handout = Annotated[bool, typer.Option(
    "--handout", help="A sheet to print: the patient, a choice and a reason for each option, and questions.")]
WithAnswers = Annotated[bool, typer.Option(
    "--answers", help="With --handout: the verdicts, their evidence, the questions answered, the team.")]
Drawn = Annotated[int, typer.Option("--n", metavar="N", min=1, help="Draw so many cases where none is named.")]
Teams = Annotated[str | None, typer.Option(
    "--teams", metavar="NAMES", help="Teams that answer one after the other, with commas between: A,B.")]
Boards = Annotated[str | None, typer.Option(
    "--boards", metavar="DIR", help="Also ask the vignettes of a board in this folder.")]
Prove = Annotated[bool, typer.Option(
    "--prove", help="Ask the invariants of what nobody notices; of the slips in conditions that are left, prove that "
    "they mean the same, or show who tells them apart, as an example to write. Needs recurtx[verify].")]
OfFile = Annotated[RuleFile, typer.Option(
    "--of", metavar="FILE", parser=_one_of(RuleFile), autocompletion=known.words(RuleFile),
    help="The file that the schema is of: option, every, advice, concepts, agents, sources, trials, invariants, "
    "ruleset.")]
Least = Annotated[float | None, typer.Option(
    "--min", metavar="PERCENT", min=0, max=100, help="Leave with exit code 1 below this share.")]
Covered = Annotated[bool, typer.Option(
    "--cover", help="Also tell what no example, bundled case or vignette has shown, with its place.")]
WriteTable = Annotated[bool, typer.Option(
    "--write", help="Write the table of reachable verdicts, reachable.yaml, into the rules folder.")]
AddExamples = Annotated[bool, typer.Option("--write", help="Add them to the files of the rules.")]

KeyArgument = Annotated[str, typer.Argument(
    metavar="KEY", help="rules, theme, pager, width or color.",
    autocompletion=known.words(("rules", "theme", "pager", "width", "color")))]
ConfigValue = Annotated[str, typer.Argument(metavar="VALUE", help="What it is to be.")]
Watch = Annotated[bool, typer.Option(
    "--watch", help="Answer again whenever the profile or the rules are saved, until Ctrl-C.")]

Rules = Annotated[str | None, typer.Option(
    "--rules", metavar="DIR", help="Use these rules instead of the shipped ones.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="As --color never (also NO_COLOR).")]
ColorOption = Annotated[Color | None, typer.Option(
    "--color", metavar="WHEN", parser=_one_of(Color), autocompletion=known.words(Color),
    help="Colours: auto, always or never; always also in a pipe (also FORCE_COLOR).")]
Plain = Annotated[bool, typer.Option("--plain", help="Symbols in plain ASCII (also RECURTX_PLAIN).")]
Width = Annotated[int | None, typer.Option(
    "--width", metavar="COLUMNS", callback=_columns, help="Columns to fill, 60 to 400.")]
NoPager = Annotated[bool, typer.Option(
    "--no-pager", help="Do not page a long answer (pager: RECURTX_PAGER, config, PAGER, less).")]
CohortFile = Annotated[str, typer.Argument(
    metavar="FILE", help="A table: .csv, .tsv, .xlsx, .parquet or .ndjson.")]
TableOutput = Annotated[str, typer.Option(
    "--output", "-o", metavar="FILE", help="Where to write: .csv, .tsv, .parquet or .ndjson.")]
MapFile = Annotated[str | None, typer.Option(
    "--map", metavar="FILE", help="YAML that says what columns mean, and what their values and units stand for.")]
By = Annotated[str | None, typer.Option(
    "--by", metavar="COLUMN", help="Count apart for each value of this column, which need not be a fact.")]
Ways = Annotated[bool, typer.Option("--ways", help="Also the ways of the options.")]
Fast = Annotated[bool, typer.Option(
    "--verdicts-only", help="Neither what decides nor what is missing, which is what takes time.")]
Becomes = Annotated[bool, typer.Option(
    "--becomes", help="Also what open options become.")]
Ifs = Annotated[bool, typer.Option(
    "--ifs", help="That in words too, and if what they become it; milliseconds for each kind of patient.")]
Rejects = Annotated[str | None, typer.Option(
    "--rejects", metavar="FILE", help="Where to write who was refused; by default beside the output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Master = Annotated[str | None, typer.Option(
    "--master", metavar="URL", help="Of --engine spark: the cluster. By default local[*], all cores of this machine.")]
CohortEngine = Annotated[Engine, typer.Option(
    "--engine", metavar="|".join(Engine), parser=_one_of(Engine), autocompletion=known.words(Engine),
    help="What runs the columns: this process, or Spark on folders of Parquet.")]
Number = Annotated[int, typer.Option("--n", metavar="N", min=1, max=1_000_000_000, help="So many patients.")]
Registry = Annotated[str | None, typer.Option(
    "--cohort", metavar="FILE", help="A registry, as for `recurtx cohort`; extra recurtx[cohort].")]
