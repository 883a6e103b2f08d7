"""What users see of two versions: every command over the bundled cases, and what differs, by kind.

Run ``python benchmarks/compare_versions.py`` to compare af44b24 with this tree; ``--old PATH`` names the executable of
an installed old version, ``--cases`` and ``--only`` make it short. Commands run at a width at which hardly anything
wraps, so that what is told are words; ``--width 80`` shows what a terminal shows.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from versions import OLD, TREE, Child, both, clean, old_version, progress

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = TREE / "tests"
CHANGES = (
    ("patient.ecog=0",),
    ("patient.ecog=4", "recurrence.ascites=large"),
    ("recurrence.pci=", "recurrence.sites=[liver]"),
    ("patient.declines=[systemic_therapy]", "patient.albumin_g_l=29"),
    ("recurrence.red_flags=[perforation]",),
)
SWEEPS = ("patient.ecog", "recurrence.pci=0..39", "recurrence.ascites")
BARE = ("cancer.type=ovarian", "cancer.type=other")
MISTAKES = (
    ["suggest", "case:no-such-case"], ["suggest", "no-such-file.yaml"], ["suggest", "--set", "cancer.tipe=ovarian"],
    ["suggest", "--set", "cancer.type=ovarium"], ["suggest", "--set", "cancer.type=ovarian", "--option", "surgery"],
    ["explain", "no_such_option", "--set", "cancer.type=ovarian"], ["rules", "show", "no.such-rule"],
    ["rules", "list", "no_such_option"], ["sources", "show", "no-such-source"], ["cases", "show", "no-such-case"],
    ["what-if", "case:pmp-spleen-2024"], ["what-if", "case:pmp-spleen-2024", "--sweep", "no.fact"],
    ["what-if", "case:pmp-spleen-2024", "--sweep", "recurrence.pci=50..60"], ["rules", "check", "--explain", "RTX999"],
    ["--rules", "nowhere", "suggest", "--set", "cancer.type=ovarian"], ["replay", "nowhere.json"], ["no-such-command"],
)  # fmt: skip
GROUPS = ("rules", "cases", "profile", "sources", "schema")
HELP = (
    "", "suggest", "explain", "next", "what-if", "interview", "replay", "profile", "profile template",
    "profile validate", "profile schema", "rules", "rules list", "rules show", "rules table", "rules check",
    "rules test", "rules schema", "rules diff", "sources", "sources list", "sources show", "cases", "cases list",
    "cases show", "cases run", "schema", "schema assessment",
)  # fmt: skip


@dataclass
class Command:
    """One command with what stands before it on standard input."""

    argv: list[str]
    stdin: str = ""

    def __str__(self) -> str:
        return " ".join(["recurtx", *self.argv])

    @property
    def name(self) -> str:
        """The command without its arguments."""
        argv = self.argv[2:] if self.argv[0] == "--rules" else self.argv
        if "--help" in argv:
            return "--help"
        return " ".join(argv[:2] if argv[0] in GROUPS else argv[:1])


# --- what is run ---------------------------------------------------------------------------------------------------


def of_a_case(case: str, other: str, options: list[str]) -> Iterator[Command]:
    """Everything that can be asked of one patient."""
    patient = f"case:{case}"
    yield Command(["cases", "show", case])
    for more in ([], ["--verbose"], ["--no-presume"], ["--format", "json"], ["--format", "markdown"],
                 ["--format", "text"], ["--verbose", "--format", "markdown"], ["--option", options[0]]):  # fmt: skip
        yield Command(["suggest", patient, *more])
    yield Command(["suggest", patient, "--receipt", f"{case}.json", "--output", f"{case}.txt"])
    yield Command(["replay", f"{case}.json"])
    yield Command(["next", patient])
    yield Command(["interview", patient], "u\n" * 80)
    for option in options:
        yield Command(["explain", patient, option])
    for facts in CHANGES:
        sets = [word for fact in facts for word in ("--set", fact)]
        yield Command(["what-if", patient, *sets])
    yield Command(["what-if", patient, *sets, "--format", "json"])
    yield Command(["what-if", patient, *sets, "--verbose"])
    yield Command(["what-if", patient, "--vs", f"case:{other}"])
    for sweep in SWEEPS:
        yield Command(["what-if", patient, "--sweep", sweep])


def of_the_rules(options: list[str], rules: list[str], sources: list[str]) -> Iterator[Command]:
    """Everything that can be asked of the rules."""
    for argv in (["list"], ["list", "--format", "markdown"], ["table"], ["check"], ["test"], ["schema"],
                 ["diff", "before", "after"], ["diff", "before", "after", "--format", "json"]):  # fmt: skip
        yield Command(["rules", *argv])
    yield from (Command(["rules", "list", option]) for option in options)
    yield from (Command(["rules", "show", rule]) for rule in rules)
    yield Command(["sources", "list"])
    yield from (Command(["sources", "show", source]) for source in sources)
    yield from (Command(["rules", "check", "--explain", f"RTX{code:03}"]) for code in range(1, 230))


def of_anything_else(options: list[str]) -> Iterator[Command]:
    """Bare patients, profiles, cases as a whole, schemas, help."""
    for fact in BARE:
        yield Command(["suggest", "--set", fact])
        yield Command(["next", "--set", fact])
        yield Command(["interview", "--set", fact], "u\n" * 80)
        yield from (Command(["explain", option, "--set", fact]) for option in options)
    for argv in (["cases", "list"], ["cases", "run"], ["profile", "template"], ["profile", "schema"],
                 ["schema", "assessment"]):  # fmt: skip
        yield Command(argv)
    yield from (Command([*words.split(), "--help"]) for words in HELP)


def of_mistakes(folder: Path) -> Iterator[Command]:
    """Every kind of mistake in a profile, in rules and on the command line."""
    yield from map(Command, MISTAKES)
    for file in sorted((folder / "profiles").iterdir()):
        yield Command(["profile", "validate", f"profiles/{file.name}"])
        yield Command(["suggest", f"profiles/{file.name}", "--format", "json"])
    for rules in sorted((folder / "rules").iterdir()):
        yield Command(["--rules", f"rules/{rules.name}", "suggest", "--set", "cancer.type=ovarian"])
        yield Command(["--rules", f"rules/{rules.name}", "rules", "test"])


def commands(folder: Path, most: int | None) -> list[Command]:
    """All commands, with the names of cases, options, rules and sources read from the tree."""
    cases = sorted(f.stem for f in (TREE / "src" / "recurtx" / "cases" / "data").glob("*.yaml"))
    files = [yaml.load(f.read_text("utf-8"), yaml.CBaseLoader) for f in sorted((TREE / "rules/options").glob("*.yaml"))]
    options = [f["option"]["id"] for f in files if f["option"].get("parent") in (None, "null")]
    rules = [r["id"] for f in files for r in f.get("rules", [])][::10]
    sources = re.findall(r"^  - id: (\S+)", (TREE / "rules" / "sources.yaml").read_text("utf-8"), re.MULTILINE)[::10]
    found = [c for case, other in zip(cases, [*cases[1:], cases[0]], strict=True)
             for c in of_a_case(case, other, options)]  # fmt: skip
    found = [c for c in found if most is None or any(case in str(c) for case in cases[:most])]
    return [*found, *of_the_rules(options, rules, sources), *of_anything_else(options), *of_mistakes(folder)]


def workshop(folder: Path) -> Path:
    """The files that commands read: bad profiles, broken rules, and two rulesets that differ."""
    clean(folder)
    shutil.copytree(TESTS / "bad" / "profiles", folder / "profiles")
    shutil.copytree(TESTS / "mini_rules", folder / "before")
    shutil.copytree(TESTS / "mini_rules", folder / "after")
    file = folder / "after" / "options" / "surgery.yaml"
    file.write_text(file.read_text("utf-8").replace("at_most: 20", "at_most: 15"), "utf-8")
    for case in sorted((TESTS / "bad" / "rules").glob("*.yaml")):
        rules = folder / "rules" / case.stem
        shutil.copytree(TESTS / "mini_rules", rules)
        for edit in yaml.safe_load(case.read_text("utf-8"))["edits"]:
            place = rules / edit["file"]
            text = edit.get("text")
            place.write_text(place.read_text("utf-8").replace(edit["replace"], edit["by"], 1) if text is None else text)
    return folder


# --- what differs --------------------------------------------------------------------------------------------------

DIGEST = re.compile(r"\b[0-9a-f]{8}(?:[0-9a-f]{56})?\b")
DRAWN = re.compile(r"^[─━═│┃┌┐└┘├┤┬┴┼╭╮╰╯╶╴=_*|+-]{2,}$|^[│┃|·]$")
KINDS = ("same bytes", "same but for digests", "same words, other line breaks", "same words, other order",
         "words differ", "exit code differs")  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a screen, without what is only drawn."""
    return [word for word in text.split() if not DRAWN.match(word)]


