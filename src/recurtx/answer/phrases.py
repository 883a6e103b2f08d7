"""What verdicts and findings are called: the words that all screens share.

Built from rule titles, short names, values and thresholds only; no sentence here knows an option or a cancer.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from recurtx.answer.becoming import open_words
from recurtx.engine import AssessedOption, CloseCall, Finding, Step, Verdict
from recurtx.logic import FALSE, TRUE, UNKNOWN
from recurtx.profile import VOCABULARY, Origin, SetContent, Situation, short_name, spec, test_words
from recurtx.profile import facttest as t
from recurtx.ruleset import Effect, FactTest, Not, Stopped, lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from recurtx.engine import Assessment
    from recurtx.logic import Truth

VERDICTS = {
    Verdict.CANDIDATE: "Can be offered",
    Verdict.CANDIDATE_WITH_CAUTION: "Can be offered, with care",
    Verdict.POSSIBLE: "Possible",
    Verdict.NEEDS_INFORMATION: "Open, on further facts",
    Verdict.USUALLY_NOT: "Usually not",
    Verdict.NOT_CANDIDATE: "Not on these facts",
    Verdict.OUTSIDE_SCOPE: "Outside these rules",
}
SYMBOLS = {
    Verdict.CANDIDATE: ("●", "for"),
    Verdict.CANDIDATE_WITH_CAUTION: ("◐", "care"),
    Verdict.POSSIBLE: ("○", "strong"),
    Verdict.NEEDS_INFORMATION: ("?", "open"),
    Verdict.USUALLY_NOT: ("⊘", "strong"),
    Verdict.NOT_CANDIDATE: ("×", "strong"),
    Verdict.OUTSIDE_SCOPE: ("–", "plain"),
}
"""The sign of a verdict, and the word for how it stands out."""
LEVELS = {1: "review of trials", 2: "trial", 3: "cohort", 4: "series", 5: "opinion"}
"""What an OCEBM level is called beside its number."""

_VERBS = {
    Effect.REQUIRES: "asks for",
    Effect.EXCLUDES: "stops",
    Effect.DISCOURAGES: "usually not",
    Effect.SUPPORTS: "speaks for it",
    Effect.CAUTIONS: "care",
}
_LEADS = {
    Effect.REQUIRES: "asks for",
    Effect.EXCLUDES: "stops if",
    Effect.DISCOURAGES: "usually not if",
    Effect.SUPPORTS: "speaks for it if",
    Effect.CAUTIONS: "care if",
}
"""What leads a threshold, and what the title of an open rule."""


def value_words(path: str, situation: Situation) -> str:
    """The patient's value of a fact, in words."""
    fact, known = spec(path), situation.knowledge(path)
    if known.origin is Origin.INAPPLICABLE:
        return "does not apply"
    if known.origin is Origin.UNKNOWN:
        return "not recorded"
    if known.origin is Origin.PRESUMED:
        return "none (presumed)" if fact.is_set else "no (presumed)"
    if isinstance(known.content, SetContent):
        return _set_words(path, known.content)
    return fact.show(known.content)


def left_open(path: str, situation: Situation) -> str:
    """Behind a list that does not tell all: that the rest is unknown; else nothing."""
    content = situation.knowledge(path).content
    return " (others not recorded)" if isinstance(content, SetContent) and not content.complete else ""


def from_words(path: str, situation: Situation) -> str:
    """Behind a value that follows from another fact: from which; else nothing."""
    known = situation.knowledge(path)
    return f" (from {short_name(known.source)})" if known.origin is Origin.DERIVED and known.source else ""


def _set_words(path: str, content: SetContent) -> str:
    fact = spec(path)
    order = {name: i for i, name in enumerate(fact.values)}
    names, absent = (
        [fact.word(n) for n in sorted(side, key=lambda n: (order.get(n, 0), n))]
        for side in (content.present, content.absent)
    )
    if not names and content.complete:
        return "none"
    return ", ".join((*names, *(f"no {name}" for name in absent)))


