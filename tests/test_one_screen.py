"""The answer from half the facts on one screen: it fits, it says what each option takes, and it is true."""

from __future__ import annotations

import itertools
import json
import random
import re
from typing import TYPE_CHECKING, Any

import pytest

from command import answer, done, recurtx, words
from recurtx import ProfileError, Rules
from recurtx.answer import Answer, Verdict, becoming
from recurtx.engine import Piece
from recurtx.markup.block import Item, Judged, plain
from recurtx.markup.terminal import height, text
from recurtx.pages.explain import explain
from recurtx.pages.suggest import brief, suggest
from recurtx.pages.why_not import why_not
from recurtx.profile import VOCABULARY, Kind
from strategies import TIMES

if TYPE_CHECKING:
    from recurtx.profile import Fact

NODES = {
    "cancer": {"type": "ovarian", "histology": "high_grade_serous"},
    "biomarkers": {"brca": "mutated"},
    "recurrence": {"sites": {"present": ["peritoneum", "regional_lymph_node"]}, "tempo": "progressive"},
    "prior": {"platinum_free_interval_months": 18},
}
"""A first relapse of ovarian cancer of which a letter tells half."""
EMPTY_WORDS = ("not recorded", "is unknown", "not known")
"""What a line says of a fact where it says no more."""


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.shipped()


def answered(facts: dict[str, Any], rules: Rules) -> Answer:
    return answer(rules.patient(facts).profile, rules._ruleset)


def sparse(seed: int) -> dict[str, Any]:
    """A patient of whom four to twelve facts are recorded, as likely as any."""
    chance = random.Random(seed)
    cancer = chance.choice(VOCABULARY["cancer.type"].values[:-1])
    pool = [f for f in VOCABULARY.values() if f.kind in (Kind.BOOLEAN, Kind.CHOICE, Kind.WHOLE, Kind.DECIMAL, Kind.SET)]
    chosen = chance.sample([f for f in pool if f.path != "cancer.type"], chance.randint(3, 11))
    return {"cancer.type": cancer, **{f.path: value(f, cancer, chance) for f in chosen}}


def value(fact: Fact, cancer: str, chance: random.Random) -> Any:
    if fact.kind is Kind.BOOLEAN:
        return chance.random() < 0.5
    if fact.kind is Kind.SET:
        present = chance.sample(fact.values, chance.randint(0, 2))
        return present if chance.random() < 0.5 else {"present": present}
    if fact.is_number:
        low, high = int(fact.low or 0), int(fact.high or 0)
        return chance.randint(low, min(high, low + 40)) if not fact.step else low
    return chance.choice(fact.possible(cancer) or fact.values)


def sparse_answers(rules: Rules, count: int) -> list[Answer]:
    found: list[Answer] = []
    for seed in range(count * 10):
        try:
            found.append(answered(sparse(seed), rules))
        except ProfileError:
            continue
        if len(found) == count:
            break
    return found


def test_half_the_facts_are_answered_on_one_screen_and_no_line_says_only_that_something_is_unknown(
    rules: Rules,
) -> None:
    found = sparse_answers(rules, 20 * TIMES)
    assert len(found) == 20 * TIMES
    for one in found:
        page = suggest(one, 80)
        shown = text(page, 80)
        assert height(page, 80) <= 48, one.profile
        assert max(map(len, shown.splitlines())) <= 80
        assert [b.name for b in page if isinstance(b, Judged) and b.symbol.text] == [o.option.name for o in one.options]
        notes = shown.partition("Options, in a fixed order")[2]
        assert not [row for row in notes.splitlines() if any(w in row for w in EMPTY_WORDS) and "presumed" not in row]


def test_an_open_option_says_what_it_takes_in_whole(rules: Rules) -> None:
    for one in sparse_answers(rules, 12):
        page = suggest(one, 80)
        rows = words(text(page, 80))
        for option in one.options:
            if option.blocks and becoming.ways(option):
                told = becoming.class_words(option) or becoming.ways(option)[0]
                assert told in rows or told.replace("; ", " and ") in rows, option.id


@pytest.mark.parametrize("cancer", ["colorectal", "ovarian", "gastric", "appendiceal", "mesothelioma"])
def test_a_promise_is_never_shown_without_what_may_speak_against_it(cancer: str, rules: Rules) -> None:
    """Of surgery, the first option; lines of other options give way for it."""
    one = answered({"cancer": {"type": cancer}}, rules)
    page = suggest(one, 80)
    at = next(place for place, b in enumerate(page) if isinstance(b, Judged) and b.name == "Repeat CRS")
    lines = [b for b in page[at + 1 : at + 4] if isinstance(b, Item)]
    unless = becoming.unless(one.by_id["repeat_crs"])
    assert [plain(b.lead) for b in lines[:2]] == ["if:", "unless:"]
    assert unless[0] in plain(lines[1].words)


