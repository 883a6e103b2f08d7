"""A profile with mistakes is refused: every mistake at once, at its place, and nothing is assessed.

``bad/profiles/`` holds one file for each kind of mistake. Its first lines are ``# expect PLACE CODE MESSAGE => HELP``
for every problem in the order in which it must be reported; PLACE is ``line:column``, or ``file``.
"""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

import pytest

from command import HERE, Result, mini, recurtx
from recurtx.cases import bundled_cases
from recurtx.errors import Location, Problem
from recurtx.markup.terminal import text as plain_text
from recurtx.pages.problems import found_page

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = HERE / "bad" / "profiles"
FILES = sorted(FOLDER.glob("*.yaml"))
_EXPECT = re.compile(r"# expect (\S+) (RTX\d{3}) (.*?)(?: => (.*))?\Z")
COLORECTAL = b"cancer: {type: colorectal}\n"


def refused(result: Result) -> None:
    """Bad input: exit code 2, nothing on standard output, no traceback."""
    assert result.code == 2, result
    assert result.out == ""
    assert "Traceback" not in result.err


def expected(file: Path) -> list[tuple[str, str, str, str]]:
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        match = _EXPECT.match(line)
        if not match:
            break
        place, code, message, help = match.groups(default="")
        found.append((str(file) if place == "file" else f"{file}:{place}", code, message, help))
    assert found, f"{file} says nothing of what is expected"
    return found


def only_complaint(result: Result) -> tuple[str, str, str, str]:
    refused(result)
    (one,) = result.complaints()
    return one.where, one.code, one.message, one.help


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_mistake_is_told_at_its_place_in_order(file: Path) -> None:
    result = mini("suggest", file)
    refused(result)
    wanted, complaints = expected(file), result.complaints()
    assert [(c.where, c.code) for c in complaints] == [w[:2] for w in wanted]
    for complaint, (_, _, message, help) in zip(complaints, wanted, strict=True):
        assert complaint.message.startswith(message)
        assert complaint.help.startswith(help)
        assert bool(complaint.help) == bool(help)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_order_is_that_of_the_lines(file: Path) -> None:
    places = [c.where.removeprefix(str(file)).split(":")[1:] for c in mini("suggest", file).complaints()]
    assert places == sorted(places, key=lambda place: [int(part) for part in place])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_other_commands_and_json_tell_the_same(file: Path) -> None:
    said = [(c.where, c.code, c.message, c.help) for c in mini("suggest", file).complaints()]
    for other in (mini("profile", "validate", file), mini("explain", file, "surgery")):
        refused(other)
        assert [(c.where, c.code, c.message, c.help) for c in other.complaints()] == said
    as_json = mini("suggest", file, "--format", "json")
    refused(as_json)
    errors = json.loads(as_json.err)["errors"]
    assert [(e["code"], e["message"], e["help"] or "") for e in errors] == [(c, m, h) for _, c, m, h in said]
    assert [e["path"] + (f":{e['line']}:{e['column']}" if e["line"] else "") for e in errors] == [s[0] for s in said]


def test_count_and_way_out_are_the_last_line() -> None:
    err = mini("suggest", FOLDER / "everything_at_once.yaml").err
    assert err.endswith("6 errors; nothing was assessed. A blank profile: `recurtx profile template`\n")


def test_line_is_shown_with_a_caret_under_the_mistake() -> None:
    rows = mini("suggest", FOLDER / "cancer_type_unknown.yaml").err.splitlines()
    assert rows[-5] == "    2 │ cancer: {type: cloon}"
    assert rows[-4] == "      │                ^^^^^"


def test_long_line_is_cut_around_the_caret_and_fits_the_screen() -> None:
    body = b"cancer: {type: colorectal}\npatient: {" + b"x" * 60 + b": 1, ecgo: 1, " + b"y" * 60 + b": 1}\n"
    result = mini("suggest", "-", stdin=body)
    rows = [row for row in result.err.splitlines() if "│" in row]
    assert len(result.complaints()) == 3
    for source, carets in zip(rows[::2], rows[1::2], strict=True):
        assert len(source) <= 80
        marked = source[carets.index("^") : carets.rindex("^") + 1]
        assert marked
        assert marked in ("ecgo", "x" * len(marked), "y" * len(marked))


def test_most_mistakes_are_counted_and_not_shown() -> None:
    names = ", ".join(f"zz{i}: 1" for i in range(73))
    result = mini("suggest", "-", stdin=COLORECTAL + f"patient: {{{names}}}\n".encode())
    refused(result)
    assert len(result.complaints()) == 50
    assert result.complaints()[-1].message == "unknown fact `patient.zz49`"
    rows = result.err.splitlines()
    assert rows[-3] == "23 more, not shown"
    assert rows[-1].startswith("73 errors; nothing was assessed.")


