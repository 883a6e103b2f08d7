"""The explorer: what a key or a click leads to, on a screen that nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual.command import CommandPalette
from textual.widgets import Input, OptionList

from command import recurtx
from explorer import OVARIAN, Screen, Shelf, chart, run, sat_at
from recurtx.explore.dialogs import Ask, FileName, PageDialog
from recurtx.explore.facts import every_path, name_of
from recurtx.explore.panes import FactList, PageView
from recurtx.pages.explore import KEYS
from recurtx.profile import VOCABULARY

if TYPE_CHECKING:
    from recurtx.explore.app import Explorer

GASTRIC = "id: berta\ncancer: {type: gastric}\npatient: {ecog: 3}\n"


def pane(screen: Screen, name: str = "board") -> str:
    """What stands in a pane."""
    return screen.app.query_one(f"#{name}", PageView).text()


def row(screen: Screen, words: str) -> int:
    """The first row of the screen that holds some words."""
    return next(n for n, line in enumerate(screen.text().splitlines()) if words in line)


def said(screen: Screen) -> str:
    """What is said to what was typed."""
    return str(screen.app.query_one("#said").visual)  # type: ignore[attr-defined]


class TestFacts:
    def test_a_fact_that_is_written_turns_the_verdict(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                assert "○ Repeat surgery    Possible" in pane(screen)
                await screen.write("recurrence.pci", "19")
                assert "● Repeat surgery    Can be offered" in pane(screen)
                assert "5 facts recorded · not saved" in screen.text()

        run(sitting)

    def test_the_question_is_read_however_long_a_name_and_no_value_is_broken(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                screen.app.go("recurrence.extraperitoneal_irradiable")
                await screen.settle()
                assert VOCABULARY["recurrence.extraperitoneal_irradiable"].ask in screen.text()
                screen.app.go("cancer.type")
                await screen.settle()
                assert "another cancer" in screen.text()

        run(sitting)

    def test_what_follows_from_another_fact_says_so_also_where_the_list_is_narrow(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart("cancer: {type: appendiceal, histology: low_grade_mucinous}\n")) as screen:
                screen.app.go("cancer.grade")
                await screen.settle()
                assert "grade  low grade (follows)" in screen.text()
                assert "not recorded: low grade (from histology)" in screen.text()

        run(sitting)

    def test_without_a_patient_the_cancer_comes_first(self) -> None:
        async def sitting() -> None:
            async with sat_at() as screen:
                assert "Which cancer is it?" in pane(screen)
                await screen.write("patient.ecog", "1")
                assert "say first which cancer it is" in said(screen)
                await screen.press("escape")
                await screen.write("cancer.type", "crc")
                assert "understood: crc as colorectal" in said(screen)
                assert "Repeat surgery" in pane(screen)

        run(sitting)

    @pytest.mark.parametrize(("path", "typed", "told"), [
        ("patient.ecog", "9", "not between 0 and 4"),
        ("patient.albumin_g_l", "3.9", "3.9 g/dl is 39 g/l; write 39 if that was meant"),
        ("recurrence.tempo", "indolnt", "did you mean `indolent`?"),
        ("cancer.type", "", "the one fact that every profile needs"),
    ])  # fmt: skip
    def test_what_does_not_fit_is_refused_in_words(self, path: str, typed: str, told: str) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                before = screen.app.chart
                await screen.write(path, typed)
                assert told in " ".join(said(screen).split())
                assert screen.app.chart is before
                assert isinstance(screen.app.focused, Input)
                await screen.press("escape")
                assert screen.app.query_one("#value", Input).value == before.typed(path)

        run(sitting)

    def test_words_are_understood_while_they_are_typed(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                screen.app.go("recurrence.sites")
                await screen.press("enter", "ctrl+u", *"liver")
                assert "understood: [liver]" in said(screen)
                assert not screen.app.chart.unsaved

        run(sitting)

    def test_a_value_that_is_clicked_is_recorded(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                screen.app.go("recurrence.resectability")
                await screen.settle()
                row = next(
                    n for n, line in enumerate(screen.text().splitlines()) if "complete removal expected" in line
                )
                await screen.pilot.click(offset=(4, row))
                await screen.settle()
                assert screen.app.chart.typed("recurrence.resectability") == "complete_expected"

        run(sitting)

    def test_a_fact_that_is_clicked_is_asked_for(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                await screen.pilot.click(offset=(8, row(screen, "sites  per")))
                await screen.settle()
                assert screen.app.query_one("Editor").path == "recurrence.sites"  # type: ignore[attr-defined]
                assert isinstance(screen.app.focused, Input)

        run(sitting)

    def test_every_fact_is_in_the_list(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                listed = {option.id for option in screen.app.query_one("#facts", OptionList).options}
                assert listed - {None} == set(every_path())

        run(sitting)

    def test_a_fact_is_found_by_another_word_for_one_of_its_values(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                await screen.press("slash")
                assert isinstance(screen.app.screen, CommandPalette)
                await screen.press(*"goblet")
                while not screen.app.screen.query_one(OptionList).option_count:
                    await screen.pilot.pause(0.05)
                await screen.press("down", "enter")
                assert screen.app.query_one("Editor").path == "cancer.histology"  # type: ignore[attr-defined]

        run(sitting)

    @pytest.mark.parametrize(
        ("word", "path"), [("creatinine", "patient.egfr"), ("ps", "patient.ecog"), ("oxalipl", "prior.agents")]
    )
    def test_a_word_that_no_fact_is_called_leads_to_what_it_stands_for(self, word: str, path: str) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                await screen.press("slash", *word)
                found: list[str] = []
                for _ in range(100):
                    await screen.pilot.pause(0.05)
                    hits = screen.app.screen.query_one(OptionList)
                    found = [str(hits.get_option_at_index(n).prompt) for n in range(min(2, hits.option_count))]
                    if any(path in hit for hit in found):
                        break
                assert any(path in hit for hit in found)

        run(sitting)

    def test_the_next_question_leads_to_its_fact(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                first, second = screen.app.questions[:2]
                await screen.press("n")
                assert screen.app.query_one("Editor").path == first  # type: ignore[attr-defined]
                await screen.press("n")
                assert screen.app.query_one("Editor").path == second  # type: ignore[attr-defined]

        run(sitting)

    def test_what_follows_from_another_fact_is_told_apart_from_what_is_recorded(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart("cancer: {type: ovarian}\npatient: {karnofsky: 50}\n"), size=(120, 40)) as screen:
                facts = screen.app.query_one(FactList)
                assert "ECOG  3 (from Karnofsky)" in screen.text()
                assert {entry.path for entry in facts._entries.values() if entry.recorded} == {
                    "cancer.type", "patient.karnofsky",
                }  # fmt: skip
                screen.app.go("patient.ecog")
                await screen.settle()
                assert screen.app.query_one("#value", Input).placeholder == "not recorded: 3 (from Karnofsky)"
                await screen.write("patient.ecog", "2")
                assert "ECOG  2" in screen.text()
                assert "(from Karnofsky)" not in screen.text()
                screen.app.go("patient.karnofsky")
                await screen.settle()
                await screen.press("delete")
                assert screen.app.query_one("#value", Input).placeholder == "not recorded"

        run(sitting)


class TestUndo:
    def test_undo_and_redo_lead_back_and_forth(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                before = pane(screen)
                await screen.write("recurrence.pci", "19")
                after = pane(screen)
                await screen.press("u")
                assert pane(screen) == before
                assert "not saved" not in screen.text()
                await screen.press("ctrl+y")
                assert pane(screen) == after

        run(sitting)

    def test_a_resize_loses_nothing(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                await screen.write("recurrence.pci", "19")
                await screen.press("right_square_bracket", "2")
                await screen.pilot.resize_terminal(160, 50)
                await screen.settle()
                await screen.pilot.resize_terminal(80, 24)
                await screen.settle()
                assert screen.app.chart.typed("recurrence.pci") == "19"
                assert pane(screen, "detail").startswith("Repeat surgery · anna")
                await screen.press("u")
                assert not screen.app.chart.unsaved

        run(sitting)


class TestViews:
    @pytest.mark.parametrize(("size", "panes"), [((80, 24), 2), ((120, 40), 3), ((160, 50), 3)])
    def test_the_verdicts_are_in_sight_whatever_the_size(self, size: tuple[int, int], panes: int) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN), size=size) as screen:
                text = screen.text()
                assert max(map(len, text.splitlines())) <= size[0]
                for option in screen.app.desk.ruleset.children(None):
                    assert option.name in text
                shown = [p for p in ("#facts", "#board", "#detail") if screen.app.query_one(p).region.area]
                assert len(shown) == panes

        run(sitting)

    def test_the_argument_is_that_of_the_option_which_is_chosen(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN), size=(160, 50)) as screen:
                await screen.press("right_square_bracket")
                await screen.press("right_square_bracket")
                await screen.press("2")
                assert pane(screen, "detail").startswith("Second HIPEC")
                assert "Smallest changes" in pane(screen, "detail")

        run(sitting)

    def test_an_option_that_is_clicked_is_chosen_and_then_argued(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                for wanted in ("2", "1"):
                    await screen.pilot.click(offset=(40, row(screen, "Palliative care")))
                    await screen.settle()
                    assert screen.app.option == "palliative", wanted
                assert pane(screen, "detail").startswith("Palliative care · anna")

        run(sitting)

    def test_a_question_that_is_clicked_leads_to_its_fact(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                await screen.press("3")
                second = screen.app.questions[1]
                await screen.pilot.click(offset=(6, row(screen, f"2 {name_of(second)}")))
                await screen.settle()
                assert screen.app.query_one("Editor").path == second  # type: ignore[attr-defined]
                assert screen.app.query_one("#facts").region.area

        run(sitting)

    def test_two_patients_stand_side_by_side_and_either_is_edited(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN), chart(GASTRIC), size=(120, 40)) as screen:
                await screen.press("4")
                assert "Two patients" in pane(screen, "detail")
                assert "ovarian" in pane(screen, "detail")
                assert "gastric" in pane(screen, "detail")
                await screen.press("x")
                assert "patient 2 of 2 · berta" in screen.text()
                await screen.write("patient.ecog", "1")
                assert [one.typed("patient.ecog") for one in screen.app.charts] == ["1", "1"]
                assert [one.unsaved for one in screen.app.charts] == [False, True]

        run(sitting)

    def test_alone_a_patient_is_compared_with_how_it_was_read(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN), size=(120, 40)) as screen:
                await screen.write("recurrence.pci", "19")
                await screen.press("4")
                assert "1 fact changed; 1 of 4 verdicts turns" in pane(screen, "detail")

        run(sitting)

    @pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
    def test_help_tells_every_key(self, size: tuple[int, int]) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN), size=size) as screen:
                await screen.press("question_mark")
                assert isinstance(screen.app.screen, PageDialog)
                page = screen.app.screen.query_one(PageView)
                shown = page.text()
                assert max(map(len, shown.splitlines())) <= page.room[0]
                assert all(
                    words.split("; ")[0][:40] in " ".join(shown.split()) for rows in KEYS.values() for _, words in rows
                )
                await screen.press("escape")
                assert not isinstance(screen.app.screen, PageDialog)

        run(sitting)

    def test_themes_go_round(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                seen = [screen.app.theme]
                for _ in range(3):
                    await screen.press("t")
                    seen.append(screen.app.theme)
                assert seen == ["dark", "light", "contrast", "dark"]

        run(sitting)


class TestFiles:
    def test_what_is_saved_and_opened_again_is_the_same_patient(self) -> None:
        async def sitting() -> None:
            shelf = Shelf()
            async with sat_at(chart(OVARIAN), shelf=shelf) as screen:
                await screen.write("recurrence.pci", "19")
                await screen.press("s")
                await screen.press(*"a.yaml", "enter")
                assert not screen.app.chart.unsaved
                before = screen.app.chart.record.profile
                await screen.press("o", *"a.yaml", "enter")
                assert screen.app.chart.source == "a.yaml"
                assert screen.app.chart.edits == ()
                assert screen.app.chart.record.profile == before

        run(sitting)

    def test_nothing_is_written_over_without_a_word(self) -> None:
        async def sitting() -> None:
            shelf = Shelf({"a.yaml": "mine"})
            async with sat_at(chart(OVARIAN), shelf=shelf) as screen:
                await screen.press("s", *"a.yaml", "enter")
                assert isinstance(screen.app.screen, Ask)
                await screen.press("enter")
                assert shelf.files == {"a.yaml": "mine"}
                await screen.press("s", *"a.yaml", "enter", "tab", "enter")
                assert shelf.files["a.yaml"].startswith("# A patient profile")

        run(sitting)

    def test_a_file_that_cannot_be_written_or_read_is_told_as_elsewhere(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                for keys, code in ((("s", *"no/a.yaml"), "RTX205"), (("o", *"b.yaml"), "RTX101")):
                    await screen.press(*("slash" if key == "/" else key for key in keys), "enter")
                    await screen.pilot.pause(0.1)
                    assert code in screen.app.screen.query_one(PageView).text()
                    await screen.press("escape")

        run(sitting)

    def test_quitting_asks_where_something_is_not_saved(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                await screen.write("recurrence.pci", "19")
                await screen.press("q")
                assert isinstance(screen.app.screen, Ask)
                await screen.press("escape")
                assert screen.app.is_running
                await screen.press("q", "enter")
                assert isinstance(screen.app.screen, FileName)
                await screen.press("escape", "q", "tab", "enter")
                assert not screen.app.is_running
                assert screen.app.unsaved == []

        run(sitting)

    def test_quitting_is_quick_where_nothing_would_be_lost(self) -> None:
        async def sitting() -> None:
            async with sat_at(chart(OVARIAN)) as screen:
                await screen.press("q")
                assert not screen.app.is_running

        run(sitting)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Explorer]:
    """The explorers that a command opens, none of which runs."""
    seen: list[Explorer] = []
    monkeypatch.setattr("recurtx.cli.explore._check", lambda *_: None)
    monkeypatch.setattr("recurtx.explore.app.Explorer.run", lambda app: seen.append(app))  # noqa: PLW0108 a method takes the app
    return seen


class TestCommand:
    def test_it_needs_a_terminal(self) -> None:
        (problem,) = recurtx("explore", "case:pmp-spleen-2024").complaints()
        assert (problem.code, problem.where) == ("RTX204", "explore")
        assert "recurtx suggest PROFILE prints the answer" in problem.help

    @pytest.mark.parametrize("words", [("explore",), ("cases", "replay", "pmp-spleen-2024", "--pause")])
    def test_standard_input_may_be_closed(self, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("command.io.TextIOWrapper", lambda *_, **__: None)
        assert [told.code for told in recurtx(*words).complaints()] == (["RTX204"] if words == ("explore",) else [])

    def test_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("recurtx.cli.explore.find_spec", lambda name: None)
        (problem,) = recurtx("explore").complaints()
        assert problem.code == "RTX211"
        assert "recurtx[explore]" in problem.help

    def test_a_bad_profile_is_told_before_the_screen_is_taken(self, tmp_path: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr("recurtx.cli.explore._check", lambda *_: None)
        file = tmp_path / "p.yaml"
        file.write_text("cancer: {type: ovarian}\npatient: {ecgo: 1}\n", encoding="utf-8")
        (problem,) = recurtx("explore", file).complaints()
        assert (problem.code, problem.where) == ("RTX112", f"{file}:2:11")

    @pytest.mark.parametrize("words", [("p.yaml",), ()])
    def test_what_is_set_is_an_edit_of_what_was_read(
        self, words: tuple[str, ...], tmp_path: Any, monkeypatch: Any, opened: list[Explorer]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "p.yaml").write_text("cancer: {type: ovarian}\npatient: {ecog: 1}\n", encoding="utf-8")
        recurtx("explore", *words, "--set", "cancer.type=crc", "--set", "albumin=39 g/l")
        ((one,),) = (app.charts for app in opened)
        assert [(edit.path, edit.text) for edit in one.edits] == [
            ("cancer.type", "colorectal"), ("patient.albumin_g_l", "39"),
        ]  # fmt: skip
        assert one.unsaved
        assert one.undo().undo().begun is bool(words)
        (problem,) = recurtx("explore", *words, "--set", "cancer.type=crc", "--set", "patient.ecog=9").complaints()
        assert problem.where == "--set patient.ecog=9"

    @pytest.mark.parametrize(("words", "presumes"), [((), True), (("--no-presume",), False)])
    def test_nothing_is_presumed_where_that_is_asked(
        self, words: tuple[str, ...], presumes: bool, opened: list[Explorer]
    ) -> None:
        recurtx("explore", "case:pmp-spleen-2024", *words)
        (app,) = opened
        assert app.desk.answer(app.chart).presume is presumes

    @pytest.mark.parametrize(
        ("environment", "theme", "colours"),
        [
            ({}, "dark", True), ({"RECURTX_THEME": "light"}, "light", True), ({"COLORFGBG": "0;15"}, "light", True),
            ({"RECURTX_THEME": "dark", "COLORFGBG": "0;15"}, "dark", True), ({"RECURTX_THEME": "mono"}, "dark", False),
            ({"RECURTX_COLOR": "never"}, "dark", False),
        ],
    )  # fmt: skip
    def test_it_wears_the_theme_of_every_other_page(
        self, environment: dict[str, str], theme: str, colours: bool, monkeypatch: Any, opened: list[Explorer]
    ) -> None:
        monkeypatch.setenv("NO_COLOR", "")  # so that what the command sets is taken back
        monkeypatch.delenv("NO_COLOR")
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        recurtx("explore")
        assert [(app._first_theme, not app.no_color) for app in opened] == [(theme, colours)]

    def test_what_is_not_saved_when_it_ends_by_itself_is_kept(self, tmp_path: Any, monkeypatch: Any) -> None:
        def end(app: Explorer) -> None:
            app.charts[0] = app.charts[0].edited("patient.ecog", "3")
            raise KeyboardInterrupt

        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("recurtx.cli.explore._check", lambda *_: None)
        monkeypatch.setattr("recurtx.explore.app.Explorer.run", end)
        result = recurtx("explore", "case:pmp-spleen-2024")
        (file,) = tmp_path.iterdir()
        assert "ecog: 3" in file.read_text(encoding="utf-8")
        assert file.name in result.err
        assert file.stat().st_mode & 0o077 == 0
