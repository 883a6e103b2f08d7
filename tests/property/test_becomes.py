"""What an open option becomes: the laws of the answer from half the facts.

On small rules the reference looks at every patient that an incompletely known one may be. On the shipped rules that is
too many; there, patients of whom all is known stand for them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

import reference
import strategies as some
from recurtx.engine import Judgement, Verdict, assess
from recurtx.engine.variations import Variations
from recurtx.logic import TRUE, UNKNOWN
from recurtx.profile import VOCABULARY, Kind, Origin, Profile, Situation, impossible
from recurtx.program.cells import with_element
from recurtx.ruleset import Effect, load_ruleset
from reference.becomes import ALIKE, Becomes, becomes, held_by_parts, is_open
from reference.patient import ANY_OTHER, Patient, Reader, named, present

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from recurtx.engine import AssessedOption, Assessment
    from recurtx.engine import becomes as engine
    from recurtx.ruleset import Ruleset
    from reference.becomes import Completion, Handle, Values
    from reference.rules import Plain

UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking a ruleset takes minutes; the failing example is small enough to read."""
MOST = 1000
"""So many patients are quickly looked at."""
MOST_FACTS = 4
TOLD = 3
"""So many sets are told of each kind."""
SMALL = (some.rulesets(), st.binary(min_size=some.BYTES, max_size=some.BYTES), st.booleans())


def assessed(profile: Plain, ruleset: Ruleset, presume: bool) -> Assessment:
    return assess(Profile.model_validate(some.nested(profile)), ruleset, presume=presume)


def options(files: Plain, spelled: bytes, presume: bool) -> Iterator[tuple[AssessedOption, reference.Judge]]:
    """Every option for one patient, as the engine says and with what judges it."""
    with TemporaryDirectory() as folder:
        some.write(Path(folder), files)
        rules, ruleset = reference.load(Path(folder)), load_ruleset(Path(folder))
    profile = some.profile(some.Choices(spelled), rules)
    judge = reference.judge(profile, rules, presume)
    for option in assessed(profile, ruleset, presume).by_id.values():
        yield option, judge


@dataclass
class Open:
    """One open option of one patient: what the engine says that it becomes, and every patient that it may be."""

    option: AssessedOption
    judge: reference.Judge
    said: engine.Becomes
    truly: Becomes

    @property
    def drugs(self) -> bool:
        """Whether a set of drugs is open, whose members hang together as no other facts do."""
        return any(VOCABULARY[path].kind is Kind.AGENTS for path, _ in self.truly.handles)

    def told(self) -> Iterator[tuple[tuple[tuple[engine.Piece, ...], ...], Callable[[Completion], bool]]]:
        """The sets that are told, and what each must guarantee."""
        yield self.said.if_, lambda c: rank(Verdict(c.told)) <= rank(self.said.verdict)
        yield self.said.not_if, self.truly.closed

    def values(self, pieces: tuple[engine.Piece, ...]) -> Values:
        """The values of a set as the reference tells them apart."""
        return {handle(piece): self.kinds(piece) for piece in pieces}

    def kinds(self, piece: engine.Piece) -> frozenset[Any]:
        if piece.element:
            return frozenset(bool(cell) for cell in piece.cells)
        patient, partition = self.judge.reader.patient, self.option.assessment.partition
        left = {v: kind for v, kind in patient.rules.outcomes[piece.path].items() if kind in patient.left(piece.path)}
        return frozenset(kind for v, kind in left.items() if partition.cell_of(piece.path, v) in piece.cells)

    def sees(self, handles: list[Handle], one: Completion, verdicts: tuple[str, ...]) -> bool:
        """Whether three values are enough to see that these facts of a patient lead to such a verdict."""
        profile = dict(self.judge.reader.patient.profile)
        for path, element in handles:
            if not element:
                profile[path] = one.profile[path]
                continue
            there, known = present(profile.get(path)), named(profile.get(path))
            lists = {"present": [*there], "absent": [e for e in known if e not in there]}
            lists["present" if one.values[path, element] else "absent"] += [element]
            profile[path] = lists
        reader = Reader(Patient(profile, self.judge.reader.rules, self.judge.reader.patient.presume))
        judge, case = reference.Judge(reader, reader, self.judge.diagrams), self.judge.case(self.option.id)
        return judge.verdict(case) in verdicts


def handle(piece: engine.Piece) -> Handle:
    return piece.path, ANY_OTHER if piece.element == "*" else piece.element