def _threshold(effect: Effect, condition: FactTest) -> str:
    """What a rule asks of a fact, as it stands in brackets: ``asks for 50 or more``, ``stops from 3``."""
    fact, asks = spec(condition.path), effect is Effect.REQUIRES
    words = test_words(fact, condition.test)
    match condition.test:
        case t.AtLeast(bound) if not asks or fact.is_number:
            words = f"{fact.word(bound)} or more" if asks else f"from {fact.word(bound)}"
        case t.AtMost(bound) if not asks or fact.is_number:
            words = f"{fact.word(bound)} or less" if asks else f"up to {fact.word(bound)}"
        case t.OneOf() | t.NoneOf() if not asks:
            exact = fact.is_number and isinstance(condition.test, t.OneOf)
            words = f"at {words}" if exact else f"if {words}"
    return f"{_VERBS[effect]} {words}"


def _positive_leaves(step: Step, positive: bool = True) -> Iterator[tuple[Step, bool]]:
    """Deciding tests with whether they stand under an even number of negations."""
    if isinstance(step.condition, FactTest):
        yield step, positive
    flips = isinstance(step.condition, Not)
    for child in step.decisive():
        yield from _positive_leaves(child, positive != flips)


def _single_test(step: Step, *, open_only: bool = False) -> FactTest | None:
    """The one test that decides, if there is just one, it is not negated, and its fact has thresholds."""
    found = (leaf for leaf in _positive_leaves(step) if leaf[0].truth is UNKNOWN or not open_only)
    leaves = {leaf.condition: positive for leaf, positive in found}
    condition, positive = next(iter(leaves.items()), (None, False))
    if len(leaves) == 1 and positive and isinstance(condition, FactTest) and spec(condition.path).ordered:
        return condition
    return None


def finding_phrase(finding: Finding, situation: Situation) -> str:
    """One finding on one line: the patient's value with the threshold where one number decides, else the title."""
    rule = finding.rule
    title = lower(rule.title)
    if rule.effect is Effect.SUPPORTS or (rule.shared and rule.effect is Effect.EXCLUDES):
        return title
    single = _single_test(finding.condition)
    if single is not None and not _says_itself(single, situation):
        return f"{_named(single.path, situation)} ({_threshold(rule.effect, single)})"
    if rule.effect is Effect.REQUIRES:
        values = _values(finding.condition, situation)
        return f"{values} (asks for: {title})" if values else f"asks for: {title}"
    values = _values(finding.condition, situation) if _turns_on_another(finding.condition) else ""
    return f"{title} ({values})" if values else title


def _named(path: str, situation: Situation) -> str:
    """A value with the name of its fact: ``albumin 33 g/l``, ``5 months after HIPEC``."""
    short, value = spec(path).short, value_words(path, situation)
    if spec(path).says and (told := _told(path, situation)):
        return told
    return value if short == value else f"{short} {value}"


def _says_itself(test: FactTest, situation: Situation) -> bool:
    """Whether a threshold would only repeat the value: ``progressive (care if progressive)``."""
    if spec(test.path).kind.value != "choice":
        return False
    return isinstance(test.test, (t.OneOf, t.NoneOf)) or situation.knowledge(test.path).content in t.arguments(
        test.test
    )


def _turns_on_another(step: Step) -> bool:
    """Whether it decides that another option is stopped."""
    return isinstance(step.condition, Stopped) or any(_turns_on_another(s) for s in step.decisive())


def _values(step: Step, situation: Situation) -> str:
    """The values that decide, such as ``sites liver; resectability uncertain``; at most two, the cancer last."""
    paths = {s.condition.path: s.truth for s in step.deciding_leaves() if isinstance(s.condition, FactTest)}
    words = []
    paths = {path: truth for path, truth in paths.items() if situation.knowledge(path).content is not None} or paths
    for path in sorted(paths, key=lambda path: path.startswith("cancer."))[:2]:
        choice = spec(path).kind.value == "choice"
        told = _told(path, situation) if choice and spec(path).says else ""
        if situation.knowledge(path).content is None and paths[path] is TRUE:
            told = spec(path).short  # what hangs on it is recorded, such as the week of a pregnancy
        words.append(told or (value_words(path, situation) if choice else _here(path, situation)))
    return "; ".join(words)


def ask_phrase(finding: Finding) -> str:
    """What an open finding waits for, with its threshold where a single fact is open."""
    facts = finding.unknown_facts()
    if len(facts) != 1:
        return join_up_to([spec(p).short for p in facts], 60, ", ")
    fact, effect = spec(facts[0]), finding.rule.effect
    single = _single_test(finding.condition, open_only=True)
    asks = _threshold(effect, single) if single else f"{_LEADS[effect]}: {lower(finding.rule.title)}"
    return f"{fact.short} {'are' if fact.plural else 'is'} not recorded ({asks})"