def test_what_a_set_rules_out_is_not_told_as_what_may_speak_against_it(rules: Rules) -> None:
    """Drugs are promised at ECOG 0 to 1: that ECOG 3 speaks against them is no news there."""
    becomes = answered({"cancer": {"type": "colorectal"}}, rules).by_id["systemic_therapy"].becomes
    assert becomes is not None
    assert any(piece.path == "patient.ecog" for piece in becomes.if_[0])
    assert not any("ecog-3" in name for name in becomes.unless)


@pytest.mark.parametrize(("ecog", "told"), [(2, "oxaliplatin doublet next (guideline)"), (3, None)])
def test_what_is_usual_is_told_of_no_drug_that_something_speaks_against(
    ecog: int, told: str | None, rules: Rules
) -> None:
    facts = {
        "cancer.type": "colorectal", "recurrence.sites": ["peritoneum"], "recurrence.confirmed": True,
        "prior.agents": ["fluorouracil", "irinotecan"], "prior.progressed_on": ["irinotecan"], "patient.ecog": ecog,
    }  # fmt: skip
    assert rows_of(facts, "Systemic therapy", rules).get("usual:") == told


def test_the_facts_that_decide_are_told_once_on_the_line_of_the_if(rules: Rules) -> None:
    page = suggest(answered(NODES, rules), 80)
    at = {b.name: place for place, b in enumerate(page) if isinstance(b, Judged)}
    first = page[at["Repeat CRS"] + 1]
    assert isinstance(first, Item)
    assert (plain(first.lead), plain(first.words)) == (
        "if:", "all can be removed; ECOG 0 to 2; none in liver, chest, distant or other sites"
    )  # fmt: skip
    rows = text(page, 80).splitlines()
    assert any(re.match(r"\? Repeat CRS +Can be offered if … .*3 facts$", row) for row in rows)


def rows_of(facts: dict[str, Any], option: str, rules: Rules) -> dict[str, str]:
    """The lines below the verdict of an option, by their lead words."""
    page = suggest(answered(facts, rules), 80)
    at = next(place for place, b in enumerate(page) if isinstance(b, Judged) and b.name == option)
    below = itertools.takewhile(lambda block: isinstance(block, Item), page[at + 1 :])
    return {plain(one.lead): plain(one.words) for one in below if isinstance(one, Item)}


@pytest.mark.parametrize(("facts", "option", "lead", "told"), [
    ({"cancer.type": "colorectal", "recurrence.confirmed": True}, "Repeat CRS", "if:",
     "all can be removed; ECOG 0 to 2; back in peritoneum; none in liver, chest, distant or other sites"),
    ({"cancer.type": "colorectal", "recurrence.confirmed": True}, "Radiation", "if:",
     "back in abdominal wall; pain"),
    ({"cancer.type": "colorectal"}, "Local treatment", "if:",
     "all outside the peritoneum treatable; ECOG 0 to 2; back at most in lung, regional lymph node, distant lymph node "
     "or the like"),
    ({"cancer.type": "mesothelioma", "recurrence.sites": ["peritoneum"], "recurrence.ascites": "large"}, "Repeat CRS",
     "if:", "histology not sarcomatoid; all can be removed; ECOG 0 to 2"),
    ({"cancer.type": "ovarian", "recurrence.sites": ["peritoneum"], "prior.systemic_lines": 0}, "Repeat CRS", "if:",
     "all can be removed; ECOG 0 to 2"),
    ({"cancer.type": "gastric", "recurrence.sites": ["liver"]}, "Second HIPEC", "stops:",
     "back in liver; gastric (asks for: complete cytoreduction is open); 2 more"),
    ({"cancer.type": "colorectal", "recurrence.sites": ["peritoneum"]}, "Local treatment", "scope:",
     "metastases outside the peritoneum; here back in peritoneum"),
    ({"cancer.type": "ovarian", "recurrence.sites": ["liver"], "recurrence.resectability": "complete_expected",
      "recurrence.symptoms": [], "patient.ecog": 1}, "Local treatment", "if:",
     "all outside the peritoneum treatable: with care · otherwise: not"),
])  # fmt: skip
def test_a_list_of_sites_is_told_in_the_fewest_words(
    facts: dict[str, Any], option: str, lead: str, told: str, rules: Rules
) -> None:
    assert rows_of(facts, option, rules)[lead] == told