def open_options(files: Plain, spelled: bytes, presume: bool) -> Iterator[Open]:
    """The options of which something is open, and of which there are few enough patients.

    Left out are patients of whom a drug is known to have failed but not to have been received.
    """
    for option, judge in options(files, spelled, presume):
        patient = judge.reader.patient
        if all(patient.has("prior.agents", drug) is not None for drug in held_by_parts(patient, "prior.agents")):
            truly = becomes(judge, option.id, MOST)
            if truly is not None and option.becomes is not None:
                yield Open(option, judge, option.becomes, truly)


@some.tried(16, phases=UNSHRUNK)
@given(*SMALL)
def test_becomes_is_told_of_what_blocks_and_of_what_may_still_be_spoken_for(
    files: Plain, spelled: bytes, presume: bool
) -> None:
    for option, judge in options(files, spelled, presume):
        if option.becomes is not None:
            assert is_open(judge, judge.case(option.id)), option.id
        elif (truly := becomes(judge, option.id, MOST)) is not None:
            assert truly.verdict == "possible", "an unknown support of which no value acts speaks for nothing"


@some.tried(26, phases=UNSHRUNK)
@given(*SMALL)
def test_some_completion_reaches_what_an_option_becomes_and_none_a_better_verdict(
    files: Plain, spelled: bytes, presume: bool
) -> None:
    for one in open_options(files, spelled, presume):
        if not one.drugs:
            assert one.said.verdict.value == one.truly.verdict, one.option.id


@some.tried(34, phases=UNSHRUNK)
@given(*SMALL)
def test_every_completion_with_the_values_of_a_set_has_what_the_set_promises(
    files: Plain, spelled: bytes, presume: bool
) -> None:
    for one in open_options(files, spelled, presume):
        for sets, wanted in one.told():
            assert len(sets) <= TOLD
            for pieces in sets:
                values = one.values(pieces)
                assert one.truly.guarantees(values, wanted), (one.option.id, pieces)
                assert one.drugs or one.truly.exists(values), (one.option.id, pieces)


@some.tried(26, phases=UNSHRUNK)
@given(*SMALL)
def test_no_fact_of_a_set_can_be_left_out(files: Plain, spelled: bytes, presume: bool) -> None:
    assert_no_fact_can_be_left_out(open_options(files, spelled, presume))


def assert_no_fact_can_be_left_out(found: Iterable[Open]) -> None:
    for one in found:
        for sets, wanted in one.told():
            for pieces in sets if not one.drugs else ():
                values = one.values(pieces)
                for left_out in values:
                    less = {h: kinds for h, kinds in values.items() if h != left_out}
                    assert not one.truly.guarantees(less, wanted), (one.option.id, pieces, left_out)


@pytest.mark.parametrize("seed", [721, 1706, 1948, 3139])
def test_no_set_asks_for_what_another_value_of_it_or_what_is_recorded_settles(seed: int) -> None:
    """A CC score says that there was a cytoreduction, and so do two HIPECs: neither is asked for beside them."""
    chance = random.Random(seed)
    files = some.ruleset(some.Choices(chance.randbytes(some.BYTES)))
    spelled, presume = chance.randbytes(some.BYTES), chance.random() < 0.5
    found = list(open_options(files, spelled, presume))
    assert any("prior.crs_count" in {path for path, _ in one.truly.handles} for one in found)
    assert_no_fact_can_be_left_out(found)
    assert_fewest_facts_first(found)


@some.tried(26, phases=UNSHRUNK)
@given(*SMALL)
def test_the_first_set_has_as_few_facts_as_any(files: Plain, spelled: bytes, presume: bool) -> None:
    assert_fewest_facts_first(open_options(files, spelled, presume))


def assert_fewest_facts_first(found: Iterable[Open]) -> None:
    for one in found:
        for sets, wanted in one.told():
            smallest = None if one.drugs else one.truly.smallest(wanted, MOST_FACTS)
            if smallest is None:
                continue
            handles, completion = smallest
            if not handles:
                assert sets in ((), ((),)), "what is certain needs no `if`"
            elif sets or one.sees(handles, completion, next(a for a in ALIKE if completion.told in a)):
                assert sets, (one.option.id, completion.values)
                least = min(len({p.path for p in pieces}) for pieces in sets)
                seldom = any(is_seldom(path, e, completion.profile.get(path)) for path, e in handles)
                assert seldom or least == len({path for path, _ in handles}), (one.option.id, sets)


