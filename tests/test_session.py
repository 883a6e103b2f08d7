"""The conversation of the interview as a state machine: what a line leads to, without a screen or a file."""

from __future__ import annotations

import pytest

from command import MINI
from recurtx.profile import SetContent
from recurtx.program.compile import compiled
from recurtx.reasoning.answers import Unfit
from recurtx.reasoning.interview import Interview
from recurtx.reasoning.session import Back, Command, Further, Heard, Refused, Session, Taken
from recurtx.ruleset import load_ruleset

RULES = load_ruleset(MINI)


def talked(session: Session, *lines: str) -> tuple[Session, list[Heard]]:
    """The session after some lines, and what each meant."""
    meant: list[Heard] = []
    for line in lines:
        session, heard = session.hear(line)
        meant.append(heard)
    return session, meant


@pytest.fixture
def session() -> Session:
    return Session(Interview.begin(compiled(RULES), {}))


@pytest.fixture
def drugs() -> Session:
    """The next question is which drugs were given."""
    known = {
        "cancer.type": "gastric", "patient.ecog": 1, "prior.systemic_lines": 1, "prior.latest_response": "progression",
        "prior.platinum_free_interval_months": 12.0, "prior.best_response": "stable",
    }  # fmt: skip
    return Session(Interview.begin(compiled(RULES), known))


def test_an_answer_leads_to_another_state_and_the_one_before_stays_as_it_was(session: Session) -> None:
    after, heard = session.hear("4")
    assert heard == Taken()
    assert after.interview.situation.recorded == {"cancer.type": "gastric"}
    assert session.interview.replies == ()


def test_going_back_gives_the_state_before(session: Session) -> None:
    after, meant = talked(session, "4", "1", "back", "b", "b")
    assert meant[2:] == [Back("patient.ecog"), Back("cancer.type"), Back(None)]
    assert after.interview.situation.recorded == {}


@pytest.mark.parametrize(
    ("line", "key"),
    [("why", "w"), ("w", "w"), ("ww", "ww"), ("Answers so far", "s"), ("help", "h"), ("?", "h"), ("quit.", "q")],
)
def test_a_command_changes_nothing(line: str, key: str, session: Session) -> None:
    after, heard = session.hear(line)
    assert heard == Command(key)
    assert not session.goes_on(heard)
    assert after.interview is session.interview


def test_wrong_answers_are_counted_until_one_fits(session: Session) -> None:
    after, meant = talked(session, "what", "", "u", "99")
    assert all(isinstance(heard, Unfit) for heard in meant)
    assert (after.wrong, after.last) == (4, "99")
    assert talked(after, "4")[0].wrong == 0


def test_a_line_that_was_too_long_is_no_answer_and_no_command(session: Session) -> None:
    for line in ("4", "quit"):
        after, heard = session.hear(line, whole=False)
        assert isinstance(heard, Unfit)
        assert after.interview.replies == ()


@pytest.mark.parametrize(("line", "closed"), [("wonder drug", False), ("only wonder drug", True)])
def test_a_drug_that_no_rule_reads_leaves_the_list_open_unless_it_is_the_only_one(
    line: str, closed: bool, drugs: Session
) -> None:
    after, meant = talked(drugs, line)
    assert meant == [Taken()]
    assert after.interview.replies[-1].content == SetContent(frozenset({"wonder_drug"}), complete=closed)


def test_a_contradiction_is_not_taken() -> None:
    session = Session(Interview.begin(compiled(RULES), {"cancer.histology": "lamn"}))
    after, heard = session.hear("3")
    assert heard == Refused("ovarian")
    assert (after.wrong, after.interview.replies) == (1, ())


def test_the_profile_as_text_reads_as_what_was_said(session: Session) -> None:
    after, _ = talked(Session(session.interview, {"id": "demo"}), "4", "u")
    record = after.record()
    assert (record.profile.id, record.profile.recorded()) == ("demo", {"cancer.type": "gastric"})
    assert '"ecog": null' in after.json()


@pytest.mark.parametrize("line", ["\x1b[D", "\x1b[A\x1b[A", "4\x1b[D", "\x7f"])
def test_a_key_that_is_no_text_is_never_an_answer(line: str, session: Session) -> None:
    after, heard = session.hear(line)
    assert isinstance(heard, Unfit)
    assert "keys such as the arrows" in heard.message
    assert after.interview is session.interview


@pytest.mark.parametrize("asked", ["the cancer", "a number", "drugs"])
def test_a_pasted_letter_is_refused_in_a_few_words(asked: str, session: Session, drugs: Session) -> None:
    letter = "Dear colleague,\nthank you for seeing this lady with pain and nausea since two weeks.\n"
    before = {"the cancer": session, "a number": talked(session, "4")[0], "drugs": drugs}[asked]
    after, heard = before.hear(letter.strip())
    assert heard == Unfit("a sentence is not understood", "? shows what is")
    assert after.interview is before.interview


@pytest.mark.parametrize("line", ["u", "skip", "Unknown", "don't know"])
def test_skipping_is_not_knowing(line: str, session: Session) -> None:
    after, meant = talked(session, "4", line)
    assert meant[-1] == Taken()
    assert after.interview.unknown == ("patient.ecog",)


class TestOffer:
    """At a terminal it offers to stop once no question can open or close an option at the top."""

    @pytest.fixture
    def offered(self) -> Session:
        return talked(Session(Interview.begin(compiled(RULES), {}), offers=True), "4", "1")[0]

    def test_it_comes_when_the_options_stand_and_questions_are_left(self, offered: Session) -> None:
        assert offered.interview.inquiry is not None
        assert offered.interview.stands
        assert offered.offering

    @pytest.mark.parametrize("line", ["y", "Yes"])
    def test_going_on_asks_the_next_question(self, line: str, offered: Session) -> None:
        after, heard = offered.hear(line)
        assert heard == Further()
        assert (after.offering, after.goes_on(heard)) == (False, True)

    @pytest.mark.parametrize("line", ["", "n", "no", "q"])
    def test_anything_short_ends(self, line: str, offered: Session) -> None:
        assert offered.hear(line)[1] == Command("q")

    def test_anything_else_is_asked_again(self, offered: Session) -> None:
        after, heard = offered.hear("oxaliplatin")
        assert isinstance(heard, Unfit)
        assert after.offering

    def test_going_back_takes_it_away(self, offered: Session) -> None:
        after, heard = offered.hear("b")
        assert heard == Back("patient.ecog")
        assert not after.offering

    def test_a_script_is_asked_to_the_end(self) -> None:
        after, _ = talked(Session(Interview.begin(compiled(RULES), {})), "4", "1")
        assert after.interview.stands
        assert not after.offering