def test_an_index_says_that_the_peritoneum_holds_disease(rules: Rules) -> None:
    """A letter that gives a PCI has told where the cancer is; nothing asks for the site or for a proof again."""
    for seen in ({"recurrence.pci": 12}, {"recurrence.small_bowel": "limited"}, {"recurrence.mesenteric_root": True}):
        one = answered({"cancer.type": "mesothelioma", **seen}, rules)
        shown = words(text(suggest(one, 80), 80))
        assert "these rules are about relapse" not in shown
        assert one.by_id["palliative"].verdict is Verdict.CANDIDATE
        assert one.situation.element("recurrence.sites", "liver").truth.value == "unknown"
    for kept in ({"recurrence.pci": 0}, {"recurrence.pci": 5, "recurrence.sites": ["ovary"]}):
        there = answered({"cancer.type": "colorectal", **kept}, rules).situation.element(
            "recurrence.sites", "peritoneum"
        )
        assert there.truth.value != "true"


def test_what_is_seldom_met_is_told_after_what_is_common(rules: Rules) -> None:
    becomes = answered({"cancer.type": "colorectal", "recurrence.confirmed": True}, rules).by_id["radiation"].becomes
    assert becomes is not None
    assert not any(piece.element in ("bone", "brain") for piece in becomes.if_[0])


def test_a_close_call_names_the_options_that_it_could_turn(rules: Rules) -> None:
    crowded = {
        "cancer.type": "ovarian", "biomarkers.pd_l1_cps": 0, "prior.completeness": 0,
        "patient.goals": ["symptom_relief"], "patient.albumin_g_l": 34, "patient.ecog": 3,
        "recurrence.symptoms": ["pain"], "recurrence.tempo": "progressive",
    }  # fmt: skip
    (row,) = [row for row in text(suggest(answered(crowded, rules), 80), 80).splitlines() if "close call" in row]
    assert row == "close call: ECOG ±1 could turn Repeat CRS, Systemic therapy, 3 more"


def test_head_tells_the_patient_in_two_lines_and_what_is_not_recorded(rules: Rules) -> None:
    rows = text(suggest(answered(NODES, rules), 80), 80).splitlines()
    assert rows[1].startswith("Ovarian, high-grade serous; back in: peritoneum")
    assert rows[2].endswith("6 facts recorded, ECOG is not.")
    assert rows[3] == ""
    assert "BRCA mutated" in words(rows[1] + " " + rows[2])


@pytest.mark.parametrize(("number", "told"), [(1, "first relapse"), (2, "second relapse"), (4, "relapse number 4")])
def test_head_counts_relapses_in_words(number: int, told: str, rules: Rules) -> None:
    shown = text(suggest(answered({"cancer.type": "ovarian", "recurrence.number": number}, rules), 80), 80)
    assert shown.splitlines()[1].startswith(f"Ovarian; {told}.")


def test_a_span_is_told_with_its_unit(rules: Rules) -> None:
    found = answered({"cancer.type": "colorectal", "recurrence.sites": ["liver"], "patient.ecog": 1}, rules)
    changes = [way for o in found.by_id.values() for way in becoming.turning(o)]
    assert "life expectancy less than 3 months" in changes


def test_legend_explains_the_symbols_of_the_screen_and_no_other(rules: Rules) -> None:
    shown = text(suggest(answered(NODES, rules), 80), 80)
    (legend,) = [row for row in shown.splitlines() if row.startswith("  ● for")]
    for sign, meaning in (("●", "for"), ("?", "if")):
        assert f"{sign} {meaning}" in legend
    assert ("×" in legend) is ("×" in shown.replace(legend, ""))


def test_a_dispute_is_spelled_out_once(rules: Rules) -> None:
    shown = words(text(suggest(answered(NODES, rules), 80), 80))
    level = re.search(r"disputed: (\d) v (\d)", shown)
    assert level
    assert shown.count(f"level {level[1]} for, {level[2]} against") == 1


def test_what_the_literature_lacks_stands_beside_the_level(rules: Rules) -> None:
    pain = {"cancer.type": "colorectal", "recurrence.sites": ["peritoneum"], "recurrence.symptoms": ["pain"]}
    rows = text(suggest(answered(pain, rules), 80), 80).splitlines()
    (radiation,) = [row for row in rows if row.startswith(("? Radiation", "● Radiation", "◐ Radiation"))]
    assert "none after HIPEC" in radiation