def is_seldom(path: str, element: str, value: Any) -> bool:
    """Whether a patient seldom has such a value: sets that lean on one are told after all others."""
    return (element or str(value)) in VOCABULARY[path].seldom


@some.tried(26, phases=UNSHRUNK)
@given(*SMALL)
def test_where_one_fact_decides_every_value_of_it_is_told_with_its_verdict(
    files: Plain, spelled: bytes, presume: bool
) -> None:
    for one in open_options(files, spelled, presume):
        verdicts = {rank(Verdict(c.verdict)) for c in one.truly.completions}
        if len(one.truly.handles) == 1 and not one.drugs and len(verdicts) > 1:
            assert one.said.classes, one.option.id
        if one.said.classes:
            assert_covers(one.option, one.said.classes)
        for piece, verdict in one.said.classes if not one.drugs else ():
            for completion in one.truly.completions:
                if completion.has(one.values((piece,))) and len(one.truly.handles) == 1:
                    assert completion.verdict == verdict.value, (one.option.id, piece)


def assert_covers(option: AssessedOption, classes: tuple[tuple[engine.Piece, Verdict], ...]) -> None:
    """The classes are of one fact, hold each value that it can have once, and lead where the patient with it stands."""
    ((path, element),) = {(piece.path, piece.element) for piece, _ in classes}
    told = {cell: verdict for piece, verdict in classes for cell in piece.cells}
    assert len(told) == sum(len(piece.cells) for piece, _ in classes)
    for cell in range(2 if element else len(option.assessment.partition.cells(path))):
        recorded = {path: content(option.assessment, classes[0][0], cell)}
        if cell in told:
            assert option.judgement.changed(recorded).outcomes[option.id].verdict is told[cell], (option.id, cell)
            assert told[cell] is not Verdict.NEEDS_INFORMATION, (option.id, cell)
        else:
            assert impossible(option.assessment.situation.changed(recorded)), (option.id, cell)


def content(assessment: Assessment, piece: engine.Piece, cell: int, before: Any = None) -> Any:
    """What would be recorded of a fact with one of its values."""
    if not piece.element:
        return assessment.partition.cells(piece.path)[cell].value
    known = before if before is not None else assessment.situation.recorded.get(piece.path)
    return with_element(known, piece.element, present=bool(cell))


# --- the shipped rules ---------------------------------------------------------------------------------------------


def part_and_whole(choices: some.Choices) -> tuple[Plain, Plain, Plain]:
    """A profile, the whole patient that it is a part of, and another patient to complete it from."""
    whole, other = (some.world(choices, some.shipped(), exact=True) for _ in range(2))
    return {p: v for p, v in whole.items() if p == "cancer.type" or choices.share(40)}, whole, other


PATIENTS = st.deferred(lambda: some.chosen(part_and_whole))


@some.tried(6, phases=UNSHRUNK)
@given(PATIENTS)
def test_no_patient_of_whom_all_is_known_does_better_than_what_was_promised(
    patients: tuple[Plain, Plain, Plain],
) -> None:
    part, whole, _ = patients
    after = assessed(whole, some.loaded(), presume=False)
    for name, option in assessed(part, some.loaded(), presume=False).by_id.items():
        if option.becomes is not None and all_known(after[name]):
            assert rank(after[name].verdict) >= rank(option.becomes.verdict), name


def all_known(option: AssessedOption) -> bool:
    """Whether nothing is open that could close or discourage the option.

    A drug that no list knows leaves others open; a platinum-free interval applies, and is not known, to whoever had
    drugs without a platinum among them.
    """
    against = (f for f in (*option.findings, *option.inherited) if f.rule.effect is Effect.DISCOURAGES)
    return option.verdict is not Verdict.NEEDS_INFORMATION and not any(f.acts is UNKNOWN for f in against)


def rank(verdict: Verdict) -> int:
    """0 for the best."""
    return next(place for place, alike in enumerate(ALIKE) if verdict.value in alike)


