"""Named trials and gaps of the literature, in words: beside the verdicts, and without any of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.profile import Origin, spec, test_words
from recurtx.render._lines import Line, Span, Style, line, wrap
from recurtx.render._phrases import value_words
from recurtx.ruleset import FactTest, Status, condition_words

if TYPE_CHECKING:
    from recurtx.engine import AssessedOption, Assessment, Step, TrialMatch
    from recurtx.ruleset import Ruleset, Trial

__all__ = [
    "CHECK_STATUS",
    "gap_sentences",
    "named_trials",
    "status_words",
    "trial_count",
    "trial_line",
    "trial_lines",
    "trial_page",
    "trial_words",
]

CHECK_STATUS = "check the current status"
_STATUSES = {
    Status.RECRUITING: "recruiting",
    Status.ONGOING: "ongoing",
    Status.NOT_YET: "not yet recruiting",
    Status.NOT_RECRUITING: "no longer recruiting",
    Status.COMPLETED: "completed",
    Status.UNKNOWN: "recruitment not known",
}
_SYMBOLS = {TRUE: ("○", Style.BOLD), UNKNOWN: ("?", Style.OPEN), FALSE: ("×", Style.BOLD)}


def status_words(trial: Trial) -> str:
    """What the registry said, and when: ``recruiting as read on 2025-06; check the current status``."""
    when = f"on {trial.read}" if trial.read else "on a page without a date"
    as_read = "" if trial.status is Status.UNKNOWN else " as read"
    return f"{_STATUSES[trial.status]}{as_read} {when}; {CHECK_STATUS}"


def gap_sentences(option: AssessedOption, assessment: Assessment) -> list[str]:
    """What the literature is silent on for this patient and this option."""
    return [gap.says for gap in assessment.gaps.get(option.option.id, ())]


def named_trials(option: AssessedOption, assessment: Assessment) -> list[TrialMatch]:
    """Trials under an option or one of its modalities, none where that is stopped or outside; open ones first."""
    if option.verdict.closed:
        return []
    found = list(assessment.trials_under(option.option.id))
    for modality in option.modalities:
        found += named_trials(modality, assessment)
    rank = {TRUE: 0, UNKNOWN: 1, FALSE: 2, None: 3}
    order = list(Status)
    return sorted(found, key=lambda m: (m.trial.status.closed, rank[m.truth], order.index(m.trial.status), m.trial.id))


def trial_words(match: TrialMatch, assessment: Assessment) -> str:
    """What a profile can say of the trial, in one phrase."""
    if match.truth is FALSE:
        against = [_criterion(s, assessment) for s in match.criteria(FALSE)]
        return "not on these facts: " + "; ".join(against)
    if match.truth is UNKNOWN:
        open_ = [condition_words(s.condition, assessment.ruleset) for s in match.criteria(UNKNOWN)]
        return "turns on " + "; ".join(open_)
    return "nothing recorded speaks against asking"


def _criterion(step: Step, assessment: Assessment) -> str:
    """A criterion that is not met, with the patient's own value before it."""
    condition = step.condition
    if isinstance(condition, FactTest):
        fact = spec(condition.path)
        known = assessment.situation.knowledge(condition.path)
        value = value_words(condition.path, assessment.situation)
        if known.origin is not Origin.UNKNOWN:
            return f"{fact.short} {value} (asks for {test_words(fact, condition.test)})"
    return f"asks for {condition_words(condition, assessment.ruleset)}"


def trial_count(option: AssessedOption, assessment: Assessment) -> str:
    """How many named trials may fit, in one line; empty where none is listed for such patients."""
    found = [m for m in named_trials(option, assessment) if not m.trial.status.closed]
    fit, open_ = sum(m.truth is TRUE for m in found), sum(m.truth is UNKNOWN for m in found)
    parts = [f"{fit} may fit"] if fit else []
    parts += [f"{open_} more on further facts" if fit else f"{open_} may fit on further facts"] if open_ else []
    return f"{', '.join(parts)}: explain {option.option.id}" if parts else ""


def trial_lines(option: AssessedOption, assessment: Assessment, width: int) -> list[Line]:
    """The section of named trials: those that may fit at length, the others in a line each."""
    found: list[Line] = []
    matches = named_trials(option, assessment)
    for match in (m for m in matches if m.truth is not FALSE and not m.trial.status.closed):
        found += _long(match, assessment, width)
    for match in (m for m in matches if m.truth is FALSE and not m.trial.status.closed):
        text = f"{match.trial.id} {match.trial.title}; {trial_words(match, assessment)}"
        found += _marked(match, wrap(text, width, "   ", "     "))
    closed = [f"{m.trial.id} {m.trial.title} ({_STATUSES[m.trial.status]})" for m in matches if m.trial.status.closed]
    if closed:
        found += wrap(f"took no more patients when read; {CHECK_STATUS}: {'; '.join(closed)}", width, "   ", "     ")
    return found or [line("  none is listed for these facts")]


def trial_line(match: TrialMatch, assessment: Assessment) -> str:
    """A trial for one patient in one sentence, with its status and its link."""
    trial = match.trial
    beyond = f"; not judged here: {'; '.join(trial.beyond)}" if trial.beyond else ""
    words = trial_words(match, assessment)
    return f"{trial.id} {trial.title}: {words}{beyond}. Status: {status_words(trial)}. {trial.link}"


def _marked(match: TrialMatch, lines: list[Line]) -> list[Line]:
    """The lines with the symbol of the trial before the first."""
    if match.truth is None:
        return lines
    symbol, style = _SYMBOLS[match.truth]
    return [line(" ", Span(symbol, style), lines[0][0].text[2:]), *lines[1:]]


def _long(match: TrialMatch, assessment: Assessment, width: int) -> list[Line]:
    trial = match.trial
    found = _marked(match, wrap(f"{trial.id}  {trial.title}{_phase(trial)}", width, "   ", "     "))
    found += wrap(trial.studies, width, "     studies    ")
    found += wrap(trial_words(match, assessment), width, "     here       ")
    if trial.beyond:
        found += wrap("; ".join(trial.beyond), width, "     not judged ")
    found += wrap(status_words(trial), width, "     status     ")
    return [*found, *wrap(trial.link, width, "     link       ")]


def _phase(trial: Trial) -> str:
    return f", phase {trial.phase}" if trial.phase else ""


def trial_page(trial: Trial, ruleset: Ruleset, width: int) -> list[Line]:
    """One trial without a patient."""
    parts = (
        trial.id,
        f"under {ruleset.options[trial.option].name}",
        *((f"phase {trial.phase}",) if trial.phase else ()),
    )
    found = [line(Span(trial.title, Style.BOLD)), *wrap(" · ".join(parts), width), line("")]
    found += wrap(trial.studies, width, "  studies    ")
    found += wrap(condition_words(trial.for_, ruleset), width, "  for        ")
    found += wrap(condition_words(trial.when, ruleset), width, "  asks for   ")
    if trial.beyond:
        found += wrap("; ".join(trial.beyond), width, "  beyond     ")
    found += wrap(status_words(trial), width, "  status     ")
    return [*found, *wrap(trial.link, width, "  link       ")]