def test_without_a_site_and_a_proof_it_is_said_that_these_rules_are_about_relapse(rules: Rules) -> None:
    said = "these rules are about relapse, not about adjuvant treatment or follow-up"
    quiet = {"cancer.type": "appendiceal", "recurrence.sites": [], "recurrence.confirmed": False}
    assert said in words(text(suggest(answered(quiet, rules), 80), 80))
    assert said in words(text(brief(answered({"cancer.type": "ovarian"}, rules), 80), 80))
    for known in ({"recurrence.sites": ["liver"]}, {"recurrence.confirmed": True}):
        assert said not in words(text(suggest(answered({"cancer.type": "ovarian", **known}, rules), 80), 80))


def test_headline_of_an_open_option_never_reads_as_what_is_not_known() -> None:
    found = json.loads(done(recurtx("suggest", "--set", "cancer.type=colorectal", "--format", "json")))
    for option in found["options"]:
        if option["verdict"] == "needs_information":
            assert " if " in option["headline"], option["id"]
            assert option["headline"] == option["becomes"]["words"]
    denied = json.loads(done(recurtx(
        "suggest", "--set", "cancer.type=colorectal", "--set", "recurrence.sites=[]", "--set",
        "recurrence.confirmed=false", "--format", "json")))  # fmt: skip
    headlines = {o["id"]: o["headline"] for o in denied["options"]}
    assert headlines["repeat_crs"].startswith(("asks for:", "proof", "relapse suspected", "no site"))


def test_brief_answer_has_at_most_twenty_lines(rules: Rules) -> None:
    for one in (*sparse_answers(rules, 6), answered(NODES, rules)):
        rows = text(brief(one, 80), 80).splitlines()
        assert len(rows) <= 20
        assert sum(row[:2] in ("● ", "◐ ", "○ ", "? ", "⊘ ", "× ", "– ") for row in rows) == 8


def test_brief_answer_keeps_what_open_options_take_before_anything_else(rules: Rules) -> None:
    for one in sparse_answers(rules, 12):
        page = brief(one, 80)
        at = {b.name: place for place, b in enumerate(page) if isinstance(b, Judged)}
        shown = {o.option.id for o in one.options if isinstance(page[at[o.option.name] + 1], Item)}
        open_ = {o.option.id for o in one.options if o.blocks}
        assert height(page, 80) <= 20
        assert open_ <= shown or shown <= open_
        assert shown, one.profile


def test_why_not_tells_the_rule_its_sentence_and_what_would_turn_it(rules: Rules) -> None:
    bed = {
        "cancer.type": "ovarian", "cancer.histology": "high_grade_serous", "recurrence.sites": ["peritoneum"],
        "patient.ecog": 4,
    }  # fmt: skip
    one = answered(bed, rules)
    shown = words(text(why_not(one), 80))
    for option in one.options:
        assert (option.option.name in shown) is (option.verdict.closed or option.verdict is Verdict.USUALLY_NOT)
    assert "stops: ECOG 4 (stops at 4)" in shown
    assert "why: In a patient wholly confined to bed" in shown
    assert "turns: ECOG 0 to 3" in shown


def test_advice_to_test_names_only_what_is_not_recorded(rules: Rules) -> None:
    whole = {"cancer.type": "ovarian", "recurrence.sites": ["peritoneum"], "patient.ecog": 1}
    assert "test BRCA, HRD, folate receptor, HER2, mismatch repair" in words(
        text(suggest(answered(whole, rules), 80), 80)
    )
    part = words(text(suggest(answered({**whole, "biomarkers.brca": "wild_type"}, rules), 80), 80))
    assert "test BRCA" not in part
    assert "molecular tests, ovarian, not recorded: HRD, FOLR1, 2 more" in part


def test_why_not_tells_what_is_open_where_nothing_is_closed(rules: Rules) -> None:
    one = answered({"cancer.type": "ovarian"}, rules)
    shown = text(why_not(one), 80)
    assert shown.splitlines()[1] == "None of 8 options is closed on these facts."
    for option in one.options:
        assert f"{option.option.name} " in shown
    assert "Sources" not in shown
    assert "not if:  ECOG 4" in shown
    assert shown.splitlines()[-1].endswith("? if")
    alone = text(why_not(one, frozenset({"radiation"})), 80)
    assert alone.splitlines()[1] == "Radiation is not closed on these facts."
    assert "Repeat CRS" not in alone


