"""Blocks in every format: the same words, nothing in them obeyed, and in a terminal columns that fit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len
from rich.style import Style

from command import words
from recurtx.markup.block import (
    Blank,
    Block,
    Branch,
    Foot,
    Gap,
    Heading,
    Item,
    Judged,
    Span,
    Table,
    Text,
    Title,
    Tone,
    Urgent,
    Verbatim,
    nested,
    plain,
    sections,
)
from recurtx.markup.characters import ascii_text
from recurtx.markup.look import Look, Theme
from recurtx.markup.terminal import MAX_WIDTH, height, text
from recurtx.markup.write import DRAWN, Format, written
from webpage import read

LINK = "https://example.org/a?b=1&c=(2)"
PAGE: list[Block] = [
    Urgent("URGENT", "Recorded: perforation. Surgical review now, with whatever the surgeon asks for, at once."),
    Gap(),
    Title("Options after recurrence · a", (Span("?", Tone.OPEN), " Turns on ECOG")),
    Text("The patient in one line that is long enough to need a second line in a terminal, as this one is."),
    Gap(),
    Heading("Whatever is chosen"),
    Item("before deciding", "staging laparoscopy for the extent of the disease, which imaging does not show", 1),
    Item("alongside", "dietitian", 1, "[1][2]"),
    Gap(),
    Heading("Options"),
    Judged(Span(""), "", "", "evidence", "still open"),
    Judged(Span("●", Tone.FOR), "Repeat surgery", "Can be offered", "level 3 cohort", "2 facts"),
    Item("for:", "low extent", 1),
    Item("ways:", (Span("○", Tone.STRONG), "\xa0new\xa0drug  ", Span("–"), "\xa0immune\xa0therapy"), 1),
    Judged(Span("×", Tone.STRONG), "Watching", "Not on these facts"),
    Heading("Second HIPEC", 2, "met"),
    Branch(
        ("all of:",),
        "false",
        of=[
            Branch(("albumin", "33 g/l", "35 or more"), "false", "decides"),
            Branch(("not:",), "true", of=[Branch(("ECOG", "1", "3 or 4"), "false")]),
        ],
    ),
    Table([("PCI", "14", "1"), ("albumin", "33 g/l, which is below what is asked for", "12")], ("fact", "is", "n"),
          frozenset({2}), 1),
    Verbatim("    9 │   months: 14\n      │   ^^^^^^"),
    Heading("Sources"),
    Item("[1]", ("A cohort of second operations. 2021. ", Span(LINK, link=LINK)), 1),
]  # fmt: skip
SAID = """URGENT Recorded perforation Surgical review now Options after recurrence The patient in one line Whatever is
chosen before deciding staging laparoscopy alongside dietitian Options Repeat surgery Can be offered level cohort facts
for low extent ways new drug immune therapy Watching Not on these facts Second HIPEC met all of albumin or more false
decides not ECOG fact is PCI below what is asked for months Sources cohort of second operations"""
FORMATS = [f for f in Format if f is not Format.json and f not in DRAWN]
BLANK = re.compile(r"[^\S\n]+$", re.MULTILINE)

RICH = "[red]x[/red] [link=http://x.org]y[/link] :skull:"
ESCAPES = "\x1b[31mred \x1b]8;;http://x.org\x1b\\link \x07 \x9b31m \x7f"
BIDI = "\u202eevil\u202c \u2066a\u2069 \u200f \u061c"
HTML = "<script>alert(1)</script> <b>x</b> &lt; \"' </style>"
MARKDOWN = "**b** _i_ `c` ![i](http://x.org/i) [l](http://x.org) | ~~s~~ \\"
HOSTILE = (RICH, ESCAPES, BIDI, HTML, MARKDOWN)
SHOWN = {
    ESCAPES: "\\x1b[31mred \\x1b]8;;http://x.org\\x1b\\link \\x07 \\x9b31m \\x7f",
    BIDI: "\\x202eevil\\x202c \\x2066a\\x2069 \\x200f \\x61c",
}
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def everywhere(said: str) -> list[Block]:
    """A page that says something in every place of every block."""
    return [
        Title(said, said), Heading(said), Heading(said, 2, said), Text(said), Urgent(said, said),
        Item(said, said, 1, said, said), Judged(Span(said), said, said, said, said), Gap(),
        Branch((said,), said, said, [Branch((said, said, said), said, said)]), Table([(said, said)], (said, said)),
        Verbatim(said), Text(Span(said, Tone.STRONG, said)), Blank((said,)), Foot(said),
    ]  # fmt: skip


def subsequence(wanted: list[str], found: list[str]) -> bool:
    rest = iter(found)
    return all(word in rest for word in wanted)


# Every format


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_says_the_same_words_in_the_same_order(format: Format) -> None:
    assert subsequence(SAID.split(), re.findall(r"[A-Za-z]{2,}", written(PAGE, format)))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("ascii", [False, True])
def test_every_format_ends_with_one_line_feed_and_can_be_ascii(format: Format, ascii: bool) -> None:
    found = written(PAGE, format, ascii=ascii)
    assert found.endswith("\n")
    assert not found.endswith("\n\n")
    assert found.isascii() is ascii
    assert BLANK.search(found) is None or format is Format.html


@pytest.mark.parametrize("format", FORMATS)
def test_page_without_blocks_is_a_page(format: Format) -> None:
    found = written([], format)
    named = "recurtx" if format is Format.html else ""
    assert words(re.sub("<head>.*</head>|<[^>]+>", "", found, flags=re.DOTALL)) == named


@pytest.mark.parametrize("ascii", [False, True])
def test_json_keeps_its_values(ascii: bool) -> None:
    assert written('"a\u202eb"', Format.json, ascii=ascii) == '"a\\u202eb"'


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("said", HOSTILE, ids=["rich", "escapes", "bidi", "html", "markdown"])
def test_nothing_that_is_said_steers_anything(said: str, format: Format) -> None:
    found = written(everywhere(said), format, 400)
    assert not _STEERING.search(found.replace("\n", ""))
    if format in (Format.terminal, Format.text):
        assert words(found).count(words(SHOWN.get(said, said))) >= 12


# The terminal


def test_page_in_a_terminal() -> None:
    assert text(PAGE[:4], 60) == (
        "━" * 60 + "\n"
        " URGENT  Recorded: perforation. Surgical review now, with\n"
        "         whatever the surgeon asks for, at once.\n"
        + "━" * 60 + "\n"
        "\n"
        "Options after recurrence · a                 ? Turns on ECOG\n"
        "The patient in one line that is long enough to need a second\n"
        "line in a terminal, as this one is.\n"
    )  # fmt: skip
    assert text(PAGE[5:8], 60) == (
        f"Whatever is chosen {'─' * 41}\n"
        "  before deciding  staging laparoscopy for the extent of the\n"
        "                   disease, which imaging does not show\n"
        "  alongside        dietitian [1][2]\n"
    )
    assert text(PAGE[9:15], 60) == (
        f"Options {'─' * 52}\n"
        "                                                  still open\n"
        "● Repeat surgery  Can be offered                     2 facts\n"
        "  level 3 cohort\n"
        "  for:   low extent\n"
        "  ways:  ○ new drug  – immune therapy\n"
        "× Watching        Not on these facts\n"
    )
    assert text(PAGE[15:19], 60) == (
        "Second HIPEC                                             met\n"
        "all of:                                     false\n"
        "  albumin  33 g/l  35 or more               false    decides\n"
        "  not:                                      true\n"
        "    ECOG  1  3 or 4                         false\n"
        "  fact     is                                         n\n"
        "  PCI      14                                         1\n"
        "  albumin  33 g/l, which is below what is asked for  12\n"
        "    9 │   months: 14\n"
        "      │   ^^^^^^\n"
    )


@pytest.mark.parametrize("width", [60, 80, 99, 100, 140])
@pytest.mark.parametrize("ascii", [False, True])
def test_no_line_is_wider_than_the_screen_or_a_hundred_columns(width: int, ascii: bool) -> None:
    rows = text(PAGE, width, ascii=ascii).splitlines()
    assert max(map(cell_len, rows)) == min(width, MAX_WIDTH)


def test_wide_characters_take_two_columns() -> None:
    rows = text(
        [Text("日本語 " * 30), Item("日本:", "日本語 " * 30), Heading("日本"), Item("a:", "b")], 60
    ).splitlines()
    assert max(map(cell_len, rows)) <= 60
    assert cell_len(next(row for row in rows if "─" in row)) == 60
    assert {row.index("日", 3) for row in rows if row.startswith("日本:")} == {5}


def test_address_stays_whole_on_a_line_of_its_own() -> None:
    address = f"https://example.org/{'a' * 90}"
    assert text([Item("[1]", f"A title. {address} read in 2021", 1)], 60) == (
        f"  [1]  A title.\n       {address}\n       read in 2021\n"
    )


def test_no_break_space_keeps_words_together() -> None:
    assert text([Item("ways:", "● one  ○\xa0two\xa0three")], 20) == "ways:  ● one\n       ○ two three\n"


def test_lead_that_is_very_long_stands_alone_and_moves_no_column() -> None:
    page = [Item("a lead that is longer than a column can be", "one"), Item("short", "two")]
    assert text(page, 60) == "a lead that is longer than a column can be\n       one\nshort  two\n"


def test_leads_align_within_a_section_and_a_depth() -> None:
    page = [
        Heading("A"),
        Item("a", "x"),
        Text("between"),
        Item("long", "x"),
        Item("b", "x", 1),
        Heading("B"),
        Item("c", "x"),
    ]
    assert [row.index("x") for row in text(page, 60).splitlines() if row.endswith("x")] == [6, 6, 5, 3]


def test_what_stands_at_the_edge_takes_a_line_where_there_is_no_room() -> None:
    assert text([Title("a title", "at the edge")], 30) == "a title            at the edge\n"
    assert (
        text([Title("a title of words", "a tail of many")], 30) == "a title of words\n                a tail of many\n"
    )


def test_hanging_paragraph_and_verbatim_lines() -> None:
    assert text([Text("one two three four", 1, 1)], 12) == "  one two\n    three\n    four\n"
    assert text([Verbatim("  a   b" * 20)], 60) == "  a   b" * 20 + "\n"


def test_only_symbols_bold_text_and_urgent_words_have_a_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured = text(PAGE, 80, look=Look())
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text(PAGE, 80)
    spans = [(code, said.strip("━ ")) for code, said in re.findall(r"\x1b\[([0-9;]+)m(.*?)\x1b\[0m", coloured)]
    assert {said for code, said in spans if re.search("3[0-7]", code)} == {"", "URGENT", "●", "?"}
    assert ("1", "Repeat surgery") in spans
    assert written(PAGE, Format.text, look=Look()) == text(PAGE, 80)


def test_address_is_a_link_where_the_terminal_has_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    page = [Text(Span("here", link=LINK)), Text(Span(LINK, link=LINK))]
    assert re.findall(r"\x1b]8;id=\d+;(.+?)\x1b\\(.+?)\x1b]8;;\x1b\\", text(page, 80, look=Look(links=True))) == [
        (LINK, "here"), (LINK, LINK),
    ]  # fmt: skip
    assert text(page, 80, look=Look()) == text(page, 80)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "https://x.org/\x1b[31m", "https://a b"]
)
def test_what_is_no_address_of_the_web_is_no_link(address: str) -> None:
    assert "\x1b" not in text([Text(Span("here", link=address))], 80, look=Look(links=True))


def test_link_holds_only_characters_that_terminals_take_for_an_address() -> None:
    shown = text([Text(Span("here", link="https://é.org/\x9c;b\u202e"))], 80, look=Look(links=True))
    assert ";https://%C3%A9.org/%C2%9C;b%E2%80%AE\x1b\\here" in shown


def _contrast(style: str, ground: float) -> float:
    channels = (v / 255 for v in Style.parse(style).color.get_truecolor())
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
    light = sum(part * v for part, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return (max(light, ground) + 0.05) / (min(light, ground) + 0.05)


@pytest.mark.parametrize(("theme", "ground"), [(Theme.light, 1.0), (Theme.dark, 0.0)])
def test_colours_of_a_theme_can_be_read_on_its_ground(theme: Theme, ground: float) -> None:
    styles = [style for tone, style in Look(theme).styles.items() if tone not in (Tone.PLAIN, Tone.STRONG)]
    assert len(set(styles)) == 5
    assert [style for style in styles if _contrast(style, ground) < 4.5] == []


def test_a_theme_changes_colours_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for theme in Theme:
        shown = text(PAGE, 80, look=Look(theme))
        assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == text(PAGE, 80)
    assert set(re.findall(r"\x1b\[([0-9;]*)m", text(PAGE, 80, look=Look(Theme.mono)))) == {"1", "0", "1;4"}


@given(st.lists(st.sampled_from(PAGE), max_size=8), st.integers(60, 120))
def test_height_is_the_number_of_printed_lines_and_no_line_ends_in_blanks(page: list[Block], width: int) -> None:
    found = text(page, width)
    assert height(page, width) == found.count("\n")
    assert BLANK.search(found) is None


@given(st.text(max_size=300), st.integers(60, 100))
def test_any_text_comes_out_whole(said: str, width: int) -> None:
    found = text([Item("for:", said)], width)
    assert not _STEERING.search(found.replace("\n", ""))
    assert all(row == row.rstrip() for row in found.split("\n"))


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("a · b", "a; b"),
        ("PCI 19 ±3 … ●", "PCI 19 +/-3 ... +"),
        ("240 ×10⁹/l", "240 x10^9/l"),
        ("━━━ ───", "=== ---"),
        ("à Ångström, Łódź, α, 日", "a Angstrom, ?odz, alpha, ?"),
    ],
)
def test_characters_have_stand_ins_in_ascii(said: str, folded: str) -> None:
    assert ascii_text(said) == folded
    assert text([Text(said)], 80, ascii=True) == f"{folded}\n"


def test_stand_ins_are_measured_before_lines_are_broken() -> None:
    sentence = "PCI 19 ±3 reaches 20, … and ≥ 5 × normal is 2 ×10⁹/l; " * 6
    for width in range(20, 60):
        assert max(map(len, text([Item("close", sentence)], width, ascii=True).splitlines())) <= width


# Markdown


def rendered(said: str) -> tuple[set[str], str]:
    """The kinds of tokens of a Markdown text, and what it shows."""
    kinds: set[str] = set()
    shown = []
    for block in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(said):
        kinds.add(block.type)
        shown += [block.content] if block.type in ("fence", "code_block") else []
        for token in block.children or ():
            kinds.add(token.type)
            shown += [token.content, *(["\n"] if token.type in ("softbreak", "hardbreak") else [])]
        shown.append(" ")
    return kinds, words("".join(shown))


def test_page_in_markdown() -> None:
    found = written(PAGE, Format.markdown)
    assert found.startswith("> **URGENT** Recorded: perforation. Surgical review now")
    assert "\n\n# Options after recurrence · a: ? Turns on ECOG\n\nThe patient" in found
    assert (
        "\n\n- ● **Repeat surgery**: Can be offered · level 3 cohort · 2 facts\n  - for: low extent\n  - ways:" in found
    )
    assert (
        "\n\n### Second HIPEC: met\n\n- all of: false\n  - albumin · 33 g/l · 35 or more · false · decides\n" in found
    )
    assert "\n\n| fact | is | n |\n| --- | --- | ---: |\n| PCI | 14 | 1 |\n" in found
    assert "\n\n```\n    9 │   months: 14\n      │   ^^^^^^\n```\n" in found
    assert f"\n- \\[1\\]: A cohort of second operations. 2021. <{LINK}>\n" in found.replace("\\[1\\] A", "\\[1\\]: A")


@pytest.mark.parametrize("said", HOSTILE, ids=["rich", "escapes", "bidi", "html", "markdown"])
def test_markdown_shows_hostile_text_as_text(said: str) -> None:
    kinds, shown = rendered(written(everywhere(said), Format.markdown))
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "em_open", "s_open", "code_inline"}
    assert shown.count(words(SHOWN.get(said, said))) >= 12


@pytest.mark.parametrize("said", ["- item", "+ item", "1. item", "2) item", "# head", "> quote", "=====", "---"])
def test_paragraph_that_looks_like_markup_stays_a_paragraph(said: str) -> None:
    kinds, shown = rendered(written([Text(said)], Format.markdown))
    assert (kinds, shown) == (
        {"paragraph_open", "paragraph_close", "inline", "text"} | (kinds & {"text_special"}),
        said,
    )


def test_fence_is_longer_than_any_in_the_text() -> None:
    kinds, shown = rendered(written([Verbatim("````\n# no head")], Format.markdown))
    assert (kinds, shown) == ({"fence"}, "```` # no head")


@pytest.mark.parametrize("format", [Format.markdown, Format.html])
def test_only_addresses_of_the_web_become_links(format: Format) -> None:
    page = [Text(Span("x", link=address)) for address in ("javascript:alert(1)", "https://x.org/ y", "file:///etc", "")]
    found = written(page, format)
    assert "](" not in found
    assert "<a " not in found
    assert LINK.replace("&", "&amp;") in written([Text(Span("x", link=LINK))], format)


# HTML


def test_page_in_html_is_whole() -> None:
    found = written(PAGE, Format.html)
    seen = read(found)
    assert found.startswith('<!DOCTYPE html>\n<html lang="en">\n')
    assert "<title>Options after recurrence · a</title>" in found
    assert [seen.elements.count(e) for e in ("h1", "h2", "h3", "table", "section", "nav")] == [1, 3, 1, 2, 5, 0]
    assert f'<a href="{LINK.replace("&", "&amp;")}">' in found
    assert '<section class="alarm" aria-label="Urgent">\n<p><strong class="urgent">URGENT</strong>' in found
    assert "<pre>    9 │   months: 14\n      │   ^^^^^^</pre>" in found


def test_judged_things_under_heads_are_a_table_with_heads_of_rows_and_columns() -> None:
    found = written(PAGE, Format.html)
    assert '<caption class="hidden">Options</caption>' in found
    assert '<td></td><td></td><th scope="col">evidence</th><th scope="col">still open</th>' in found
    assert '<th scope="row"><span class="for">●</span> Repeat surgery</th><td>Can be offered</td>' in found
    assert '<td data-head="evidence">level 3 cohort</td>' in found


def test_rows_of_a_table_are_named_by_the_first_cell_that_says_something() -> None:
    found = written([Title("a"), Table([("▸", "ECOG", "1", "2")], ("", "", "was", "is"))], Format.html)
    assert '<td>▸</td><th scope="row">ECOG</th><td data-head="was">1</td><td data-head="is">2</td>' in found


def test_foot_notes_lead_there_and_back_once_for_each_chapter() -> None:
    marks = (Span("[1]", note=1), Span("[2]", note=2))
    note = Item("[1]", "A cohort.", 1, note=1)
    page = [Title("a"), Heading("One"), Item("for:", "x", 1, marks), Item("for:", "y", 1, marks),
            Heading("Two"), Judged(Span("+"), "A rule", ("level 3 ", *marks)), Heading("Sources"), note]  # fmt: skip
    found = written(page, Format.html)
    seen = read(found)
    assert seen.links == ["#n1", "#n1", "#n1", "#m1-1", "#m1-2"]
    assert [place for place in seen.places if place[0] in "nm"] == ["m1-1", "m1-2", "n1"]
    assert 'aria-label="b: back to Two"' in found
    assert text(page, 80).count("[1]") == written(page, Format.markdown).count("\\[1\\]") == 4


def test_what_folds_is_closed_on_the_screen_and_goes_on_below_it() -> None:
    page = [
        Title("a"),
        Heading("All", 1),
        Heading("One", 2, "yes", folds=True),
        Text("x"),
        Heading("Two", 2),
        Text("y"),
    ]
    found = written(page, Format.html)
    assert "<details>\n<summary><h3" in found
    assert "<p>x</p>\n</details>\n<section>\n<h3" in found
    assert read(found).headings == [1, 2, 3, 3]
    assert text(page, 80) == text([Heading(x.text, x.level, x.tail) if isinstance(x, Heading) else x for x in page], 80)


def test_headings_descend_by_one_step_whatever_the_levels_of_the_page() -> None:
    assert read(written([Title("a"), Heading("b", 3), Heading("c", 4), Heading("d", 1)], Format.html)).headings == [
        1, 2, 3, 2,
    ]  # fmt: skip


def test_contents_are_listed_where_there_are_more_than_three_sections() -> None:
    page = [Title("a"), *(Heading(name) for name in "bcde")]
    assert read(written(page, Format.html)).links == ["#s1", "#s2", "#s3", "#s4"]
    assert read(written(page[:4], Format.html)).links == []


def test_what_a_page_says_of_itself_is_its_foot_and_what_is_blank_is_for_the_pen() -> None:
    page = [Title("a"), Foot("rules 1"), Heading("b"), Blank(("decision", "date")), Text("c")]
    found = written(page, Format.html)
    assert found.index("<p>c</p>") < found.index("<footer>\n<p>rules 1</p>\n</footer>")
    assert '<p class="blank"><span>decision</span> <span>date</span></p>' in found
    assert text(page, 60).splitlines()[1:2] == ["rules 1"]
    assert f"date: {'_' * 30}\n" in text(page, 60)


@pytest.mark.parametrize("said", HOSTILE, ids=["rich", "escapes", "bidi", "html", "markdown"])
def test_html_shows_hostile_text_as_text(said: str) -> None:
    seen = read(written(everywhere(said), Format.html))
    assert seen.elements == read(written(everywhere("x"), Format.html)).elements
    assert words(seen.text).count(words(SHOWN.get(said, said))) >= 12


@given(st.lists(st.sampled_from([b for b in PAGE if isinstance(b, (Item, Judged, Branch, Text))]), max_size=8))
def test_lists_of_any_depths_are_closed(page: list[Block]) -> None:
    read(written(page, Format.html))


# Blocks


def test_sections_begin_at_headings_of_the_first_level() -> None:
    assert [len(part) for part in sections(PAGE)] == [5, 4, 10, 2]
    assert [b for part in sections(PAGE) for b in part] == PAGE


def test_entries_stand_beneath_the_last_one_that_is_less_deep() -> None:
    run = [
        Item("a", "", 1),
        Item("b", "", 3),
        Item("c", "", 2),
        Item("d", "", 1),
        Branch(("e",), of=[Branch(("f",))], depth=2),
    ]
    assert [level for level, _ in nested(run)] == [0, 1, 1, 0, 1, 2]


def test_pieces_join_to_the_text() -> None:
    assert plain(("a ", Span("b", Tone.STRONG), "", " c")) == "a b c"
    assert plain(Span("x")) == plain("x") == "x"


def test_browser_keeps_every_sign_with_its_way() -> None:
    found = written([Text(("● pain  ", Span("–"), "\xa0endocrine  ", Span("?"), "\xa0gene"))], Format.html)
    assert "–&#8288;\xa0endocrine" in found  # a browser may break behind a dash, also before a no-break space
    assert "?\xa0gene" in found


def test_line_to_write_on_is_as_wide_as_the_page() -> None:
    found = written([Text("_" * 30), Text("a_____________b")], Format.html)
    assert found.count('<p><span class="write"></span></p>') == 1
    assert "a_____________b" in found


def test_sign_of_equality_is_escaped_only_where_it_would_make_a_heading() -> None:
    assert "not: = Proven" in written([Item("not:", "= Proven")], Format.markdown)
    assert written([Text("===")], Format.markdown) == "\\===\n"


def test_name_of_a_patient_is_not_broken_in_the_head_of_a_column() -> None:
    table = Table([("", "PCI", "12", "8")], ("", "", "constructed-ovarian", "half.yaml"), shares=(1, 5, 7, 7))
    assert "constructed-ovarian" in text([table], 62)