def test_many_mistakes_in_one_long_line_cost_little_each() -> None:
    line = "patient: {" + "ecgo: 1, " * 100_000 + "}"
    problems = [Problem("RTX112", "unknown", Location("x", 1, 11 + 9 * i, 4, line)) for i in range(20_000)]
    start = time.process_time()
    rows = plain_text(found_page(problems), 80).splitlines()
    assert time.process_time() - start < 10, "the whole line was read again for each"
    marked = {
        source[carets.index("^") : carets.rindex("^") + 1]
        for source, carets in zip(rows[1::3], rows[2::3], strict=True)
    }
    assert marked == {"ecgo"}


# Files that are no text


def test_missing_file() -> None:
    assert only_complaint(mini("suggest", "no/such.yaml"))[:3] == ("no/such.yaml", "RTX101", "there is no such file")


def test_directory(tmp_path: Path) -> None:
    where, code, message, _ = only_complaint(mini("suggest", tmp_path))
    assert (where, code, message) == (str(tmp_path), "RTX102", "this is a directory, not a file")


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_impossible_path(name: str) -> None:
    assert only_complaint(mini("suggest", name))[1] == "RTX103"


def test_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret.yaml"
    file.write_bytes(COLORECTAL)
    opened = type(file).open

    def forbidden(path: Path, *args: object) -> object:
        if path == file:
            raise PermissionError(13, "Permission denied")
        return opened(path, *args)  # type: ignore[call-overload]

    monkeypatch.setattr(type(file), "open", forbidden)
    assert only_complaint(mini("suggest", file))[:3] == (str(file), "RTX103", "the file may not be read")


@pytest.mark.parametrize(
    ("data", "code", "place", "says"),
    [
        (b"", "RTX106", "", "the file is empty"),
        (b" \n\t\n", "RTX106", "", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "RTX105", "", "this is a binary file, not text"),
        (COLORECTAL.decode().encode("utf-16-le") + b"\0", "RTX105", "", "this is a binary file, not text"),
        (COLORECTAL + "id: café\n".encode("latin-1"), "RTX105", ":2:8", "the text is not UTF-8"),
        (COLORECTAL + b"#" * (2 << 20), "RTX104", "", "the file is larger than 1 MiB"),
        (COLORECTAL + b'id: "\\ud800"\n', "RTX107", ":2:8", "this is not YAML"),
        (COLORECTAL + b"id: \x1b[31m\n", "RTX107", "", "this is not YAML"),
    ],
    ids=["empty", "blank", "png", "utf-16", "latin-1", "two-mebibytes", "half-a-surrogate", "escape-character"],
)
def test_file_that_is_no_text(tmp_path: Path, data: bytes, code: str, place: str, says: str) -> None:
    file = tmp_path / "patient.yaml"
    file.write_bytes(data)
    where, found, message, _ = only_complaint(mini("suggest", file))
    assert (where, found) == (f"{file}{place}", code)
    assert message.startswith(says)


@pytest.mark.parametrize(
    "text", ["[" * 1_000_000, "{a: " * 200_000, "- " * 500_000 + "x"], ids=["lists", "maps", "rows"]
)
def test_bottomless_nesting_is_refused_before_it_costs_anything(text: str) -> None:
    start = time.monotonic()
    where, code, message, _ = only_complaint(mini("suggest", "-", stdin=text.encode()))
    assert (where.split(":")[0], code, message) == ("<stdin>", "RTX108", "nested deeper than 40 levels")
    assert time.monotonic() - start < 2


def test_byte_order_mark_and_carriage_returns_are_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbfcancer: {type: colorectal}\r\npatient: {ecog: 1}\r\n")
    result = mini("profile", "validate", file)
    assert (result.code, result.out) == (0, "valid; 2 facts recorded\n")


# The command line


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ("recurrence.pcii=3", "RTX112", "unknown fact `recurrence.pcii`"),
        ("hair=grey", "RTX112", "unknown fact `hair`"),
        ("patient=1", "RTX111", "`patient` is a section and holds facts, such as `patient.age`"),
        ("=3", "RTX112", "unknown fact ``"),
        ("recurrence.pci", "RTX140", "`recurrence.pci` is not of the form path=value"),
        ("recurrence.pci: 3", "RTX140", "`recurrence.pci: 3` is not of the form path=value"),
        ("recurrence.pci=40", "RTX121", "`recurrence.pci` 40 is not between 0 and 39"),
        ("recurrence.pci=eight", "RTX122", "`recurrence.pci` cannot be `eight`"),
        ("recurrence.sites=[liver", "RTX107", "this is not YAML"),
        ("recurrence.pci=&a 3", "RTX110", "anchor `&a` is not allowed"),
        ("patient.albumin_g_l=3.3 g/dl", "RTX123", "`patient.albumin_g_l` is `3.3 g/dl`, a number with a unit"),
        ("cancer.histology=lamn", "RTX133", "`cancer.histology` lamn does not occur with `cancer.type` colorectal"),
    ],
)
def test_set_with_a_mistake(change: str, code: str, says: str) -> None:
    where, found, message, _ = only_complaint(mini("suggest", "--set", "cancer.type=colorectal", "--set", change))
    assert (where, found) == (f"--set {change}", code)
    assert message.startswith(says)