def join_up_to(items: Iterable[str], width: int, separator: str = "; ") -> str:
    """As many items as fit in ``width``, and how many more there are; always at least one."""
    names = list(dict.fromkeys(items))

    def first(count: int) -> str:
        rest = [f"{len(names) - count} more"] if count < len(names) else []
        return separator.join([*names[:count], *rest])

    fits = takewhile(lambda count: len(first(count)) <= width, range(2, len(names) + 1))
    return first(max(fits, default=1)) if names else "none"


def verdict_words(option: AssessedOption) -> str:
    """The verdict in words; of an open one what it becomes."""
    return open_words(option) if option.verdict is Verdict.NEEDS_INFORMATION else VERDICTS[option.verdict]


def evidence_cell(option: AssessedOption, gap: str = "") -> str:
    """``level 3 cohort``, ``level 3, none after HIPEC``, ``disputed: 3 v 2``, or nothing where nothing decides."""
    level, against = option.outlook
    if level is None:
        return gap
    if against is not None:
        return f"disputed: {level} v {against}"
    if gap:
        return f"level {level}, {gap}"
    return f"level {level} {'review' if level == 1 else LEVELS[level]}"


def outside_phrase(option: AssessedOption, answer: Assessment) -> str:
    """What the option is for, and why this is not it."""
    outside = answer[option.outside] if option.outside else option
    scope = outside.option.scope or lower(outside.option.name)
    leaves = outside.scope.deciding_leaves() if outside.scope is not None else ()
    path = next((s.condition.path for s in leaves if isinstance(s.condition, FactTest)), None)
    return scope if path is None else f"{scope}; here {_here(path, answer.situation)}"


def _here(path: str, situation: Situation) -> str:
    """What is recorded of a fact, as a clause where it has one: ``back in liver``, ``sites none``."""
    fact, content = spec(path), situation.knowledge(path).content
    if isinstance(content, SetContent) and content.present and "+" in fact.says:
        return fact.says["+"].format(_set_words(path, SetContent(content.present, complete=True)))
    if isinstance(content, SetContent) and content.complete and not content.present and "none" in fact.says:
        return fact.says["none"]
    if isinstance(content, bool) and situation.knowledge(path).origin is not Origin.PRESUMED:
        return _told(path, situation)
    value = value_words(path, situation)
    return value if path == "cancer.type" else f"{fact.short} {value}"


def presumed_phrase(paths: Iterable[str]) -> str:
    """Short names of presumed facts, each once; what is not asked since they are presumed is not named."""
    return ", ".join(dict.fromkeys(spec(p).short for p in paths if spec(p).presumption))


def close_call_phrase(call: CloseCall, names: Sequence[str]) -> str:
    """``PCI 19 ±3: at 21, Second HIPEC: Not on these facts``."""
    fact = spec(call.fact)
    there = f"{fact.short} {fact.word(call.value)} ±{call.margin}: at {fact.word(call.nearest)}, {', '.join(names)}"
    if call.verdict_if is call.verdict:
        return f"{there}: other reasons stop it"
    return f"{there}: {VERDICTS[call.verdict_if]}"


_TOLD = (
    "recurrence.number", "recurrence.sites", "recurrence.months_since_hipec", "prior.platinum_free_interval_months",
    *(path for path in VOCABULARY if path.startswith("biomarkers.")), "recurrence.resectability", "recurrence.pci",
    "recurrence.distribution", "recurrence.bowel_obstruction", "recurrence.ascites", "recurrence.tempo",
    "patient.ecog",
)  # fmt: skip
"""What the head of a page tells of a patient, in this order, where it is recorded and as room allows."""
_KINDS = ("cancer.type", "cancer.histology")
"""What is told by its value alone."""
_FIRST = ("recurrence.sites", "patient.ecog", "recurrence.months_since_hipec")
"""What is told in any case."""


