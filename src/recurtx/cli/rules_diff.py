"""``recurtx rules diff``: two versions of the rules, and whose verdicts turn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from recurtx.cli.files import keep_folders
from recurtx.cli.inputs import chosen_folder, read_profile
from recurtx.cli.options import (
    Budget,
    FailOnChange,
    Formats,
    MapFile,
    NewRules,
    NoPresume,
    OldRules,
    Output,
    Profiles,
    ProveChange,
    Registry,
    WitnessFolder,
)
from recurtx.cli.output import note, show
from recurtx.cli.rules_verify import Progress, needs_solver, write_witnesses
from recurtx.errors import ExitCode, Problem, ProfileError, UsageError
from recurtx.markup.write import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recurtx.comparison.cohort import Patient
    from recurtx.markup.block import Page
    from recurtx.ruleset import Ruleset
    from recurtx.verify.change import Proof

_PROFILES = (".yaml", ".yml", ".json")
_MOST_WRONG = 100
"""Mistakes after which no further profile is read: more of them is another kind of folder."""


def diff(
    old: OldRules, new: NewRules = None, profiles: Profiles = None, format: Formats = Format.terminal,
    output: Output = None, no_presume: NoPresume = False, prove: ProveChange = False, budget: Budget = 2.0,
    witness: WitnessFolder = None, cohort: Registry = None, map: MapFile = None, fail_on_change: FailOnChange = False,
) -> None:  # fmt: skip
    """What changed from one version of the rules to another, rule by rule, and which patients' verdicts turn by it.

    Rules are compared by what they mean: neither their order nor that of their conditions counts. With --prove (extra
    recurtx[verify]) every option is proved equal, stricter or laxer, or shown with the smallest patient who turns; with
    --cohort (extra recurtx[cohort]) the verdicts of a whole registry are compared as well.

    Examples:

      recurtx rules diff rules-2025 rules

      recurtx rules diff rules-2025 rules --profiles cohort --fail-on-change

      recurtx rules diff rules-2025 rules --prove --witness turned

      recurtx rules diff rules-2025 rules --cohort registry.parquet

      recurtx --rules my-rules rules diff rules-2025 --format json
    """
    from recurtx.answer.comparison import rules_diff_data
    from recurtx.comparison.cohort import compare_verdicts
    from recurtx.comparison.rules import compare_rules, names_of_either
    from recurtx.pages.rules_diff import rules_diff
    from recurtx.program.library import open_rules

    keep_folders((old, new, profiles), output, _PROFILES)
    if prove:
        needs_solver("rules diff --prove")
    elif witness is not None:
        raise UsageError.one("RTX204", "it needs --prove: only a proof has witnesses", "--witness")
    one, two = open_rules(Path(old)), open_rules(Path(new) if new is not None else chosen_folder())
    patients, among = _cohort(profiles, replace(two, names=names_of_either(one, two)))
    rules, cases = compare_rules(one, two), compare_verdicts(one, two, patients, presume=not no_presume)
    proved, proof, proofs = _proved(one, two, budget, witness) if prove else ([], {}, [])
    blocks, data, turned = _registry(cohort, map, one, two, presume=not no_presume)
    show(
        lambda: rules_diff(rules, cases, among, [*proved, *blocks]),
        lambda: rules_diff_data(rules, cases, among) | proof | data,
        format, output,
    )  # fmt: skip
    undecided = any(proof.undecided for proof in proofs)
    changed = rules.turns or cases.changes or turned or any(proof.turns for proof in proofs)
    if undecided or (fail_on_change and changed):
        raise typer.Exit(ExitCode.FOUND)


def _registry(
    path: str | None, map: str | None, old: Ruleset, new: Ruleset, *, presume: bool
) -> tuple[Page, dict[str, Any], bool]:
    """Whose verdicts turn in a registry, as blocks and as data, and whether any do; nothing where none is named."""
    if path is None:
        return [], {}, False
    from recurtx.cli.cohort import Progress as Bar
    from recurtx.cli.cohort import opened

    source, naming = opened(path, map, "rules diff --cohort")
    from recurtx.cohort.impact import turns
    from recurtx.pages.cohort import turned_data, turned_page

    bar = Bar(source.rows, quiet=False)
    found = turns(source, naming, old, new, presume=presume, tick=bar.tick)
    bar.done()
    return turned_page(found, new, Path(path).name), {"registry": turned_data(found)}, bool(found.anybody)


def _proved(
    old: Ruleset, new: Ruleset, budget: float, folder: str | None
) -> tuple[Page, dict[str, Any], Sequence[Proof]]:
    """What is proved of every option, as blocks, as data, and itself; its patients go into a folder if one is named."""
    from recurtx.pages.proof import proof_data, proof_page, proof_witnesses
    from recurtx.verify.change import prove_change

    told = Progress()
    proofs = prove_change(old, new, budget, told.tick)
    told.done()
    if folder is not None:
        write_witnesses({name: turn.patient for name, turn in proof_witnesses(proofs).items()}, folder)
    return proof_page(proofs, new), {"proof": proof_data(proofs)}, proofs


def _cohort(folder: str | None, rules: Ruleset) -> tuple[list[Patient], str]:
    """The patients whose verdicts are compared, and in words who they are.

    Raises:
        UsageError: RTX167 there is no such folder, or no profile in it.
        ProfileError: every mistake in every profile.
    """
    found, what = (_bundled(rules), "bundled case") if folder is None else (_in_folder(folder, rules), "profile")
    return found, f"{len(found)} {what if len(found) == 1 else what + 's'}"


def _bundled(rules: Ruleset) -> list[Patient]:
    """Teaching cases; one with a drug that other rules do not know is left out, and that is said."""
    from recurtx.cases import bundled_cases
    from recurtx.comparison.cohort import Patient

    found: list[Patient] = []
    for name in (f"case:{case}" for case in bundled_cases()):
        try:
            found.append(Patient(name, read_profile(name, (), rules).profile))
        except ProfileError as error:
            note(f"warning: {name} is left out, these rules cannot read it: {error.problems[0].message}")
    return found


def _in_folder(folder: str, rules: Ruleset) -> list[Patient]:
    from recurtx.comparison.cohort import Patient

    found: list[Patient] = []
    problems: list[Problem] = []
    for path in _files(folder):
        try:
            found.append(Patient(path.name, read_profile(str(path), (), rules).profile))
        except ProfileError as error:
            problems += error.problems
        if len(problems) > _MOST_WRONG:
            break
    if problems:
        raise ProfileError(problems)
    return found


def _files(folder: str) -> list[Path]:
    """Profiles in a folder by name, subfolders left aside."""
    try:
        found = sorted(
            p for p in Path(folder).iterdir() if p.suffix in _PROFILES and p.is_file() and not p.name.startswith(".")
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a readable path"
        raise UsageError.one("RTX167", f"the folder cannot be read: {reason}", f"--profiles {folder}") from None
    if not found:
        hint = "a profile ends in .yaml, .yml or .json"
        raise UsageError.one("RTX167", "the folder holds no profile", f"--profiles {folder}", hint)
    return found
