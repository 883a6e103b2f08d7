"""What a team chose, beside what the rules say: concordance, option by option.

Neither is called right. A chosen option is *concordant* where the rules leave it open to offer, *discordant* where they
stop it or call it usually not done, and *outside* where they do not cover it. Where they wait for a fact that was not
reported, it is told apart by what it becomes: *offered if* some values guarantee that it can be offered or is possible,
else *closed unless*. In a control there was no recurrence to treat; what the team did is shown and not compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from recurtx.answer import Verdict, answer
from recurtx.profile import assemble, flatten

if TYPE_CHECKING:
    from recurtx.answer import Answer, AssessedOption, Assessment
    from recurtx.cases.load import Case
    from recurtx.ruleset import Ruleset


class Concordance(Enum):
    """How a team's choice and a verdict stand to each other."""

    CONCORDANT = "concordant"
    OFFERED_IF = "offered if"
    CLOSED_UNLESS = "closed unless"
    DISCORDANT = "discordant"
    OUTSIDE = "outside"
    CONTROL = "control"


_OF = {
    Verdict.CANDIDATE: Concordance.CONCORDANT,
    Verdict.CANDIDATE_WITH_CAUTION: Concordance.CONCORDANT,
    Verdict.POSSIBLE: Concordance.CONCORDANT,
    Verdict.NEEDS_INFORMATION: Concordance.CLOSED_UNLESS,
    Verdict.USUALLY_NOT: Concordance.DISCORDANT,
    Verdict.NOT_CANDIDATE: Concordance.DISCORDANT,
    Verdict.OUTSIDE_SCOPE: Concordance.OUTSIDE,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option that a team chose, as the rules judge it; None where no option of that id exists."""

    case: Case
    option: str
    assessment: Assessment
    judged: AssessedOption | None

    @property
    def concordance(self) -> Concordance:
        """How the choice and the verdict stand to each other."""
        if self.case.info.control:
            return Concordance.CONTROL
        if self.judged is None:
            return Concordance.OUTSIDE
        becomes = self.judged.becomes if self.judged.verdict is Verdict.NEEDS_INFORMATION else None
        if becomes is not None and (becomes.verdict.offered or becomes.verdict is Verdict.POSSIBLE):
            return Concordance.OFFERED_IF
        return _OF[self.judged.verdict]


def answer_to(case: Case, ruleset: Ruleset) -> Answer:
    """What the rules say of the patient of a case.

    Raises:
        ProfileError: the profile of the case is not valid.
    """
    written, problems = flatten(case.profile)
    record = assemble(written, ruleset.names, case.profile.path, problems)
    return answer(record.profile, ruleset, warnings=record.warnings)


def choices(case: Case, found: Assessment) -> list[Choice]:
    """Every option that the team of a case chose, in the order of the report; none in a constructed case."""
    chose = case.info.team.chose if case.info.team else []
    return [Choice(case, name, found, found.by_id.get(name)) for name in chose]


def compare(case: Case, ruleset: Ruleset) -> list[Choice]:
    """The same from the case alone.

    Raises:
        ProfileError: the profile of the case is not valid.
    """
    return choices(case, answer_to(case, ruleset))