def test_set_that_contradicts_the_file_names_both_places(tmp_path: Path) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text("cancer: {type: colorectal}\npatient: {karnofsky: 40}\n", encoding="utf-8")
    where, code, message, _ = only_complaint(mini("suggest", file, "--set", "patient.ecog=0"))
    assert (where, code) == ("--set patient.ecog=0", "RTX130")
    assert message == "`patient.ecog` 0 contradicts `patient.karnofsky` 40 in line 2"


def test_mistakes_in_the_file_and_in_set_are_told_together(tmp_path: Path) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text("cancer: {type: colorectal}\npatient: {ecog: 9}\n", encoding="utf-8")
    result = mini("suggest", file, "--set", "recurrence.pci=40", "--set", "hair=grey", "--set", "x")
    refused(result)
    assert sorted(c.code for c in result.complaints()) == ["RTX112", "RTX121", "RTX121", "RTX140"]


def test_removing_the_cancer_type_is_told_of_standard_input_by_name() -> None:
    where, code, _, _ = only_complaint(mini("suggest", "-", "--set", "cancer.type=", stdin=COLORECTAL))
    assert (where, code) == ("<stdin>", "RTX113")


def test_no_profile() -> None:
    assert only_complaint(mini("suggest"))[:3] == ("PROFILE", "RTX201", "no profile was given")


def test_unknown_case() -> None:
    known = bundled_cases()[0]
    where, code, message, help = only_complaint(mini("suggest", f"case:{known}x"))
    assert (where, code, message) == (f"case:{known}x", "RTX203", f"there is no bundled case `{known}x`")
    assert help == f"did you mean `{known}`?"
    assert only_complaint(recurtx("cases", "show", "zzz"))[1:] == (
        "RTX203",
        "there is no bundled case `zzz`",
        "see `recurtx cases list`",
    )


@pytest.mark.parametrize(
    "argv",
    [
        ("suggest", "--set", "cancer.type=ovarian", "--option", "surgry"),
        ("explain", "--set", "cancer.type=ovarian", "surgry"),
        ("rules", "list", "surgry"),
    ],
)
def test_unknown_option(argv: tuple[str, ...]) -> None:
    where, code, message, help = only_complaint(mini(*argv))
    assert (where, code, message, help) == ("surgry", "RTX202", "unknown option `surgry`", "did you mean `surgery`?")


@pytest.mark.parametrize("argv", [("explain", "surgery"), ("explain", "a.yaml", "surgery", "heated")])
def test_explain_needs_a_profile_and_one_option(argv: tuple[str, ...]) -> None:
    assert only_complaint(mini(*argv))[1:3] == ("RTX204", "explain takes a profile and one option")


@pytest.mark.parametrize(
    ("argv", "code", "help"),
    [
        (("rules", "show", "surgery.low-exten"), "RTX206", "did you mean `surgery.low-extent`?"),
        (("rules", "show", "zzz"), "RTX206", "see `recurtx rules list`"),
        (("sources", "show", "two-2021-trail"), "RTX207", "did you mean `two-2021-trial`?"),
        (("sources", "show", "zzz"), "RTX207", "see `recurtx sources list`"),
        (("rules", "check", "--explain", "RTX999"), "RTX208", "codes are RTX and three digits"),
        (("rules", "check", "--explain", "RTX0144"), "RTX208", "did you mean `RTX014`?"),
    ],
)
def test_unknown_rule_source_and_code(argv: tuple[str, ...], code: str, help: str) -> None:
    where, found, message, way_out = only_complaint(mini(*argv))
    assert (where, found, way_out) == (argv[-1], code, help)
    assert f"`{argv[-1]}`" in message


@pytest.mark.parametrize(
    "argv",
    [
        ("frobnicate",),
        ("suggest", "--frobnicate"),
        ("suggest", "a.yaml", "b.yaml"),
        ("suggest", "--format", "html5", "--set", "cancer.type=other"),
        ("--width", "59", "suggest", "--set", "cancer.type=other"),
        ("rules", "show"),
    ],
)
def test_words_that_no_command_takes(argv: tuple[str, ...]) -> None:
    result = mini(*argv)
    refused(result)
    assert "Usage: recurtx" in result.err
    assert "Error: " in result.err


@pytest.mark.parametrize("name", ["", ".", "no/such/folder/answer.txt"])
def test_output_that_cannot_be_written(name: str) -> None:
    where, code, message, _ = only_complaint(mini("suggest", "--set", "cancer.type=other", "--output", name))
    assert (where, code) == (f"--output {name}", "RTX205")
    assert message.startswith("the file cannot be written: ")