@some.tried(8, phases=UNSHRUNK)
@given(PATIENTS)
def test_whatever_else_turns_out_the_values_of_a_set_keep_their_promise(patients: tuple[Plain, Plain, Plain]) -> None:
    part, whole, other = patients
    before = assessed(part, some.loaded(), presume=False)
    others = [
        Situation.of(Profile.model_validate(some.nested(p)), some.loaded().agents).recorded for p in (whole, other)
    ]
    for name, option in before.by_id.items():
        if option.becomes is None:
            continue
        for sets, promised in ((option.becomes.if_, option.becomes.verdict), (option.becomes.not_if, None)):
            for pieces in sets:
                for completion in others:
                    there = completed(before, pieces, completion, name)
                    if there is not None:
                        verdict = there.outcomes[name].verdict
                        told = verdict is Verdict.USUALLY_NOT and discouraging(there, name) <= {*option.becomes.unless}
                        kept = verdict.closed if promised is None else told or rank(verdict) <= rank(promised)
                        assert kept, (name, pieces, verdict)


def discouraging(judgement: Judgement, option: str) -> set[str]:
    """The rules that speak against an option."""
    rules = (rule for _, _, rule in judgement.program.heard(option) if rule.effect is Effect.DISCOURAGES)
    return {rule.id for rule in rules if judgement.truths.truth(rule.acts) is TRUE}


def completed(before: Assessment, pieces: tuple[engine.Piece, ...], completion: Plain, option: str) -> Judgement | None:
    """The patient with the values of a set and all else as in a completion; None if nobody is so, or if something that
    matters is unknown still."""
    contents: dict[str, Any] = {}
    for number, piece in enumerate(pieces):
        cell = piece.cells[number % len(piece.cells)]
        contents[piece.path] = content(before, piece, cell, contents.get(piece.path))
    known = {p for p in completion if before.situation.knowledge(p).origin is Origin.DERIVED}  # else it is a correction
    rest = {path: c for path, c in completion.items() if path not in {*before.situation.recorded, *contents, *known}}
    there = before.situation.changed({**rest, **contents})
    if impossible(there):
        return None
    judgement = Judgement(before.judgement.program, there, option)
    return judgement if judgement.outcomes[option].settled else None


# --- what was once promised and not kept ---------------------------------------------------------------------------


def told_sets(facts: Plain, name: str) -> Iterator[list[tuple[Verdict, Situation]]]:
    """The sets of one option, each with the patients of whom it speaks, and the verdict of each."""
    before = assessed(facts, some.loaded(), presume=True)
    becoming = before.by_id[name].becomes
    assert becoming is not None
    for pieces in (*becoming.if_, *becoming.not_if):
        patients = []
        for cells in islice(product(*(piece.cells for piece in pieces)), MOST_PATIENTS):
            contents: dict[str, Any] = {}
            for piece, cell in zip(pieces, cells, strict=True):
                contents[piece.path] = content(before, piece, cell, contents.get(piece.path))
            verdict = before.judgement.changed(contents).outcomes[name].verdict
            patients.append((verdict, before.situation.changed(contents)))
        yield patients


MOST_PATIENTS = 40
"""So many patients of one set are looked at."""


def test_a_set_leaves_out_no_site_that_decides() -> None:
    facts = {"cancer.type": "appendiceal", "patient.bilirubin_x_uln": 2.2, "prior.best_response": "partial"}
    verdicts = [verdict for patients in told_sets(facts, "second_hipec") for verdict, _ in patients]
    assert verdicts
    assert all(verdict.offered or verdict.closed for verdict in verdicts)


def test_no_set_is_told_of_which_there_can_be_no_patient() -> None:
    facts = {"cancer.type": "colorectal", "recurrence.pci": 19, "recurrence.ascites": "large", "patient.ecog": 2}
    for name in ("second_hipec", "surveillance", "repeat_crs"):
        for patients in told_sets(facts, name):
            assert not all(impossible(patient) for _, patient in patients), name


def test_of_two_hundred_drugs_each_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any drug may have failed a patient of whom some failed; which, nobody says. Drug by drug it took seconds."""
    asked = 0
    worlds = Variations.worlds

    def counted(self: Variations, changes: Any) -> Any:
        nonlocal asked
        asked += 1
        return worlds(self, changes)

    monkeypatch.setattr(Variations, "worlds", counted)
    facts = {"cancer.type": "colorectal", "patient.karnofsky": 40, "prior.progressed_on": {"present": [], "absent": []}}
    becoming = assessed(facts, some.loaded(), presume=True).by_id["chemotherapy"].becomes
    assert becoming is not None
    assert max(len(pieces) for pieces in (*becoming.if_, *becoming.not_if)) > 100
    assert asked < 100