def summary(situation: Situation, room: int) -> str:
    """The patient in so many characters: cancer, where and when it came back, what else is recorded, fitness."""
    kinds = ((spec(path), situation.knowledge(path).content) for path in _KINDS)
    cancer = ", ".join(fact.word(value) for fact, value in kinds if value is not None)
    told = {path: words for path in _TOLD if (words := _told(path, situation))}
    follows = {path: situation.knowledge(path).source for path in told}
    told = {path: words for path, words in told.items() if follows[path] not in told}
    kept = [path for path in _FIRST if path in told]
    for path, words in told.items():
        if path not in kept and len("; ".join((cancer, *(told[p] for p in kept), words))) <= room:
            kept.append(path)
    text = "; ".join((cancer, *(words for path, words in told.items() if path in kept)))
    return text[:1].upper() + text[1:]


def _told(path: str, situation: Situation) -> str:
    """A recorded fact as a clause of its own; empty where it is not recorded, or of a set nothing is there."""
    known = situation.knowledge(path) if path in VOCABULARY else None
    if known is None or known.content is None or known.origin in (Origin.PRESUMED, Origin.INAPPLICABLE):
        return ""
    fact = spec(path)
    if isinstance(known.content, SetContent):
        names = _set_words(path, SetContent(known.content.present, complete=True)) if known.content.present else ""
        return names and f"back in: {names}"
    key = fact.word(known.content) if fact.is_number else str(known.content).lower()
    if fact.is_number and "#" in fact.says:
        return fact.says.get(key, fact.says["#"]).format(fact.word(known.content))
    if isinstance(known.content, bool):
        return fact.says.get(key, f"{'' if known.content else 'no '}{fact.short}")
    return fact.says.get(key, f"{fact.short} {fact.show(known.content)}")


def clause(path: str, situation: Situation) -> str:
    """What is known of a fact as a clause of its own, also where nothing is there: ``symptoms: none``."""
    fact, content = spec(path), situation.knowledge(path).content
    if path in _KINDS:
        return value_words(path, situation)
    if isinstance(content, SetContent) or (isinstance(content, bool) and str(content).lower() not in fact.says):
        return f"{fact.short}: {value_words(path, situation)}"
    return _told(path, situation)


def trigger_words(step: Step, situation: Situation) -> str:
    """The findings that make a condition true, such as ``perforation, sepsis``."""
    words: list[str] = []
    for leaf in step.deciding_leaves():
        condition = leaf.condition
        if leaf.truth is TRUE and isinstance(condition, FactTest) and isinstance(condition.test, t.IncludesAny):
            present = (e for e in condition.test.elements if situation.element(condition.path, e).truth is TRUE)
            words += [spec(condition.path).word(e) for e in present]
    return ", ".join(dict.fromkeys(words))


def stops_first(option: AssessedOption) -> list[Finding]:
    """What stops an option: a refusal first, then by strength of evidence."""
    return sorted(option.stopping(), key=lambda f: (not f.rule.shared, f.presumed, f.rule.level, f.entry.id))


class Deed(NamedTuple):
    """What a rule does to its option here, never whether its test is true: a word, a sign, and how that stands out."""

    word: str
    character: str
    tone: str


_DEEDS = {
    Effect.REQUIRES: (Deed("stops", "×", "strong"), Deed("met", "=", "plain")),
    Effect.EXCLUDES: (Deed("stops", "×", "strong"), Deed("no objection", "=", "plain")),
    Effect.DISCOURAGES: (Deed("usually not", "⊘", "strong"), Deed("does not hold", " ", "plain")),
    Effect.SUPPORTS: (Deed("holds", "+", "for"), Deed("does not hold", " ", "plain")),
    Effect.CAUTIONS: (Deed("holds", "~", "care"), Deed("does not hold", " ", "plain")),
}
"""Of a rule that acts, and of one that does not."""


def deed(effect: Effect, acts: Truth, *, silent: bool) -> Deed:
    """What a rule does, by its effect."""
    if silent:
        return Deed("silent", "·", "plain")
    return Deed("not known", "?", "open") if acts is UNKNOWN else _DEEDS[effect][acts is FALSE]


def truth_word(finding: Finding) -> str:
    """The word at the right edge of a rule: what it does here."""
    return deed(finding.rule.effect, finding.acts, silent=finding.silent).word


def rule_symbol(finding: Finding) -> tuple[str, str]:
    """The sign of a rule, and how it stands out."""
    return deed(finding.rule.effect, finding.acts, silent=finding.silent)[1:]
