"""Inputs that nobody means: what is valid, damaged by chance; each kind makes a run out of a source of chance."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import yaml

import strategies as some
from command import MINI, mini, recurtx
from recurtx.profile import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from random import Random

    from command import Result

    Run = Callable[[], Result]

SIGNS = [
    "\x00",
    "\x1b[31m",
    "\u202e",
    "\ufeff",
    "\ud800",
    "\x85",
    "\u2028",
    "\t",
    "\r\n",
    "  ",
    "'",
    '"',
    "`",
    "{",
    "}",
]
SIGNS += [
    "[",
    "]",
    ":",
    ": ",
    "- ",
    "#",
    "&a ",
    "*a",
    "!t ",
    "<<: ",
    "|",
    ">",
    "%",
    "@",
    "?",
    ",",
    "---\n",
    "...",
    "\\",
]
WORDS = [
    "null",
    "true",
    "no",
    "~",
    "1e999",
    "-1",
    "0",
    "99999999999999999999",
    "0x1",
    ".nan",
    "2021-13-45",
    "1:30",
    "[]",
]
WORDS += [
    "{}",
    "unknown",
    "none",
    "only pain",
    "no pain",
    "q",
    "b",
    "w",
    "s",
    "?",
    "u",
    "skip",
    "1 2 3",
    "1-3",
    "y",
    "n",
]
WORDS += [
    "nicht",
    "5 mg/dl",
    "3,5",
    "> 1000",
    "stage iv",
    "FOLFOX",
    "keytruda",
    "ovarian",
    "colon",
    "cancer.type",
    "id",
]


def damaged(text: str, rng: Random) -> str:
    """A text with something cut out, put in, doubled, exchanged or moved; now and then nothing."""
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3, 8])):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice([1, 1, 2, 5, 20, 200]))
        piece = rng.choice([
            "", text[at:end] * 2, rng.choice(SIGNS), rng.choice(WORDS), f" {rng.choice(WORDS)} ",
            chr(rng.randrange(0x110000)), rng.choice(SIGNS) * rng.choice([3, 50, 3000]),
            text[rng.randrange(len(text) + 1) :][: rng.choice([5, 50, 500])],
        ])  # fmt: skip
        text = text[:at] + piece + text[end if rng.random() < 0.7 else at :]
    return text


def odd(rng: Random, depth: int = 0) -> Any:
    """Any value."""
    if depth < 3 and rng.random() < 0.3:
        inside = [odd(rng, depth + 1) for _ in range(rng.choice([0, 1, 2, 5, 250 if depth == 0 else 3]))]
        return inside if rng.random() < 0.5 else {str(k): v for k, v in enumerate(inside)}
    return rng.choice([None, True, False, -1, 0, 1e308, 10**30, 0.1, "", "x" * rng.choice([1, 90, 9000]), *WORDS])


def facts(rng: Random) -> dict[str, Any]:
    """A profile of which some values are odd, and some keys too."""
    found: dict[str, Any] = some.profile(some.Choices(rng.randbytes(some.BYTES)), some.shipped())
    share = rng.choice([0, 0, 0, 0.02, 0.1, 0.4])
    for path in list(found):
        if rng.random() < share:
            found[path] = odd(rng)
        if rng.random() < share / 4:
            found[damaged(path, rng)] = found.pop(path)
    for path in rng.sample(
        ["prior.operations", "prior.regimens", "recurrence.date", "as_of", "id"], rng.choice([0, 0, 0, 1, 2])
    ):
        found[path] = odd(rng) if rng.random() < 0.5 else [_entry(rng) for _ in range(rng.choice([1, 3]))]
    return found


def _entry(rng: Random) -> dict[str, Any]:
    known = {
        "agents": ["carboplatin"], "setting": "recurrence", "response": "partial", "ended": "2023", "kind": ["crs"],
        "date": "2021-03", "months_ago": 5, "completeness": 0, "pci": 7, "hipec_agents": ["cisplatin"],
        "stopped_for": "progression",
    }  # fmt: skip
    return {k: odd(rng) if rng.random() < 0.1 else v for k, v in known.items() if rng.random() < 0.6}


def profile_text(rng: Random) -> bytes:
    """A profile as YAML or JSON, damaged, in some encoding."""
    values = facts(rng)
    text = json.dumps(values, default=str) if rng.random() < 0.3 else yaml.safe_dump(values, allow_unicode=True)
    data = (damaged(text, rng) if rng.random() < 0.5 else text).encode(
        rng.choice(["utf-8"] * 8 + ["utf-16", "latin-1"]), "replace"
    )
    return data if rng.random() < 0.95 else bytes(rng.randrange(256) for _ in range(rng.choice([0, 10, 1000])))


OPTIONS = ("repeat_crs", "systemic_therapy", "second_hipec", "palliative", "clinical_trial", "surgery", "anti_egfr")
COMMANDS = (
    ("suggest", "P"), ("suggest", "P", "--verbose"), ("suggest", "P", "--why-not"), ("suggest", "P", "--brief"),
    ("suggest", "P", "-f", "json"), ("suggest", "P", "-f", "markdown"), ("suggest", "P", "-f", "html"),
    ("suggest", "P", "--no-presume"), ("suggest", "P", "--receipt", "R"), ("explain", "P", "O"),
    ("explain", "P", "O", "--all"), ("explain", "P", "O", "--to", "candidate"), ("next", "P"),
    ("next", "P", "-f", "json"), ("what-if", "P", "--set", "patient.ecog=1"), ("profile", "validate", "P"),
    ("what-if", "P", "--sweep", "recurrence.pci"), ("what-if", "P", "--vs", "case:pmp-spleen-2024", "-f", "json"),
)  # fmt: skip


def of_profile(rng: Random, folder: Path) -> Run:
    """A command on a damaged profile."""
    file = folder / rng.choice(["p.yaml", "p.json"])
    file.write_bytes(profile_text(rng))
    named = {"P": file, "O": rng.choice(OPTIONS), "R": folder / "receipt.json"}
    argv = [named.get(word, word) for word in rng.choice(COMMANDS)]
    if rng.random() < 0.2:
        return lambda: recurtx(*["-" if word is file else word for word in argv], stdin=file.read_bytes())
    return lambda: (recurtx if rng.random() < 0.6 else mini)(*argv)


def of_set(rng: Random, folder: Path) -> Run:
    """Facts given on the command line."""
    paths = rng.choices([*VOCABULARY, "cancer", "prior.regimens", "x.y", ""], k=rng.choice([0, 1, 3]))
    said = [f"{damaged(p, rng) if rng.random() < 0.2 else p}={damaged(json.dumps(odd(rng)), rng)}" for p in paths]
    said = [text.replace("\0", "").encode("utf-8", "replace").decode() for text in ["cancer.type=ovarian", *said]]
    argv = [word for text in said for word in ("--set", text)]
    return lambda: mini(rng.choice(["suggest", "next"]), *argv)


def of_words(rng: Random, folder: Path) -> Run:
    """Words of the command line itself."""
    known = [
        "suggest",
        "explain",
        "next",
        "what-if",
        "facts",
        "rules",
        "list",
        "show",
        "search",
        "table",
        "cases",
        "run",
    ]
    known += [
        "sources",
        "profile",
        "validate",
        "--set",
        "--format",
        "json",
        "--width",
        "70",
        "--option",
        "--cancer",
        "-h",
    ]
    known += ["case:pmp-spleen-2024", "surgery", "cancer.type=ovarian", "ovarian", "--sweep", "recurrence.pci", "--all"]
    argv = [damaged(w, rng) if rng.random() < 0.2 else w for w in rng.choices(known, k=rng.choice([1, 2, 3, 5]))]
    argv = [word.replace("\0", "").encode("utf-8", "replace").decode() for word in argv]
    return lambda: mini(*argv)


def of_interview(rng: Random, folder: Path) -> Run:
    """Lines that somebody types, on to the end of input."""
    lines = [damaged(rng.choice([*WORDS, *"0123456789"]), rng) for _ in range(rng.choice([1, 5, 30, 80]))]
    data = "\n".join(["ovarian", *lines]).encode("utf-8", "replace")
    saved = ["--output", folder / "saved.yaml"] if rng.random() < 0.5 else []
    return lambda: (recurtx if rng.random() < 0.2 else mini)("interview", *saved, stdin=data)


def of_rules(rng: Random, folder: Path) -> Run:
    """A rules folder with one damaged file, its invariants included."""
    rules = folder / "rules"
    shutil.copytree(MINI, rules)
    files = sorted(rules.rglob("*.yaml"))
    for file in rng.sample(files, rng.choice([1, 1, 2])):
        text = file.read_text(encoding="utf-8")
        if rng.random() < 0.7:
            text = yaml.safe_dump(_bent(yaml.safe_load(text), rng), sort_keys=False, allow_unicode=True)
        else:
            text = damaged(text, rng)
        file.write_bytes(text.encode("utf-8", "replace"))
    command = rng.choice([
        ("suggest", "--set", "cancer.type=ovarian"), ("rules", "check"), ("rules", "test"), ("rules", "list"),
        ("explain", "surgery", "--set", "cancer.type=ovarian"), ("rules", "list", "-f", "markdown"), ("rules", "table"),
        ("rules", "diff", MINI), ("next", "--set", "cancer.type=colorectal"), ("rules", "check", "-f", "json"),
    ])  # fmt: skip
    return lambda: recurtx("--rules", rules, *command)


def _bent(value: Any, rng: Random) -> Any:
    """A document with one value somewhere replaced, dropped, doubled or renamed."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(list(value))
        match rng.randrange(12):
            case 0:
                return {k: v for k, v in value.items() if k != key}
            case 1:
                return {(damaged(str(k), rng) if k == key else k): v for k, v in value.items()}
            case _:
                return {k: (_bent(v, rng) if k == key else v) for k, v in value.items()}
    if isinstance(value, list) and value and rng.random() < 0.9:
        place = rng.randrange(len(value))
        if rng.random() < 0.1:
            return [*value, value[place]]
        return [_bent(v, rng) if i == place else v for i, v in enumerate(value)]
    return damaged(value, rng) if isinstance(value, str) and rng.random() < 0.4 else odd(rng)


def of_receipt(rng: Random, folder: Path) -> Run:
    """A damaged receipt; now and then with digests that fit again."""
    from recurtx.answer import receipt as receipts

    file = folder / "receipt.json"
    known = ["suggest", "--set", "cancer.type=ovarian", "--set", f"patient.ecog={rng.randrange(5)}"]
    mini(*known, "--receipt", file)
    text = file.read_text(encoding="utf-8")
    if rng.random() < 0.5:
        raw = _bent(json.loads(text), rng)
        if isinstance(raw, dict) and rng.random() < 0.5:
            with suppress(UnicodeError):  # half a character has no digest
                raw["digest"] = receipts._digest(raw)
        text = json.dumps(raw)
    else:
        text = damaged(text, rng)
    file.write_bytes(text.encode("utf-8", "replace"))
    return lambda: mini("replay", file, *rng.choice([(), ("-f", "json")]))


KINDS: Mapping[str, Callable[[Random, Path], Run]] = {
    "profile": of_profile, "set": of_set, "words": of_words, "interview": of_interview, "rules": of_rules,
    "receipt": of_receipt,
}  # fmt: skip
