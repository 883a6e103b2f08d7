"""Pictures of the logic: what is drawn, that every letter can be read, and that nothing in a text is obeyed."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import MINI, done, mini, words
from recurtx.answer import Answer, answer
from recurtx.markup.block import Span, Tone
from recurtx.markup.characters import safe
from recurtx.markup.drawing import Box, Cell, Drawing, Kind, Outline, Row, Strip
from recurtx.markup.graph import dot, mermaid
from recurtx.markup.ink import LEADING, PAD, SIDE, SIGN, SMALL
from recurtx.markup.layout import sheets
from recurtx.markup.letters import breadth, wrapped
from recurtx.markup.svg import HIGH, WIDE, inside, svg
from recurtx.pages.picture import picture
from recurtx.profile import Profile
from recurtx.ruleset import load_ruleset
from webpage import read

if TYPE_CHECKING:
    from recurtx.markup.layout import Placed, Sheet

SVG = "{http://www.w3.org/2000/svg}"
OVARIAN = ("--set", "cancer.type=ovarian")
HOSTILE = (
    "<script>alert(1)</script> </svg> <b>", "\x1b[31mred \x1b]8;;http://x.org\x1b\\ \x07", "\u202eevil\u2066",
    "\"'&amp;&lt;]]>", "#35; %% --> n0 click", "$$x$$ fa:fa-car `c` **b** \\n", "日本語 🙂 ￿", "x" * 300,
)  # fmt: skip
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\uffff]")


@pytest.fixture(scope="module")
def surgery() -> Answer:
    """A patient of whom it is open whether the recurrence is established, and large ascites speak against it."""
    facts = {"cancer": {"type": "ovarian"}, "recurrence": {"ascites": "large"}}
    return answer(Profile.model_validate(facts), load_ruleset(MINI))


def test_a_file_is_one_slide_of_xml_with_a_name_for_whoever_cannot_see_it() -> None:
    text = done(mini("explain", "surgery", *OVARIAN, "--format", "svg"))
    root = ElementTree.fromstring(text)
    assert (root.tag, root.get("viewBox"), root.get("role")) == (f"{SVG}svg", f"0 0 {WIDE} {HIGH}", "img")
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "Repeat surgery"
    assert "Recurrence established, level 5" in (root[1].text or "")
    assert "prefers-color-scheme: dark" in text
    assert done(mini("explain", "surgery", *OVARIAN, "--format", "svg")) == text


def test_a_file_asks_nothing_of_a_network_and_runs_nothing() -> None:
    text = done(mini("explain", "surgery", *OVARIAN, "--format", "svg"))
    assert text.count("http") == 1, "the name space alone"
    assert not re.search(r"<script|<image|<use|<foreignObject|href|@import|url\(|\bon\w+=", text)


@pytest.mark.parametrize("option", ["surgery", "heated", "systemic", "palliative"])
@pytest.mark.parametrize("whole", [False, True])
def test_everything_drawn_can_be_read(surgery: Answer, option: str, whole: bool) -> None:
    drawing = picture(surgery, option, whole=whole)
    found = sheets(drawing.trees, 1232, 624)
    assert all(sheet.whole for sheet in found)
    for sheet in found:
        legible(sheet, 1232, 624)


def test_true_false_and_unknown_stand_in_words_and_in_outlines(surgery: Answer) -> None:
    (root,) = picture(surgery, "surgery", whole=True).trees
    said = {box.tag: box.outline for box in root.all() if box.kind in (Kind.JOINT, Kind.LEAF)}
    assert said == {"true": Outline.WHOLE, "false": Outline.DOTTED, "unknown": Outline.DASHED}
    assert "stroke-dasharray" in svg(picture(surgery, "surgery"))


def test_the_branch_that_decides_is_drawn_thick_from_the_verdict_to_the_fact(surgery: Answer) -> None:
    drawing = picture(surgery, "surgery")
    (root,) = drawing.trees
    path = [box for box in root.all() if box.decides]
    assert [box.words for box in path[:2]] == ["Requirements", "Recurrence established"]
    assert path[-1].words == "sites: none? not recorded"
    assert svg(drawing).count('stroke-width="3"') == len(path) + 1, "a line to each, and one in the legend"
    for box in root.all():
        assert not any(child.decides for child in box.of) or box.decides or box is root


def test_what_decides_nothing_is_counted() -> None:
    stopped = done(mini("explain", "systemic", *OVARIAN, "--set", "patient.ecog=4", "--format", "svg"))
    assert "Fit enough" in stopped
    assert "ECOG 2" not in words(" ".join(ElementTree.fromstring(stopped).itertext()).partition("ECOG 2?")[0])
    assert "does not hold 1" in stopped.replace("\xa0", " ")


def test_outside_the_rules_the_scope_decides() -> None:
    found = done(mini("explain", "surgery", "--set", "cancer.type=gastric", "--format", "svg"))
    said = words(" ".join(ElementTree.fromstring(found).itertext()))
    assert "These rules are for colorectal, appendiceal or ovarian cancer, false, decides" in said
    assert "Recurrence established" not in said


def test_a_page_of_html_holds_the_drawing_in_its_own_colours() -> None:
    page = done(mini("explain", "surgery", *OVARIAN, "--format", "html"))
    drawn = page[page.index("<svg") : page.index("</svg>") + 6]
    root = ElementTree.fromstring(drawn)
    assert (root.get("role"), root[0].tag, root[1].tag) == ("img", "title", "desc")
    assert "<style" not in drawn
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawn)) == {"currentColor", "none"}


# All rules, and those of one option


def test_all_options_are_drawn_with_their_ways() -> None:
    said = json.loads(done(mini("rules", "graph", "--format", "json")))
    tops = {tree["words"]: [way["words"] for way in tree["of"]] for tree in said["trees"]}
    assert list(tops) == [option.name for option in load_ruleset(MINI).children(None)]
    assert tops["Systemic therapy"] == ["Platinum"]


def test_an_option_is_drawn_by_effect_with_its_conditions_and_what_names_stand_for() -> None:
    page = done(mini("rules", "graph", "--option", "surgery", "--format", "text"))
    for said in ("Requirements", "Recurrence established", "recurrence established", "PCI at most 20",
                 "for ovarian", "any of", "not", "sites none", "Names: and what they stand for"):  # fmt: skip
        assert said in words(page)


def test_what_a_cancer_settles_is_not_drawn() -> None:
    every = done(mini("rules", "graph", "--option", "surgery", "--format", "text"))
    ovarian = done(mini("rules", "graph", "--option", "surgery", "--cancer", "ovarian", "--format", "text"))
    gastric = done(mini("rules", "graph", "--option", "surgery", "--cancer", "colorectal", "--format", "text"))
    assert "for ovarian" in words(every)
    assert "for ovarian" not in words(ovarian)
    assert "Low extent may not matter" in words(ovarian)
    assert "Low extent may not matter" not in words(gastric)


@pytest.mark.parametrize("format", ["mermaid", "dot", "svg", "html", "markdown", "terminal"])
def test_the_logic_has_every_format(format: str) -> None:
    assert "Low albumin" in done(mini("rules", "graph", "--option", "surgery", "--format", format))


# Texts for other programs


def test_mermaid_and_dot_have_a_node_for_each_box_and_an_edge_for_each_line(surgery: Answer) -> None:
    drawing = picture(surgery, "heated", whole=True)
    boxes = [box for tree in drawing.trees for box in tree.all()]
    flow, graph = mermaid(drawing), dot(drawing)
    assert len(re.findall(r'^  n\d+[\[(>]+"', flow, re.MULTILINE)) == len(boxes)
    assert len(re.findall(r"^  n\d+ (?:-->|==>|-\.->) n\d+$", flow, re.MULTILINE)) == len(boxes) - 1
    assert flow.count(" ==> ") == graph.count("penwidth=3") == sum(box.decides for box in boxes[1:])
    assert len(re.findall(r"^  n\d+ \[label=", graph, re.MULTILINE)) == len(boxes)
    assert len(re.findall(r"^  n\d+ -> n\d+", graph, re.MULTILINE)) == len(boxes) - 1


@pytest.mark.parametrize("said", HOSTILE)
def test_nothing_that_is_said_is_obeyed(said: str) -> None:
    tree = Box(Kind.ROOT, said, said, said, Span(said), of=(Box(Kind.LEAF, said, said, said),))
    drawing = Drawing(said, [tree], [(Outline.DASHED, said)], said)
    cell = Cell(Span("?"), said)
    for text in (svg(drawing), inside(drawing), svg(Strip(said, said, said, [said], [Row(said, cell, [cell])], said))):
        root = ElementTree.fromstring(text)
        assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
            "svg", "title", "desc", "style", "rect", "g", "text", "path", "figure"
        }  # fmt: skip
        assert safe(said) in {e.text for e in root.iter()}
    for text in (svg(drawing), mermaid(drawing), dot(drawing)):
        assert not _STEERING.search(text)
    assert len(mermaid(drawing).splitlines()) == 5
    assert not re.search(r"[<>`$\\*]", re.sub(r"<br/>|-->", "", mermaid(drawing)))
    assert len(re.findall(r'(?<!\\)"', dot(drawing))) == 8


# Strips


def test_a_swept_fact_is_drawn_with_each_verdict_in_words() -> None:
    sets = (*OVARIAN, "--set", "recurrence.confirmed=true", "--set", "recurrence.pci=8")
    text = done(mini("what-if", *sets, "--sweep", "patient.ecog", "--format", "svg"))
    said = [e.text for e in ElementTree.fromstring(text).iter(f"{SVG}text")]
    assert {"ECOG", "now", "0–1", "2", "3–4", "Repeat surgery", "▸"} <= set(said)
    row = said[said.index("Systemic therapy") :][:8]
    assert row[1:] == ["?", "Open, on further facts", "○", "Possible", "⊘", "Usually not", "×"]


def test_a_page_of_a_swept_fact_holds_the_strip() -> None:
    argv = ("what-if", *OVARIAN, "--set", "recurrence.confirmed=true", "--set", "recurrence.pci=8", "--sweep",
            "patient.ecog")  # fmt: skip
    page = read(done(mini(*argv, "--format", "html")))
    drawn = ElementTree.fromstring(done(mini(*argv, "--format", "svg")))
    assert page.elements.count("figure") == 1
    assert drawn.findtext(f"{SVG}desc") in page.text
    cells = [e.text for e in drawn.iter(f"{SVG}text") if e.text and e.text.isalpha()]
    assert cells
    assert all(cell in page.text for cell in cells)


def test_values_that_cannot_be_are_drawn_as_such() -> None:
    text = done(
        mini("what-if", *OVARIAN, "--set", "patient.karnofsky=100", "--sweep", "patient.ecog=0..4", "--format", "svg")
    )
    assert "not possible" in text


def test_many_columns_go_on_below() -> None:
    cell = [Cell(Span(str(n)), f"word {n}") for n in range(30)]
    strip = Strip("t", "a", "now", [f"h{n}" for n in range(30)], [Row("r", cell[0], cell)])
    root = ElementTree.fromstring(svg(strip))
    said = {e.text for e in root.iter(f"{SVG}text")}
    assert {f"h{n}" for n in range(30)} | {f"word {n}" for n in range(30)} <= said
    pages = [view.get("viewBox") for view in root.iter(f"{SVG}view")]
    assert pages == [f"0 {n * HIGH} {WIDE} {HIGH}" for n in range(len(pages))]
    assert len(pages) > 1


# What cannot be drawn


@pytest.mark.parametrize(
    "argv",
    [("next", *OVARIAN), ("rules", "list"), ("sources", "list"), ("facts",), ("profile", "validate", "x.yaml"),
     ("what-if", "x.yaml", "--set", "patient.ecog=1")],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_drawn_says_what_can(argv: tuple[str, ...]) -> None:
    result = mini(*argv, "--format", "svg")
    (complaint,) = result.complaints()
    assert (result.code, result.out, complaint.code) == (2, "", "RTX204")
    assert "`explain` and `rules graph` draw as svg, mermaid or dot, `what-if --sweep` as svg" in complaint.help


def test_an_answer_with_formats_of_its_own_says_what_can_be_drawn_too() -> None:
    result = mini("suggest", *OVARIAN, "--format", "svg")
    assert (result.code, result.out) == (2, "")
    assert "`explain` and `rules graph` draw as svg" in words(result.err)


def test_a_sweep_is_no_graph() -> None:
    (complaint,) = mini("what-if", *OVARIAN, "--sweep", "patient.ecog", "--format", "dot").complaints()
    assert "draws nothing" in complaint.message


# The layout, for any tree

_WORDS = st.lists(st.text("aiW m–🙂", min_size=1, max_size=14), max_size=9).map(" ".join)
_LEAVES = st.builds(
    Box, st.sampled_from([Kind.LEAF, Kind.STATEMENT]), _WORDS, st.just("") | _WORDS,
    st.sampled_from(["", "true", "does not hold", "wide " * 9]), st.none() | st.just(Span("●", Tone.FOR)),
)  # fmt: skip
_TREES = st.recursive(
    _LEAVES,
    lambda of: st.builds(
        Box, st.sampled_from(list(Kind)), _WORDS, st.just(""), st.sampled_from(["", "unknown"]),
        of=st.lists(of, min_size=1, max_size=5).map(tuple),
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(_TREES, min_size=1, max_size=3), st.sampled_from([500, 1232]), st.sampled_from([None, 300]))
def test_no_two_boxes_meet_and_every_text_fits(trees: list[Box], width: int, height: int | None) -> None:
    for sheet in sheets(trees, width, height):
        legible(sheet, width, height)


@settings(max_examples=20)
@given(st.lists(_TREES, min_size=1, max_size=3))
def test_every_box_is_on_some_sheet(trees: list[Box]) -> None:
    found = sheets(trees, 1232, 300)
    drawn = [box.box for sheet in found for box in sheet.boxes]
    if all(sheet.whole for sheet in found):
        wanted = [box for tree in trees for box in tree.all()]
        went_on = [box for box in drawn if box.words.startswith("… ")]
        assert len(drawn) - len(went_on) == len(wanted)
        assert {box.words for box in wanted} == {box.words for box in drawn if box not in went_on}


@given(st.text(max_size=80), st.integers(60, 300), st.booleans())
def test_lines_fit_their_room_and_say_the_text(text: str, room: int, bold: bool) -> None:
    lines = wrapped(text, room, 13, bold=bold, most=99)
    assert all(breadth(line, 13, bold=bold) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == safe(text).replace(" ", "").replace("\xa0", "")


def legible(sheet: Sheet, width: int, height: int | None) -> None:
    """Every box inside the sheet, no two of them over each other, each text in its box, each parent by its children."""
    assert sheet.width <= width
    assert height is None or sheet.height <= height
    for box in sheet.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= sheet.width
        assert box.y + box.height <= sheet.height
        _fits(box)
    for one, other in combinations(sheet.boxes, 2):
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y
    for number, parent in enumerate(sheet.boxes):
        children = [box for box in sheet.boxes if box.parent == number]
        if children:
            assert all(parent.x + parent.width < child.x for child in children)
            assert parent.y <= max(child.y + child.height for child in children)
            assert parent.y + parent.height >= min(child.y for child in children)


def _fits(box: Placed) -> None:
    across = box.width - 2 * SIDE - (SIGN if box.box.sign else 0)
    across -= breadth(box.tag, SMALL, bold=True) + SIDE if box.tag else 0
    assert all(breadth(line.text, line.size, bold=line.bold) <= across for line in box.lines)
    assert all(line.size >= 12 for line in box.lines)
    assert len(box.lines) * LEADING + 2 * PAD <= box.height