def kind(old: dict[str, Any], new: dict[str, Any]) -> str:
    """How far two answers of one command lie apart."""
    if old["code"] != new["code"]:
        return KINDS[5]
    if old == new:
        return KINDS[0]
    one, other = (DIGEST.sub("#", shown(answer)) for answer in (old, new))
    if one == other:
        return KINDS[1]
    if words(one) == words(other) or as_data(old) == as_data(new) is not None:
        return KINDS[2]
    return KINDS[3] if sorted(words(one)) == sorted(words(other)) else KINDS[4]


def shown(answer: dict[str, Any]) -> str:
    """Everything that a command printed."""
    return f"{answer['out']}\n{answer['err']}" if answer["err"] else answer["out"]


def as_data(answer: dict[str, Any]) -> Any:
    """What JSON output says, None where it is none."""
    try:
        return json.loads(answer["out"])
    except ValueError:
        return None


def hunks(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The words that went and those that came in their place; what only moved is left out."""
    one, other = (words(DIGEST.sub("#", shown(answer))) for answer in (old, new))
    if old["code"] != new["code"]:
        yield f"exit code {old['code']}", f"exit code {new['code']}"
    gone, came = Counter(one) - Counter(other), Counter(other) - Counter(one)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=len(one) > 5000).get_opcodes():
        if tag != "equal" and (any(w in gone for w in one[a:b]) or any(w in came for w in other[c:d])):
            yield short(one[a:b], one[max(0, a - 2) : a]), short(other[c:d], [])


def short(found: list[str], before: list[str]) -> str:
    """Some words, not too many, with the two before them."""
    told = " ".join(found) if len(found) <= 16 else f"{' '.join(found[:8])} … {' '.join(found[-7:])}"
    return f"({' '.join(before)}) {told}" if before else told


@dataclass
class Report:
    """What was found: how many commands of each kind, and which differences occur where."""

    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    found: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, command: Command, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Note one command."""
        what = kind(old, new)
        self.kinds.setdefault(command.name, Counter())[what] += 1
        if what in KINDS[3:]:
            for pair in dict.fromkeys(hunks(old, new)):
                self.found.setdefault(pair, []).append(str(command))

    def told(self, most: int) -> Iterator[str]:
        """The report, line by line."""
        total = sum(self.kinds.values(), Counter())
        yield f"{total.total()} commands"
        yield from (f"{total[what]:6}  {what}" for what in KINDS)
        yield ""
        for name, counts in sorted(self.kinds.items()):
            rest = ", ".join(f"{counts[what]} {what}" for what in KINDS if counts[what])
            yield f"{name:<24} {rest}"
        often = sorted(self.found.items(), key=lambda item: (not item[0][0].startswith("exit code"), -len(item[1])))
        for (gone, came), where in often[:most]:
            yield f"\n{len(where)} x, first in {where[0]}"
            yield from (f"  {sign} {text}" for sign, text in (("-", gone), ("+", came)) if text)
        if len(often) > most:
            yield f"\n{len(often) - most} more differences (--most {len(often)})"


def compare(old: Child, new: Child, asked: list[Command], width: int) -> Report:
    """Both versions run every command at the same time, each in its own process."""
    report = Report()
    for number, command in enumerate(asked):
        for child in (old, new):
            child.send(argv=["--width", str(width), *command.argv], stdin=command.stdin)
        report.add(command, old.answer(), new.answer())
        progress(number + 1, len(asked))
    return report


def main() -> int:
    """Compare and print; leaves with 1 where words differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("revision", nargs="?", default=OLD, help="the old version")
    parser.add_argument("--old", metavar="PATH", help="the executable of an old version that is installed already")
    parser.add_argument("--cases", type=int, metavar="N", help="only the first N cases")
    parser.add_argument("--only", default="", metavar="WORD", help="only commands with this in them")
    parser.add_argument("--width", type=int, default=400)
    parser.add_argument("--most", type=int, default=60, metavar="N", help="differences to show")
    chosen = parser.parse_args()
    with old_version(chosen.old, chosen.revision) as python, tempfile.TemporaryDirectory() as folder:
        places = workshop(Path(folder) / "old"), workshop(Path(folder) / "new")
        old, new = both(python, "run_commands.py", cwd=places)
        asked = [c for c in commands(places[0], chosen.cases) if chosen.only in str(c)]
        report = compare(old, new, asked, chosen.width)
        old.end()
        new.end()
    print("\n".join(report.told(chosen.most)))
    return int(bool(report.found))


if __name__ == "__main__":
    raise SystemExit(main())
