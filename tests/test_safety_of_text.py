"""Whatever stands in a profile or in a rule comes out as plain text: nothing steers a terminal, a page or a parser."""

from __future__ import annotations

import json
import os
import re
import shutil
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
import yaml
from markdown_it import MarkdownIt

from command import MINI, in_process, in_terminal, recurtx, words
from explorer import Screen, Shelf, run
from recurtx.cli.output import save
from recurtx.document import read_text
from recurtx.errors import UsageError
from recurtx.explore.app import Explorer
from recurtx.explore.chart import Chart
from recurtx.explore.panes import PageView
from recurtx.markup.characters import ascii_json, safe_json
from recurtx.profile import flatten
from recurtx.ruleset import load_ruleset
from webpage import read

if TYPE_CHECKING:
    from pathlib import Path

RICH = "[red]x[/red] [link=http://x.org]y[/link] :skull:"
ESCAPES = "\x1b[31mred \x1b]8;;http://x.org\x1b\\link \x07 \x9b31m \x7f"
BIDI = "\u202eevil\u202c \u2066a\u2069 \u200f \u061c"
HTML = "<script>alert(1)</script> <b>x</b> &lt;"
MARKDOWN = "**b** _i_ `c` ![i](http://x.org/i) [l](http://x.org) | ~~s~~"
LISTS = ("- item", "+ item", "1. item", "2) item", "# head", "> quote", "=====", "---")
HOSTILE = (RICH, ESCAPES, BIDI, HTML, MARKDOWN)

SHOWN = {
    ESCAPES: "\\x1b[31mred \\x1b]8;;http://x.org\\x1b\\link \\x07 \\x9b31m \\x7f",
    BIDI: "\\x202eevil\\x202c \\x2066a\\x2069 \\x200f \\x61c",
}
"""What a screen writes in place of characters that could steer it."""

_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_COLOUR = re.compile(r"\x1b\[(?:0|1|2|1;3[1-6]|3[1-6])m|\x1b\]8;(?:id=\d+;https?://[!-~]+|;)\x1b\\")
"""What recurtx itself says to a terminal: a colour, and a link to an address of the web."""


def quoted(value: object) -> str:
    """The value as JSON, which YAML reads too, with every special character as an escape."""
    return json.dumps(value).replace("\x7f", "\\u007f")


