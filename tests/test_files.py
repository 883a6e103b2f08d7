"""Files as they really come: in other encodings, of other kinds, with slips; each is told by what it is."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from command import MINI, done, mini, words
from recurtx.api import Rules
from recurtx.errors import RecurtxError

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = "cancer: {type: ovarian}\nrecurrence:\n%s\n  pci: 99\npatient: {ecogg: 1}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_as_a_shell_or_an_editor_of_windows_writes_it_is_read(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_bytes(done(mini("profile", "template")).replace("type: null", "type: ovarian").encode(encoding))
    assert done(mini("profile", "validate", file)) == "valid; 1 fact recorded\n"


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        ("b.json", b'{"resourceType": "Bundle", "entry": []}', "RTX111", "a FHIR resource (Bundle)"),
        ("p.json", b'{"resourceType": "Patient", "birthDate": "1960-01-01"}', "RTX111", "a FHIR resource (Patient)"),
        ("b.xml", b'<Bundle xmlns="http://hl7.org/fhir">\n <id value="x: y"/>\n</Bundle>\n', "RTX111", "XML"),
        ("m.hl7", b"MSH|^~\\&|LAB\nPID|1|: 2\n", "RTX111", "an HL7 message"),
        ("t.csv", b"id,cancer.type,recurrence.pci\n1,colorectal,3\n", "RTX111", "a table with 3 columns (comma"),
        ("t.csv", b"id;cancer type\n1;colorectal\n", "RTX111", "a table with 2 columns (semicolon"),
        ("t.csv", b'"id","name: x"\n"1","y: z"\n', "RTX111", "a table with 2 columns (comma"),
        ("t.csv", b"id|cancer.type\n1|colorectal\n", "RTX111", "a table with 2 columns (pipe"),
        ("p.json", b'{"patients": [{"cancer": {}}, {"cancer": {}}]}', "RTX111", "a list of 2 entries"),
        ("t.tsv", b"PATIENT\tAGE\n1\t60\n", "RTX111", "a table with 2 columns (tab"),
        ("x.xlsx", b"PK\x03\x04[Content_Types].xml xl/workbook.xml\0\0", "RTX105", "an Excel workbook, not text"),
        ("x.docx", b"PK\x03\x04 word/document.xml\0", "RTX105", "a Word document, not text"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "RTX105", "a file of an old Office"),
        ("x.pdf", b"%PDF-1.7\n%\xe2\xe3\n", "RTX105", "a PDF, not text"),
        ("l.yaml", b"- cancer: {type: ovarian}\n- cancer: {type: gastric}\n", "RTX111", "a list of 2 entries"),
        ("l.json", b'[{"cancer": {"type": "ovarian"}}]', "RTX111", "a list of one entry, not one patient"),
    ],
)  # fmt: skip
def test_file_that_is_something_else_is_named_in_one_problem(
    name: str, data: bytes, code: str, says: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    result = mini("suggest", file)
    assert (result.code, result.out) == (2, "")
    (one,) = result.complaints()
    assert (one.where, one.code) == (str(file), code)
    assert one.message.startswith(f"this is {says}")
    assert one.help
    with pytest.raises(RecurtxError, match="this is"):
        Rules.load(MINI).read_patient(file)


def test_excerpt_of_a_line_with_many_facts_shows_the_wrong_one_alone() -> None:
    text = json.dumps({
        "id": "Doe, Jane", "cancer": {"type": "ovarin"}, "birthDate": "1960-01-01",
        "patient": {"age": 77, "ecog": 9, "albumin_g_l": 3.3}, "recurrence": {"sites": ["livr", "lung"]},
    })  # fmt: skip
    result = mini("suggest", "-", stdin=text.encode())
    rows = [row.partition("│ ")[2] for row in result.err.splitlines() if row.startswith("    1 │")]
    assert rows == ['"type": "ovarin"', '"birthDate"', '"ecog": 9', '"albumin_g_l": 3.3', '"livr"']
    assert not {"Jane", "1960", "77"} & set(words(result.err).replace('"', " ").replace(",", " ").split())


@pytest.mark.parametrize(
    ("line", "says", "help"),
    [
        (
            "  ca125: > 1000",
            "a value cannot begin with `>`",
            "write the number alone: 1000, where it is the value; a bound is no number",
        ),
        (
            "  ca125: >1000",
            "a value cannot begin with `>`",
            "write the number alone: 1000, where it is the value; a bound is no number",
        ),
        (
            "  ca125: >= 10.5",
            "a value cannot begin with `>`",
            "write the number alone: 10.5, where it is the value; a bound is no number",
        ),
        ("  ca125: > 10 U/ml", "a value cannot begin with `>`", "write the value alone, or the whole in quotes"),
        ("  ca125: %10", "a value cannot begin with `%`", "write the number alone: 10"),
        ("  ca125: @ 10", "a value cannot begin with `@`", "write the value alone, or the whole in quotes"),
        ("  ca125: * 10", "a value cannot begin with `*`", "write the number alone: 10"),
        ("  ca125: 3: 4", "a second colon stands in this line", "put a text that has a colon in quotes"),
        ("\tca125: 3", "the line is indented with a tab", "use two blanks in place of each tab"),
        ('  ca125: "3', "the quotation mark is never closed", "close it, or leave it out"),
        ("  sites: [liver, lung", "the bracket `[` is never closed", "close it with `]` in the same line"),
        ("  sites: {present: [liver]", "the bracket `{` is never closed", "close it with `}` in the same line"),
        ("  ca125 1000", "a colon is missing behind the key", "write it as `key: value`"),
        ("  ca125:1000", "a blank is missing behind the colon", "write `ca125: 1000`"),
        ("  sites: - liver", "a list cannot begin behind its key", "write the list in brackets: [first, second]"),
        ('  ca125: "3" U/ml', "more stands here than one value", "put the whole value in quotes"),
    ],
)
def test_slip_is_told_in_words_and_hides_no_other_mistake(line: str, says: str, help: str) -> None:
    result = mini("suggest", "-", stdin=(PROFILE % line).encode())
    slip, *others = result.complaints()
    assert (slip.code, slip.message, slip.help) == ("RTX107", f"this is not YAML: {says}", help)
    assert slip.where.startswith("<stdin>:3:")
    assert [(c.where, c.code) for c in others] == [("<stdin>:4:8", "RTX121"), ("<stdin>:5:11", "RTX112")]


def test_several_slips_are_told_at_once_and_in_number_bounded() -> None:
    lines = "\n".join(f"  x{i}: > {i}" for i in range(100))
    result = mini("suggest", "-", stdin=(PROFILE % lines).encode())
    found = [c for c in result.complaints() if c.code == "RTX107"]
    assert len(found) == 20
    two = mini("suggest", "-", stdin=(PROFILE % "  ca125: > 3\n  cea: %5").encode())
    assert [c.code for c in two.complaints()] == ["RTX107", "RTX107", "RTX121", "RTX112"]


def test_slip_in_the_line_of_the_cancer_does_not_make_it_missing() -> None:
    result = mini("suggest", "-", stdin=b"cancer:\n  type: > ovarian\npatient: {ecog: 1}\n")
    assert [c.code for c in result.complaints()] == ["RTX107"]


def test_starred_number_is_an_alias_that_hides_nothing() -> None:
    result = mini("suggest", "-", stdin=(PROFILE % "  ca125: *5").encode())
    assert result.complaints()[0].help == "write the number alone"
    assert [c.code for c in result.complaints()] == ["RTX110", "RTX121", "RTX112"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"cancer": {"type": "ovarian"}, // why\n "patient": {"ecog": 1}}', "a comment stands in it"),
        ('{"cancer": {"type": "ovarian"},\n /* why */\n "patient": {"ecog": 1}}', "a comment stands in it"),
        ('{"cancer": {"type": "ovarian"}\n "patient": {"ecog": 1}}', "a comma or `}` is missing before this place"),
        ('{"cancer": {"type": "ovarian"}', "the bracket `{` is never closed"),
        ("[[[\n", "a bracket is never closed"),
    ],
)
def test_json_is_told_as_json(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text(text, encoding="utf-8")
    (one,) = mini("suggest", file).complaints()
    assert (one.code, one.message) == ("RTX107", f"this is not JSON: {says}")


def test_json_may_write_a_character_in_two_halves_but_not_one_half(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    for label in ("\U0001d538", "a \\\\ \U0001f469"):
        file.write_text(json.dumps({"id": label, "cancer": {"type": "ovarian"}}), encoding="utf-8")
        assert json.loads(done(mini("suggest", file, "--format", "json")))["profile"]["id"] == label
    file.write_text('{"id": "\\ud83d", "cancer": {"type": "ovarian"}}', encoding="utf-8")
    (one,) = mini("suggest", file).complaints()
    assert (one.code, one.help) == ("RTX107", "write the character itself")


def test_long_first_line_wraps_to_the_width() -> None:
    text = PROFILE % ("  ca125: > 1" + "0" * 200)
    for width in (60, 80, 100):
        result = mini("--width", str(width), "suggest", "-", stdin=text.encode())
        assert max(map(len, result.err.splitlines())) <= width
        assert [c.code for c in result.complaints()] == ["RTX107", "RTX121", "RTX112"]


def test_long_value_is_not_repeated_whole() -> None:
    result = mini("suggest", "-", stdin=b"cancer: {type: ovarian}\npatient: {ecog: " + b"9" * 5000 + b"}\n")
    assert len(result.err) < 1000


def test_warnings_are_capped() -> None:
    drugs = ", ".join(f"zzqq{i}" for i in range(200))
    result = mini("suggest", "--set", "cancer.type=ovarian", "--set", f"prior.agents=[{drugs}]")
    assert result.code == 0
    assert len(result.err.splitlines()) == 11
    assert "190 more" in result.err


# A folder of rules


def test_hidden_files_in_a_rules_folder_are_no_rules(tmp_path: Path) -> None:
    rules = shutil.copytree(MINI, tmp_path / "rules")
    for name in ("options/._surgery.yaml", ".hidden.yaml", "options/.x.yaml"):
        (rules / name).write_bytes(b"\0\x05\x16\x07 Mac OS X")
    argv = ("suggest", "--set", "cancer.type=ovarian")
    assert done(mini(*argv)) == done(mini("--rules", rules, *argv))


def test_quoted_date_in_a_rule_is_told_to_lose_its_quotes(tmp_path: Path) -> None:
    rules = shutil.copytree(MINI, tmp_path / "rules")
    file = rules / "options" / "surgery.yaml"
    text = file.read_text(encoding="utf-8")
    assert "reviewed: 2026-11-24" in text
    file.write_text(text.replace("reviewed: 2026-11-24", 'reviewed: "2026-11-24"', 1), encoding="utf-8")
    (one,) = mini("--rules", rules, "rules", "list").complaints()
    assert (one.code, one.message) == ("RTX010", "`reviewed` cannot be `2026-11-24`: it is written in quotes")
    assert one.help == "write 2026-11-24 without quotes"


def test_a_line_of_a_letter_is_not_repeated(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Mrs Doe, born 1961-04-03, ovarian cancer", encoding="utf-8")
    assert "Doe" not in mini("suggest", file).err
    file.write_text("cancer: {type: ovarian}\nI saw Mrs Doe (born 1961-04-03): PCI 8\n", encoding="utf-8")
    shown = mini("suggest", file).err
    assert "a sentence stands here, not the name of a fact" in words(shown)
    assert "Doe" not in shown


def test_what_stands_before_a_missing_comma_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text('{"cancer": {"type": "ovarian"}, "name": "Doe" "born": "1961-04-03"}', encoding="utf-8")
    shown = mini("suggest", file).err
    assert "a comma or `}` is missing" in shown
    assert "Doe" not in shown


def test_a_fact_that_is_indented_deeper_than_its_neighbour_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("cancer: {type: ovarian}\npatient:\n  ecog: 1\n   age: 60\n  sex: Q\n", encoding="utf-8")
    shown = words(mini("suggest", file).err)
    assert "the line is not indented like its neighbours" in shown
    assert "`patient.sex` cannot be `Q`" in shown


def test_a_tab_behind_blanks_is_told_once(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("cancer: {type: ovarian}\npatient:\n  ecog: 1\n\tage: 60\n", encoding="utf-8")
    shown = words(mini("suggest", file).err)
    assert "1 error" in shown
    assert "the line is indented with a tab" in shown
