"""``recurtx what-if``: two situations side by side, or one fact swept over its values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recurtx.cli.files import file_of, keep
from recurtx.cli.inputs import read_pair, read_profile, ruleset
from recurtx.cli.options import (
    DRAWING,
    Formats,
    Idle,
    MapFile,
    NoPresume,
    Output,
    ProfileArgument,
    Registry,
    Sets,
    Sweep,
    Versus,
)
from recurtx.cli.output import emit, show, warn
from recurtx.errors import UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.comparison.whatif import Comparison
    from recurtx.markup.block import Page
    from recurtx.pages.compare import Names


def what_if(
    profile: ProfileArgument = None, sets: Sets = None, versus: Versus = None, sweep: Sweep = None,
    format: Formats = Format.terminal, output: Output = None, verbose: Idle = False, no_presume: NoPresume = False,
    cohort: Registry = None, map: MapFile = None,
) -> None:  # fmt: skip
    """What would turn if facts were other: before and after side by side, with the rules that turned.

    PROFILE is the patient as recorded and --set the change; `path=` takes a fact away. With --sweep, --set comes first.
    With --cohort alone: which one further fact would settle most patients of a registry (extra recurtx[cohort]).

    Examples:

      recurtx what-if patient.yaml --set patient.albumin_g_l=36 --set patient.ecog=

      recurtx what-if case:pmp-spleen-2024 --vs case:pmp-lung-2012-case4

      recurtx what-if patient.yaml --sweep recurrence.pci=0..39

      recurtx what-if patient.yaml --sweep recurrence.ascites

      recurtx what-if --cohort registry.parquet
    """
    if cohort is not None:
        _registry(cohort, map, format, output, alone=not (profile or sets or versus or sweep), presume=not no_presume)
        return
    _check(profile, sets, versus, sweep, format)
    for source in (profile, versus):
        keep(file_of(source), output)
    if sweep is not None:
        result = _swept(profile, sets or (), sweep, format, presume=not no_presume)
    else:
        found = _compared(profile or "", sets or (), versus, presume=not no_presume)
        result = _comparison(found, _names(found, profile or "", versus), format, verbose=verbose)
    emit(result, output, format)


def _registry(path: str, map: str | None, format: Format, output: str | None, *, alone: bool, presume: bool) -> None:
    """What one further fact would do to a registry.

    Raises:
        UsageError: RTX204 something else is asked as well.
    """
    if not alone:
        hint = "--cohort asks what one further fact would do; leave out the profile, --set, --vs and --sweep"
        raise UsageError.one("RTX204", "--cohort stands alone", f"--cohort {path}", hint)
    if format is Format.svg:
        raise UsageError.one("RTX204", "what-if draws a sweep alone", "--format svg", DRAWING)
    from recurtx.cli.cohort import Progress, opened

    keep(path, output, "table")
    source, naming = opened(path, map, "what-if --cohort")
    from recurtx.cohort.impact import knowing
    from recurtx.pages.cohort import knowing_data, knowing_page

    bar = Progress(source.rows, quiet=False)
    found = knowing(source, naming, ruleset(), presume=presume, tick=bar.tick)
    bar.done()
    show(lambda: knowing_page(found, Path(path).name), lambda: knowing_data(found), format, output)


def _check(
    profile: str | None, sets: Sequence[str] | None, versus: str | None, sweep: str | None, format: Format
) -> None:
    """Refuse what does not go together.

    Raises:
        UsageError: RTX201 there is no profile to start from; RTX204 the options contradict each other.
    """
    if versus is not None and (sets or sweep is not None):
        what = "--sweep" if sweep is not None else "--set"
        hint = "--vs compares two profiles as they are; change one of them first"
        raise UsageError.one("RTX204", f"--vs and {what} do not go together", f"--vs {versus}", hint)
    if not sets and versus is None and sweep is None:
        hint = "--set PATH=VALUE, --vs OTHER or --sweep PATH"
        raise UsageError.one("RTX204", "what-if needs something to change", profile or "what-if", hint)
    if profile is None and sweep is None:
        hint = "the profile is the patient as recorded, --set the change: a file, - or case:ID"
        raise UsageError.one("RTX201", "no profile was given", "PROFILE", hint)
    if sweep is None and format is Format.svg:
        raise UsageError.one("RTX204", "what-if draws a sweep alone", "--format svg", DRAWING)
    if profile == "-" and versus == "-":
        raise UsageError.one("RTX204", "standard input can be only one of the two profiles", "--vs -")


def _compared(profile: str, sets: Sequence[str], versus: str | None, *, presume: bool) -> Comparison:
    """Both assessments side by side; what the reader has to tell of them is said once."""
    from recurtx.comparison.whatif import compare
    from recurtx.engine import assess

    rules = ruleset()
    if versus is None:
        records = read_pair(profile, sets, rules)
    else:
        records = read_profile(profile, (), rules), read_profile(versus, (), rules)
    warn(w for record in records for w in record.warnings)
    before, after = (assess(r.profile, rules, presume=presume, warnings=r.warnings) for r in records)
    return compare(before, after)


def _comparison(found: Comparison, names: Names, format: Format, *, verbose: bool) -> Page | str:
    if format is Format.json:
        from recurtx.answer.comparison import comparison_document
        from recurtx.answer.document import json_text

        return json_text(comparison_document(found))
    from recurtx.pages.compare import comparison_page

    return comparison_page(found, names, verbose=verbose)


def _names(found: Comparison, profile: str, versus: str | None) -> Names:
    from recurtx.pages.compare import Names

    label = found.before.profile.id or (profile if profile != "-" else "")
    if versus is None:
        return Names(f"What if · {label}" if label else "What if")
    other = found.after.profile.id or versus
    if label == other:
        label, other = profile, versus
    return Names("Two patients", label or "standard input", other, patients=True)


def _swept(profile: str | None, sets: Sequence[str], text: str, format: Format, *, presume: bool) -> Page | str:
    from recurtx.comparison.sweep import sweep, swept_values
    from recurtx.engine import judge
    from recurtx.profile import spec

    rules = ruleset()
    record = read_profile(profile, sets, rules)
    judgement = judge(record.profile, rules, presume=presume)
    partition = judgement.every_value
    chosen = swept_values(text, partition, f"--sweep {text}")
    warn(record.warnings)
    found = sweep(judgement, chosen.path, chosen.values)
    if format is Format.json:
        from recurtx.answer.comparison import sweep_document
        from recurtx.answer.document import json_text

        return json_text(sweep_document(found, rules))
    from recurtx.pages.compare import Swept, sweep_page

    title = " · ".join(filter(None, ("What if", record.profile.id, spec(chosen.path).short)))
    told = (found, judgement.situation, rules)
    classes = None if chosen.points else partition
    if format is Format.svg:
        from recurtx.pages.strip import sweep_strip

        return [sweep_strip(Swept(*told, classes), title)]
    return sweep_page(*told, title, classes, drawn=format is Format.html)