@pytest.fixture(scope="module")
def hostile_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small rules with every sentence of one option, its advice, concepts and sources replaced."""
    folder = tmp_path_factory.mktemp("hostile") / "rules"
    shutil.copytree(MINI, folder)
    everything = " ".join(HOSTILE)

    def edit(name: str, change: dict[str, str]) -> None:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        for before, after in change.items():
            assert before in text, before
            text = text.replace(before, quoted(after), 1)
        file.write_text(text, encoding="utf-8")

    edit("ruleset.yaml", {
        "Invented options for tests when a cancer has come back after CRS and HIPEC.": everything,
        "Tests of recurtx.": everything,
    })  # fmt: skip
    edit("options/surgery.yaml", {
        "Repeat surgery": "\x1b[31m<b>[red]\u202e",
        "Is another operation worth considering?": everything,
        "colorectal, appendiceal or ovarian cancer": "[red]\x1b[31m<script>\u202e*x*",
        "Recurrence established": "\x1b[31m<i>[red]\u202e **t**",
        "Nobody is operated on for a suspicion.": everything,
        "Low PCI went with longer survival.": everything,
        "No gain was seen.": MARKDOWN,
    })  # fmt: skip
    edit("advice.yaml", {
        "Signs of perforation": "\x1b[31m<i>[red]\u202e **t**",
        "Surgical review now; these options wait.": everything,
        "staging laparoscopy for the PCI": "\x1b]8;;x\x07<script>\u202e[red]**x**",
        "Staging laparoscopy shows what imaging does not.": everything,
    })  # fmt: skip
    edit(
        "concepts.yaml",
        {"Recurrence established": "\x1b[31m<i>[red]\u202e", "Proven, or at least one site is known.": "x"},
    )
    edit("sources.yaml", {
        "An article for patients": everything,
        "A cohort of second operations": everything,
        '"Surgery may be repeated where everything visible can be removed."': everything,
    })  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def hostile_profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("profile") / "patient.yaml"
    profile = {
        "id": f"{HTML[:25]} [red]x \x1b[31m \u202e **b** \x07",
        "cancer": {"type": "ovarian"},
        "recurrence": {"pci": 8, "red_flags": ["perforation"], "confirmed": True},
        "prior": {"agents": ["cisplatin"]},
    }
    file.write_text(quoted(profile), encoding="utf-8")
    return file


LABEL_SHOWN = "<script>alert(1)</script> [red]x \\x1b[31m \\x202e **b** \\x07"

COMMANDS = (
    ("suggest", "PROFILE"),
    ("suggest", "PROFILE", "--format", "text"),
    ("suggest", "PROFILE", "--verbose"),
    ("suggest", "PROFILE", "--format", "markdown"),
    ("suggest", "PROFILE", "--format", "html"),
    ("suggest", "PROFILE", "--format", "letter"),
    ("suggest", "PROFILE", "--format", "json"),
    ("explain", "PROFILE", "surgery", "--verbose"),
    ("explain", "surgery", "--set", "cancer.type=gastric"),
    ("rules", "list"),
    ("rules", "list", "--format", "markdown"),
    ("explain", "PROFILE", "surgery", "--format", "html"),
    ("explain", "PROFILE", "surgery", "--format", "svg"),
    ("explain", "PROFILE", "surgery", "--format", "mermaid"),
    ("explain", "PROFILE", "surgery", "--format", "dot"),
    ("what-if", "PROFILE", "--sweep", "patient.ecog", "--format", "html"),
    ("what-if", "PROFILE", "--sweep", "patient.ecog", "--format", "svg"),
    ("suggest", "PROFILE", "--why-not"),
    ("suggest", "PROFILE", "--step"),
    ("cases", "show", "pmp-spleen-2024", "--handout", "--format", "html"),
    ("cases", "show", "pmp-spleen-2024", "--handout", "--answers", "--format", "html"),
    ("rules", "table"),
    ("rules", "show", "surgery.established"),
    ("rules", "show", "surgery.low-extent"),
    ("sources", "list"),
    ("sources", "show", "article"),
)
TERMINAL = tuple(c for c in COMMANDS if "--format" not in c and c[:2] not in (("rules", "table"), ("sources", "list")))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_steers_in_a_pipe(command: tuple[str, ...], hostile_rules: Path, hostile_profile: Path) -> None:
    argv = [str(hostile_profile) if word == "PROFILE" else word for word in command]
    result = recurtx("--rules", hostile_rules, *argv)
    assert result.code == 0
    assert not _STEERING.search(result.out)


@pytest.mark.parametrize("command", TERMINAL, ids=" ".join)
def test_nothing_steers_in_a_terminal(command: tuple[str, ...], hostile_rules: Path, hostile_profile: Path) -> None:
    argv = [str(hostile_profile) if word == "PROFILE" else word for word in command]
    result = in_terminal("--rules", hostile_rules, *argv)
    assert result.code == 0
    assert "\x1b[31m" not in result.out, "a colour of the hostile text"
    assert not _STEERING.search(_COLOUR.sub("", result.out))


def test_markup_is_shown_letter_by_letter(hostile_rules: Path, hostile_profile: Path) -> None:
    for show in (recurtx, in_terminal):
        answer = words(_COLOUR.sub("", show("--rules", hostile_rules, "suggest", hostile_profile).out))
        assert f"Options after recurrence · {LABEL_SHOWN}" in answer
        page = words(_COLOUR.sub("", show("--rules", hostile_rules, "rules", "show", "surgery.established").out))
        for text in HOSTILE:
            assert words(SHOWN.get(text, text)) in page


@pytest.mark.parametrize("text", HOSTILE, ids=["rich", "escapes", "bidi", "html", "markdown"])
def test_json_keeps_every_character(text: str, hostile_rules: Path, hostile_profile: Path) -> None:
    result = recurtx("--rules", hostile_rules, "suggest", hostile_profile, "--format", "json")
    answer = json.loads(result.out)
    (finding,) = [f for f in answer["options"][0]["findings"] if f["rule"] == "surgery.established"]
    assert text in finding["because"]
    assert text in next(a for a in answer["advice"] if a["id"] == "advice.perforation")["says"]
    assert answer["profile"]["id"] == yaml.safe_load(hostile_profile.read_text(encoding="utf-8"))["id"]


def _rendered(text: str) -> tuple[set[str], str]:
    """The kinds of inline tokens of a Markdown text, and what it shows."""
    kinds: set[str] = set()
    shown = []
    for block in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        if block.type == "html_block":
            kinds.add("html_block")
        for token in block.children or ():
            kinds.add(token.type)
            shown.append(token.content)
    return kinds, words("".join(shown))


def test_markdown_shows_hostile_text_as_text(hostile_rules: Path, hostile_profile: Path) -> None:
    answer = recurtx("--rules", hostile_rules, "suggest", hostile_profile, "--format", "markdown").out
    kinds, shown = _rendered(answer)
    assert kinds <= {"text", "text_special", "softbreak", "strong_open", "strong_close", "link_open", "link_close"}
    assert set(re.findall(r"<(http[^>]*)>", answer)) == set(re.findall(r"https?://\S*example\S*(?=>)", answer))
    assert answer.count("**URGENT**") == 1
    assert f"Options after recurrence · {LABEL_SHOWN}" in shown
    for text in HOSTILE:
        assert words(SHOWN.get(text, text)) in shown


SURGERY = "\\x1b[31m<b>[red]\\x202e"
"""What the name of the first option of these rules reads like."""


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if c[-1] in ("html", "svg") and c[0] in ("explain", "what-if", "cases")],
    ids=" ".join,
)  # fmt: skip
def test_pictures_and_handouts_show_hostile_text_as_text(
    command: tuple[str, ...], hostile_rules: Path, hostile_profile: Path
) -> None:
    argv = [str(hostile_profile) if word == "PROFILE" else word for word in command]
    out = recurtx("--rules", hostile_rules, *argv).out
    if command[-1] == "html":
        seen = words(read(out).text)
    else:
        root = ElementTree.fromstring(out)
        kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert kinds <= {"svg", "title", "desc", "style", "g", "rect", "path", "text", "view"}
        seen = words(" ".join(root.itertext()))
    assert SURGERY in seen
    if command[0] != "cases":
        assert LABEL_SHOWN in seen


def test_the_explorer_shows_hostile_text_as_text(hostile_rules: Path, hostile_profile: Path) -> None:
    rules = load_ruleset(hostile_rules)
    written, problems = flatten(read_text(hostile_profile.read_text(encoding="utf-8"), "p.yaml"))
    assert problems == []

    async def sitting() -> None:
        app = Explorer([Chart(rules.names, written, f"{BIDI}.yaml")], rules, Shelf().doors())
        async with app.run_test(size=(160, 50)) as pilot:
            screen = Screen(app, pilot)
            await screen.settle()
            for key in ("1", "2", "3", "4", "5", "a"):
                await screen.press(key)
                shown = screen.text()
                assert not _STEERING.search(shown.replace("\n", ""))
                assert LABEL_SHOWN in shown
            await screen.write("id", HTML)
            assert HTML.split(" &", maxsplit=1)[0] in screen.text()
            await screen.press("1")
            assert SURGERY in words(screen.app.query_one("#board", PageView).text())

    run(sitting)


def test_sheet_and_letter_show_hostile_text_as_text(hostile_rules: Path, hostile_profile: Path) -> None:
    seen, letter = (
        recurtx("--rules", hostile_rules, "suggest", hostile_profile, "--format", form).out
        for form in ("html", "letter")
    )
    shown = words(read(seen).text)
    assert f"Options after recurrence · {LABEL_SHOWN}" in shown
    assert f"Options after recurrence · {LABEL_SHOWN}" in words(letter)
    for text in HOSTILE:
        assert words(SHOWN.get(text, text)) in shown
    assert "Urgent. Recorded: perforation." in words(letter)


def test_document_holds_hostile_text_as_it_is(hostile_rules: Path, hostile_profile: Path) -> None:
    body = json.loads(recurtx("--rules", hostile_rules, "suggest", hostile_profile, "--format", "json").out)
    assert body["profile"]["id"] == json.loads(hostile_profile.read_text(encoding="utf-8"))["id"]


def test_book_of_rules_shows_hostile_text_as_text(hostile_rules: Path) -> None:
    kinds, shown = _rendered(recurtx("--rules", hostile_rules, "rules", "list", "--format", "markdown").out)
    assert kinds <= {"text", "text_special", "strong_open", "strong_close", "link_open", "link_close"}
    for text in HOSTILE:
        assert shown.count(words(SHOWN.get(text, text))) >= 3


@pytest.mark.parametrize("text", LISTS)
def test_sentence_that_looks_like_a_list_stays_a_sentence(text: str, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(MINI, rules)
    file = rules / "options" / "palliative.yaml"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("Relief is possible at any stage.", quoted(text)), encoding="utf-8")
    book = recurtx("--rules", rules, "rules", "list", "--format", "markdown").out
    blocks = MarkdownIt("commonmark").parse(book)
    index = next(
        i for i, b in enumerate(blocks) if b.type == "inline" and "".join(c.content for c in b.children) == text
    )
    assert blocks[index - 1].type == "paragraph_open"
    assert blocks[index - 1].level == 0


@pytest.mark.parametrize("form", [(), ("--format", "json")], ids=["text", "json"])
def test_errors_show_hostile_text_as_text(form: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text(
        "cancer: {type: colorectal}\n"
        '"[red]\\e[31m\\u202e<b>": "\\e]8;;x\\a"\n'
        "patient: {ecog: \u202e1\u202c, hair: '[link=x]y[/link]'}\n",
        encoding="utf-8",
    )
    result = recurtx("--rules", MINI, "suggest", file, *form)
    assert (result.code, result.out) == (2, "")
    assert not _STEERING.search(result.err)
    if form:
        assert json.loads(result.err)["errors"][0]["message"] == "unknown fact `[red]\x1b[31m\u202e<b>`"
    else:
        assert "unknown fact `[red]\\x1b[31m\\x202e<b>`" in result.err
        assert "    3 │ ecog: \\x202e1\\x202c\n" in result.err
        assert f"      │ {' ' * 6}{'^' * 13}" in result.err.splitlines()


@pytest.fixture
def odd_name(tmp_path: Path) -> Path:
    """A profile whose name is not UTF-8."""
    file = tmp_path / os.fsdecode(b"x\xff.yaml")
    try:
        file.write_text("cancer: {type: colorectal}\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    return file


def test_file_name_that_is_not_utf_8_is_shown_and_leaves_no_part(odd_name: Path, tmp_path: Path) -> None:
    argv = ("--rules", MINI, "what-if", odd_name, "--set", "patient.ecog=1")
    title = f"What if · {tmp_path}/x\\xdcff.yaml"
    strict = in_process(*argv, env={"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8:strict"})
    assert (strict.code, strict.err, words(strict.out).startswith(words(title))) == (0, "", True)
    assert recurtx(*argv, "--output", tmp_path / "out.txt").code == 0
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == strict.out
    assert sorted(f.name for f in tmp_path.iterdir()) == ["out.txt", odd_name.name]


def test_text_that_no_file_can_hold_is_an_error_that_leaves_no_part(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="RTX205 the file cannot be written: its name or the text is not UTF-8"):
        save("half of a pair: \ud800", str(tmp_path / "out.txt"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["\ud800", "a\udcffb", "\U000e0041", "\u202e"])
def test_json_keeps_every_character_as_an_escape(text: str) -> None:
    written = json.dumps(text, ensure_ascii=False)
    for form in (safe_json(written), ascii_json(written)):
        assert form.isascii()
        assert json.loads(form) == text


def test_errors_in_a_terminal_show_hostile_text_as_text() -> None:
    argv = ("suggest", "[red]x[/red]\x1b[31m\u202e.yaml", "--set", "hair=\x1b]8;;x\x07")
    result = in_terminal("--rules", MINI, *argv)
    assert result.code == 2
    assert "[red]x[/red]\\x1b[31m\\x202e.yaml: RTX101" in _COLOUR.sub("", result.out)
    assert not _STEERING.search(_COLOUR.sub("", result.out))


def test_drug_name_cannot_smuggle_characters_into_a_warning() -> None:
    result = recurtx("--rules", MINI, "suggest", "--set", "cancer.type=other", "--set", "prior.agents=['a\u202eb']")
    assert result.code == 2
    assert "`prior.agents` holds `a\\x202eb`, which is not a name" in words(result.err)
