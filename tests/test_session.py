"""The conversation of the interview as a state machine: what a line leads to, without a screen or a file."""

from __future__ import annotations

import pytest

from command import MINI
from recurtx.profile import SetContent
from recurtx.program.compile import compiled
from recurtx.reasoning.answers import Unfit
from recurtx.reasoning.interview import Interview
from recurtx.reasoning.session import Back, Command, Doubted, Heard, Refused, Session, Taken
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
    ("line", "key"), [("why", "w"), ("w", "w"), ("Answers so far", "s"), ("help", "h"), ("quit.", "q")]
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


def test_a_drug_that_no_rule_reads_is_taken_when_it_is_said_again(drugs: Session) -> None:
    for again in ("y", "Wonder Drug"):
        after, meant = talked(drugs, "wonder drug", again)
        assert meant == [Doubted(("wonder_drug",)), Taken()]
        assert after.interview.replies[-1].content == SetContent(frozenset({"wonder_drug"}), complete=True)
    for between in ("w", "n"):
        after, meant = talked(drugs, "wonder drug", between, "y")
        assert isinstance(meant[-1], Unfit)
        assert after.interview.replies == ()


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
