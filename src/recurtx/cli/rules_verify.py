"""``recurtx rules verify``: prove the rules, or show the patients whom they fail."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from recurtx.cli.files import save
from recurtx.cli.inputs import rules_folder, ruleset_in_files
from recurtx.cli.options import Budget, Formats, Output, Sample, WitnessFolder, WriteTable
from recurtx.cli.output import show
from recurtx.errors import ExitCode, UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recurtx.profile import Content
    from recurtx.verify.report import Report


def verify(
    witness: WitnessFolder = None, sample: Sample = 0, budget: Budget = 2.0, write: WriteTable = False,
    format: Formats = Format.terminal, output: Output = None,
) -> None:  # fmt: skip
    """Prove that the rules keep every line of invariants.yaml, that each rule can act and decide and adds something,
    and that no verdict was lost, and run the examples; or show the patient of whom it is not so. Needs the extra
    recurtx[verify].

    Examples:

      recurtx rules verify

      recurtx rules verify --witness refuted --sample 1000

      recurtx --rules my-rules rules verify --format json
    """
    needs_solver()
    from recurtx.pages.verify import report_data, report_page
    from recurtx.verify.verify import verify as proved

    rules = ruleset_in_files()
    told = Progress()
    report = proved(rules, budget=budget, sample=sample, tick=told.tick)
    told.done()
    if write:
        save(report.reachable, str(rules_folder() / "reachable.yaml"), "--write", rules=True)
    if witness is not None:
        _write(report, witness)
    show(lambda: report_page(report), lambda: report_data(report), format, output)
    if report.findings:
        raise typer.Exit(ExitCode.FOUND)


def needs_solver(what: str = "rules verify") -> None:
    """Raises:
    UsageError: RTX211 the solver is not installed.
    """
    if find_spec("z3") is None:
        hint = "install it: pip install 'recurtx[verify]'"
        raise UsageError.one("RTX211", "proofs need the solver z3, which is not installed", what, hint)


def _write(report: Report, folder: str) -> None:
    from recurtx.pages.verify import witness_names

    shown = ((witness_names(f), f.witness.patients if f.witness else ()) for f in report.findings)
    write_witnesses({n: facts for names, patients in shown for n, facts in zip(names, patients, strict=True)}, folder)


def write_witnesses(patients: Mapping[str, Mapping[str, Content]], folder: str) -> None:
    """Made-up patients as profiles, each under its name, in a folder that is made where there is none."""
    from recurtx.verify.witness import written

    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"the folder cannot be made: {error.strerror or 'unknown reason'}"
        raise UsageError.one("RTX205", message, f"--witness {folder}") from None
    for name, patient in patients.items():
        save(written(patient, name), str(Path(folder) / f"{name}.yaml"), "--witness")


class Progress:
    """How far it is, on one line of standard error; silent where nobody watches."""

    def __init__(self) -> None:
        self.count, self.about = 0, ""
        self.watched = sys.stderr is not None and sys.stderr.isatty()

    def tick(self, about: str) -> None:
        """One more question."""
        self.count += 1
        if self.watched and (about != self.about or not self.count % 50):
            sys.stderr.write(f"\r{about}: question {self.count}\x1b[K")
            sys.stderr.flush()
        self.about = about

    def done(self) -> None:
        """The line is taken away."""
        if self.watched:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