@pytest.mark.parametrize("width", [60, 70])
def test_a_narrow_page_breaks_no_word(rules: Rules, width: int) -> None:
    one = answered(NODES, rules)
    for make in (suggest, brief):
        page = make(one, width)
        narrow, whole = text(page, width), text(page, 400)
        assert max(map(len, narrow.splitlines())) <= width
        assert set(re.findall(r"[\w-]{3,}", narrow)) <= set(re.findall(r"[\w-]{3,}", whole))


def test_a_window_wider_than_the_page_leaves_out_nothing() -> None:
    given = ("--set", "cancer.type=colorectal", "--set", "patient.ecog=2", "--set", "recurrence.sites=[peritoneum]")
    wide, page = (done(recurtx("--width", width, "suggest", *given)) for width in ("160", "100"))
    assert wide == page


def test_the_explanation_in_short_has_at_most_sixty_lines(rules: Rules) -> None:
    for one in (*sparse_answers(rules, 4), answered(NODES, rules)):
        for option in one.by_id:
            assert height(explain(one, option, 80), 80) <= 60, option


def test_the_explanation_lists_one_clause_a_line(rules: Rules) -> None:
    page = explain(answered(NODES, rules), "repeat_crs", 80)
    leads = [plain(b.lead) for b in page if isinstance(b, Item)]
    assert leads[leads.index("if") :][:4] == ["if", "and", "and", "or if"]
    assert "unless" in leads[: leads.index("not if")]


def test_a_rule_without_a_study_behind_it_is_marked(rules: Rules) -> None:
    page = text(explain(answered(NODES, rules), "second_hipec", 80), 80)
    assert "level 5, practice only" in page


def test_what_stands_twice_in_a_condition_is_unfolded_once() -> None:
    page = done(recurtx(
        "explain", "repeat_crs", "--all", "--set", "cancer.type=colorectal", "--set", "recurrence.sites=[peritoneum]"
    ))  # fmt: skip
    assert page.count("complete cytoreduction is stopped (see above)") >= 1
    unfolded = [row for row in page.splitlines() if row.strip().startswith("complete cytoreduction is stopped ")]
    assert sum("(see above)" not in row and "unknown" in row for row in unfolded) == 1


def test_rivals_of_other_cancers_are_not_listed_as_arguing_the_other_way(rules: Rules) -> None:
    one = answered({"cancer.type": "colorectal", "recurrence.sites": ["peritoneum"]}, rules)
    silent = {f.rule.title for o in one.by_id.values() for f in o.findings if f.silent}
    speaking = {f.rule.title for o in one.by_id.values() for f in o.findings if not f.silent}
    page = explain(one, "repeat_crs", 80, whole=True)
    against = [plain(b.words).rpartition(" (")[0] for b in page if isinstance(b, Item) and plain(b.lead) == "against"]
    assert not set(against) & (silent - speaking)


def test_what_can_never_be_reached_is_said_first_with_the_best_that_can(rules: Rules) -> None:
    ready = {"cancer.type": "colorectal", "recurrence.sites": ["peritoneum"], "recurrence.confirmed": True}
    one = answered(ready, rules)
    page = words(text(explain(one, "second_hipec", 80, goal=Verdict.CANDIDATE), 80).partition("Smallest changes")[2])
    assert "It cannot become: can be offered." in page
    assert "always ask for care; the best is ◐ with care" in page
    assert "reached its bound before" not in page


@pytest.mark.parametrize("argv", [
    ("explain", "PATIENT", "repeat_crs"), ("explain", "PATIENT", "repeat_crs", "--all"), ("next", "PATIENT"),
    ("suggest", "PATIENT", "--why-not"), ("what-if", "PATIENT", "--set", "patient.ecog=1"),
    ("what-if", "PATIENT", "--sweep", "patient.ecog"),
], ids=" ".join)  # fmt: skip
def test_every_page_of_a_patient_is_as_narrow_as_sixty_columns(argv: tuple[str, ...]) -> None:
    patient = ["case:pmp-spleen-2024" if word == "PATIENT" else word for word in argv]
    narrow, wide = (done(recurtx("--width", width, *patient)) for width in ("60", "200"))
    assert [row for row in narrow.splitlines() if len(row) > 60 and "://" not in row] == []
    assert set(re.findall(r"[A-Za-z-]{3,}", narrow)) <= set(re.findall(r"[A-Za-z-]{3,}", wide))


def test_an_option_that_no_answer_closes_says_so_instead_of_an_empty_if(rules: Rules) -> None:
    """Complete removal closes one way of cytoreduction and its opposite the other, so that one is always open."""
    mucin = {
        "cancer.type": "appendiceal", "cancer.histology": "lamn", "patient.ecog": 2, "prior.completeness": 2,
        "recurrence.sites": {"present": ["peritoneum", "abdominal_wall"]}, "recurrence.distribution": "localized",
    }  # fmt: skip
    one = answered(mucin, rules)
    option = one.by_id["repeat_crs"]
    assert option.becomes is not None
    assert option.becomes.if_ == ((),)
    said = becoming.sentence(option)
    assert said.startswith("Can be offered, with care, whatever is found")
    assert " if" not in said
    screen = words(text(suggest(one, 80), 80))
    assert "With care, in any case" in screen
    assert "whatever is found, nothing stops it, and something speaks for it" in screen


MUCIN = {
    "cancer.type": "appendiceal", "cancer.histology": "low_grade_mucinous", "recurrence.sites": ["peritoneum"],
    "patient.ecog": 1,
}  # fmt: skip


def test_what_every_answer_leads_to_is_told_as_such_and_asks_for_nothing(rules: Rules) -> None:
    """Each way of cytoreduction turns on whether all can be removed; something speaks against both."""
    short = answered({**MUCIN, "patient.life_expectancy_months": 2}, rules)
    assert becoming.sentence(short.by_id["repeat_crs"]) == "Usually not, whatever is found"
    screen = text(suggest(short, 80), 80)
    assert "? Repeat CRS        Usually not, in any case\n" in screen
    assert "against: life expectancy 2 months (usually not below 3)" in words(screen)
    assert "1 resectability surgeon reads the imaging · may decide Systemic therapy" in words(screen)
    assert "Usually not, whatever is found." in words(text(explain(short, "repeat_crs", 80), 80))


def test_what_no_answer_opens_is_told_with_what_stops_it(rules: Rules) -> None:
    nowhere = answered({"cancer.type": "appendiceal", "recurrence.sites": []}, rules)
    screen = words(text(suggest(nowhere, 80), 80))
    assert "Repeat CRS Not, whatever is found" in screen
    assert "stops: one of these, whatever is found: recurrence established (asked for);" in screen
    assert "asks: recurrence" not in screen


@pytest.mark.parametrize(
    ("facts", "option", "told"),
    [
        ({"patient.declines": ["repeat_crs"]}, "second_hipec", "repeat CRS declined (asks for: "),
        ({"patient.pregnant": True}, "second_hipec", "pregnancy (asks for: "),
        ({"patient.gestational_week": 14}, "second_hipec", "pregnancy (asks for: "),
        ({"recurrence.sites": []}, "local_treatment", "here no site found"),
        ({"prior.latest_response": "progression", "patient.ecog": 4}, "second_hipec", "grew under the last drugs"),
        ({"prior.systemic_lines": 3}, "systemic_therapy", "3 lines of drugs for a relapse (care from 3)"),
    ],
)
def test_a_reason_tells_the_patients_value_as_a_clause(
    facts: dict[str, Any], option: str, told: str, rules: Rules
) -> None:
    found = answered({"cancer.type": "gastric", "recurrence.sites": ["peritoneum"], "patient.ecog": 1, **facts}, rules)
    assert told in words(text(suggest(found, 80), 80)), option


@pytest.mark.parametrize("facts", [{"patient.sex": "male"}, {"patient.pregnant": False}, {}])
def test_a_week_of_pregnancy_is_neither_asked_nor_presumed_where_there_is_none(
    facts: dict[str, Any], rules: Rules
) -> None:
    for cancer in ("colorectal", "gastric", "appendiceal", "mesothelioma"):
        found = answered({"cancer.type": cancer, "recurrence.sites": ["peritoneum"], **facts}, rules)
        assert "gestational week" not in text(suggest(found, 80), 80)
        assert all("patient.gestational_week" not in option.presumed for option in found.options)


def test_one_month_is_told_in_the_singular_and_a_nested_condition_by_its_title(rules: Rules) -> None:
    piece = [Piece("patient.life_expectancy_months", "", (0,))]
    found = answered({"cancer.type": "colorectal"}, rules)
    assert becoming.set_words(piece, found) == "life expectancy less than 1 month"
    grade = answered({"cancer.type": "appendiceal", "recurrence.symptoms": ["pain"]}, rules)
    assert "low grade: life counted in years" in becoming.turning(grade.by_id["palliative"])
