"""A profile as written into a validated one, with every mistake reported at its place.

Steps: flatten (nested or dotted keys), apply overrides, validate types and ranges with pydantic, check names of
drugs and options, check that nothing contradicts. Problems are collected over all steps, each step going on with the
facts that passed so far, and raised once at the end: nothing partial is ever returned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from recurtx.document import Document, Entry, Items, Node, Scalar, Table, Unreadable, plain, read_text
from recurtx.errors import Location, Problem, ProfileError, brief, did_you_mean, nearest, suggestion
from recurtx.profile.about import Kind
from recurtx.profile.bounds import MAX_FACTS, refuse_many
from recurtx.profile.consistency import Clash, clashes
from recurtx.profile.content import SetContent
from recurtx.profile.mistakes import each_once, explain
from recurtx.profile.models import Profile
from recurtx.profile.names import key
from recurtx.profile.reword import Reworder, unlisted_drugs
from recurtx.profile.situation import Situation
from recurtx.profile.vocabulary import RECORDS, SECTIONS, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from recurtx.profile.names import Names

LABELS = ("id", "as_of")


@dataclass(frozen=True, slots=True)
class Record:
    """A validated profile, what to tell the user about it, and where each fact was written."""

    profile: Profile
    warnings: tuple[str, ...]
    places: Mapping[str, Location]


@dataclass(frozen=True, slots=True)
class Written:
    """One fact as written: the place of its key, its value, and the name that it goes by there if that is another."""

    key: Location
    node: Node
    name: str = ""


def flatten(document: Document) -> tuple[dict[str, Written], list[Problem]]:
    """Facts by dotted path, from nested or dotted keys or both, and what is wrong with the keys.

    Raises:
        ProfileError: RTX111 the document is not a mapping, RTX114 it holds more values than a patient has.
    """
    refuse_many([document.root], document.path)
    if not isinstance(document.root, Table):
        message = "a profile is a mapping of sections, such as `cancer:`"
        # No place in the text: a line of a letter is of the patient, and was not asked for.
        place = Location(document.root.location.path)
        raise ProfileError([Problem("RTX111", message, place, "see `recurtx profile template`")])
    found: dict[str, Written] = {}
    problems: list[Problem] = list(document.slips)
    for written, entry in _entries(document.root, problems):
        path = known_as(written)
        if path is None:
            problems.append(unknown_fact(written, entry.location))
        elif path in found:
            names = list(dict.fromkeys((found[path].name or path, written)))
            first = f"it first stands in line {found[path].key.line}"
            if len(names) > 1:
                first = f"`{names[0]}`, in line {found[path].key.line}, and `{names[1]}` are one fact: write it once"
            problems.append(Problem("RTX109", f"`{path}` is given twice", entry.location, first))
        else:
            found[path] = Written(entry.location, entry.node, "" if path == written else written)
    return found, problems


def known_as(path: str) -> str | None:
    """The fact, record or label that a path means, by its own or another name; None where it means none."""
    if path in VOCABULARY or path in RECORDS or path in LABELS:
        return path
    from recurtx.profile.spellings import fact_named

    return fact_named(path) if len(path) < _LONGEST else None


_UNKNOWN = re.compile(r"unknown (?:fact|key) `([^`…]+)`")
"""What ``unknown_fact`` says of a name."""
_SHOWN = 200
"""Characters of an assignment that name its place."""
_LONGEST = 100
"""No name of a fact is longer."""
_MOST_WORDS = 4
"""Nor has it more words."""


def _entries(root: Table, problems: list[Problem]) -> Iterator[tuple[str, Entry]]:
    for entry in root:
        section = _section_of(entry)
        if section is None:
            yield entry.key, entry
        elif isinstance(entry.node, Table):
            yield from ((f"{section}.{child.key}", child) for child in _whole_numbers(section, entry.node, problems))
        elif not (isinstance(entry.node, Scalar) and entry.node.value is None):
            problems.append(_section(section, entry.node.location))


def _whole_numbers(section: str, table: Table, problems: list[Problem]) -> Iterator[Entry]:
    """The entries of a section, but no number that a decimal comma split in two, as in ``{albumin: 3,4}``."""
    entries = list(table)
    split = [_split_by_comma(entry, rest) for entry, rest in pairwise(entries)]
    for entry, number, behind in zip(entries, (*split, ""), ("", *split), strict=False):
        if number:
            path = known_as(f"{section}.{entry.key}") or f"{section}.{entry.key}"
            hint = f"a comma ends a value in braces; write {number.replace(',', '.')}, with a point"
            problems.append(Problem("RTX122", f"`{path}` cannot be `{number}`", entry.node.location, hint))
        elif not behind:
            yield entry


def _split_by_comma(entry: Entry, rest: Entry) -> str:
    """The number as written, where one entry is digits and the next what stood behind a comma: digits, no value."""
    before, empty = entry.node, isinstance(rest.node, Scalar) and not rest.node.text.strip()
    number = isinstance(before, Scalar) and type(before.value) is int and empty and rest.key[:1].isdigit()
    return brief(f"{before.text},{rest.key}") if isinstance(before, Scalar) and number else ""


def _section_of(entry: Entry) -> str | None:
    """The section that an entry holds, by its own or another name; under another it must be a mapping."""
    if entry.key in SECTIONS or not isinstance(entry.node, Table) or "." in entry.key:
        return entry.key if entry.key in SECTIONS else None
    from recurtx.profile.spellings import section_named

    return section_named(entry.key) if len(entry.key) < _LONGEST else None


def _section(name: str, place: Location) -> Problem:
    first = next(iter(SECTIONS[name].model_fields))
    return Problem("RTX111", f"`{name}` is a section and holds facts, such as `{name}.{first}`", place)


def unknown_fact(path: str, place: Location) -> Problem:
    """That nothing is called so, with what may have been meant."""
    from recurtx.profile.spellings import element_named, facts_offered, otherwise_written

    elsewhere = otherwise_written(path) if len(path) < _LONGEST else ""
    if elsewhere:
        return Problem("RTX112", f"unknown fact `{path}`", place, elsewhere)
    element = element_named(path) if len(path) < _LONGEST else ""
    if element:
        return Problem("RTX112", f"unknown fact `{path}`", place, element)
    offered = facts_offered(path) if len(path) < _LONGEST else ()
    if offered:
        meant = " or ".join(f"`{name}` ({VOCABULARY[name].allowed()})" for name in offered)
        return Problem("RTX112", f"`{path}` is not the name of one fact", place, f"write {meant}")
    if len(path.split()) > _MOST_WORDS:
        # A sentence of a letter: it is of the patient, and is not repeated.
        place = replace(place, text="")
        return Problem(
            "RTX112", "a sentence stands here, not the name of a fact", place, "see `recurtx profile template`"
        )
    near = nearest_fact(path)
    known = f"the sections are {', '.join((*LABELS, *SECTIONS))}; see `recurtx profile template`"
    what = "key" if near and near not in VOCABULARY and near not in RECORDS else "fact"
    return Problem("RTX112", f"unknown {what} `{brief(path)}`", place, suggested_fact(near) or known)


def _of_a_drug(problem: Problem, names: Names) -> Problem:
    """Of an unknown fact that is the name of a drug, where drugs are recorded."""
    unknown = _UNKNOWN.fullmatch(problem.message) if problem.code == "RTX112" else None
    drugs = names.meaning(key(unknown[1].rpartition(".")[2])) if unknown else None
    if not drugs:
        return problem
    listed = f"[{', '.join(drugs)}]"
    hint = (
        f"drugs are named in lists: `prior.agents: {listed}` was received, `prior.progressed_on: {listed}` has failed"
    )
    return replace(problem, help=hint)


def suggested_fact(near: str | None) -> str:
    """The help that names a fact with its values, or a section."""
    return suggestion(near) + (f" ({VOCABULARY[near].allowed()})" if near and near in VOCABULARY else "")


def nearest_fact(path: str) -> str | None:
    """The fact or section whose name is nearest to ``path``: the whole path, or the name in its section or any."""
    section, _, name = path.rpartition(".")
    names = {known.rpartition(".")[2]: known for known in reversed(tuple(VOCABULARY))}
    if (name or path) in names:
        return names[name or path]
    if section in SECTIONS:
        inside = nearest(name, SECTIONS[section].model_fields)
        near = f"{section}.{inside[0]}" if inside else None
    else:
        near = did_you_mean(path, (*VOCABULARY, *LABELS, *SECTIONS))
    return near or names.get(did_you_mean(name or path, names) or "")


def overrides(assignments: Iterable[str], where: str = "") -> tuple[dict[str, Written | None], list[Problem]]:
    """What ``path=value`` adds, replaces or, with an empty value, removes (None), and what is wrong with it.

    A mistake is placed at the assignment, behind ``where``, such as the option that it was given to.
    """
    found: dict[str, Written | None] = {}
    problems: list[Problem] = []
    for assignment in assignments:
        path, equals, text = assignment.partition("=")
        path, place = path.strip(), Location(f"{where} {brief(assignment, _SHOWN)}".strip())
        if not equals:
            message = f"`{brief(assignment)}` is not of the form path=value"
            problems.append(Problem("RTX140", message, place, "for example recurrence.pci=8"))
        elif path in SECTIONS:
            problems.append(_section(path, place))
        elif (known := known_as(path)) is None:
            problems.append(unknown_fact(path, place))
        elif not text.strip() or text.strip() == "null":
            found[known] = None
        else:
            try:
                root = read_text(text, place.path, placed=False, most=MAX_FACTS).root
                found[known] = Written(place, root, "" if known == path else path)
            except Unreadable as error:
                problems += error.problems
    return found, problems


def assemble(
    written: Mapping[str, Written], names: Names, where: str, problems: Iterable[Problem] = (), *, meant: bool = False,
    together: bool = True,
) -> Record:  # fmt: skip
    """Validate written facts, of which some ``problems`` may be known already.

    Other words than those of the vocabulary are understood, and the warnings say how; ``meant`` asks no number back.
    Unless they are looked at ``together``, nothing is said of facts that cannot stand beside each other.

    Raises:
        ProfileError: every mistake that the facts hold, at its place.
    """
    refuse_many((w.node for w in written.values()), where)
    reworder = Reworder(names, meant)
    written = reworder.facts(written)
    found = [*(_of_a_drug(problem, names) for problem in problems), *reworder.problems]
    profile, sound = _validated(written, where, found, names)
    asked = {p.location for p in reworder.problems}
    bad_names, warnings = _check_names(written, names, asked)
    if any(p.code == "RTX114" for p in bad_names):
        raise ProfileError([*found, *bad_names])
    better = {*asked, *(p.location for p in bad_names)}
    found = [*(p for p in found if p.code != "RTX124" or p.location not in better), *bad_names]
    if together:
        found += _whatever_type(sound, names) if profile is None else _contradictions(profile, sound, names)
    found += _named_twice(sound)
    if found or profile is None:
        raise ProfileError(found)
    return Record(profile, (*reworder.line(), *warnings), {path: w.node.location for path, w in written.items()})


def _validated(
    written: Mapping[str, Written], where: str, problems: list[Problem], names: Names
) -> tuple[Profile | None, Mapping[str, Written]]:
    """The profile of the facts that are valid, and these facts; what is not valid is added to ``problems``.

    No profile where the cancer type is missing or wrong, on which the meaning of other facts depends; where it is
    wrong, no facts either.
    """
    nodes = {path: w.node for path, w in written.items()}
    values = {path: plain(node) for path, node in nodes.items()}
    missing = values.get("cancer.type") is None
    if missing and not any("cancer" in p.message or _hides_the_type(p) for p in problems):
        hint = f"add `cancer: {{type: ...}}`, one of {VOCABULARY['cancer.type'].allowed()}"
        message = "`cancer.type` is missing; it is the one fact that every profile needs"
        problems.append(Problem("RTX113", message, Location(where), hint))
    try:
        return Profile.model_validate(_nested(values)), written
    except ValidationError as error:
        errors = [(_path_of(e["loc"]), e) for e in error.errors()]
    told = ((path, e) for path, e in errors if path in nodes and (e["type"] != "missing" or path in RECORDS))
    problems += each_once(explain(e, nodes, names) for _, e in told)
    sound = {path: w for path, w in written.items() if path not in dict(errors)}
    if "cancer.type" in dict(errors):
        return None, sound if missing else {}
    return Profile.model_validate(_nested({path: values[path] for path in sound})), sound


def _hides_the_type(problem: Problem) -> bool:
    """Whether a line that is not read may be the one that names the cancer."""
    return problem.code in ("RTX107", "RTX110") and any(word in problem.location.text for word in ("cancer", "type"))


def _path_of(steps: tuple[int | str, ...]) -> str:
    return str(steps[0]) if steps[0] in LABELS else ".".join(str(s) for s in steps[:2])


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path, value in values.items():
        section, dot, name = path.partition(".")
        if not dot:
            nested[section] = value
        elif value is not None:
            nested.setdefault(section, {})[name] = value
    nested.setdefault("cancer", {})
    return nested


def _groups(node: Node) -> Iterable[list[Scalar]]:
    """The single values of each list in a value; one that stands alone is a list of its own."""
    match node:
        case Scalar():
            yield [node]
        case Items():
            yield [item for item in node.items if isinstance(item, Scalar)]
            for item in node.items:
                yield from () if isinstance(item, Scalar) else _groups(item)
        case Table():
            for entry in node:
                yield from _groups(entry.node)


def _check_names(
    written: Mapping[str, Written], names: Names, asked: Collection[Location]
) -> tuple[list[Problem], list[str]]:
    """What is wrong with names of drugs and options, and what to say of drugs that no list knows; not where one is
    asked back already."""
    problems: list[Problem] = []
    unlisted: list[tuple[str, str]] = []
    for path, fact in written.items():
        kind = _kind(path)
        node = _drugs_of(fact.node) if path in RECORDS else fact.node
        for scalar in (s for group in _groups(node) for s in group if s.value is not None):
            name = str(scalar.value)
            if kind is Kind.OPTIONS and name not in names.options and scalar.location not in asked:
                message = f"unknown option `{brief(name)}` in `{path}`"
                otherwise = "see `recurtx rules list` for the options"
                problems.append(Problem.unknown("RTX126", message, scalar.location, name, names.options, otherwise))
            elif kind is Kind.AGENTS and not names.lists(name) and scalar.location not in asked:
                near = names.nearest(name) if len(name) < _LONGEST and len(unlisted) < _MOST_UNLISTED else None
                message = f"unknown drug `{brief(name)}` in `{path}`"
                problems += [Problem("RTX125", message, scalar.location, suggestion(near))] if near else []
                unlisted += [] if near else [(path, name)]
    if len({name for _, name in unlisted}) > _MOST_UNLISTED:
        path = unlisted[0][0]
        message = f"more than {_MOST_UNLISTED} drugs stand here that the rules do not list"
        problems.append(Problem("RTX114", message, written[path].key))
    return problems, unlisted_drugs(unlisted)


_MOST_UNLISTED = 200
"""So many drugs that the rules do not list may stand in a profile; of more, none is a patient's."""


def _kind(path: str) -> Kind | None:
    """The kind of a fact; a record names nothing but drugs, none for a label."""
    return Kind.AGENTS if path in RECORDS else VOCABULARY[path].kind if path in VOCABULARY else None


def _drugs_of(record: Node) -> Node:
    """The drugs that the entries of a record name; those of HIPEC are words of the vocabulary."""
    entries = record.items if isinstance(record, Items) else ()
    drugs = (entry.get("agents") for entry in entries if isinstance(entry, Table))
    return Items(tuple(node for node in drugs if node is not None), record.location)


def _contradictions(profile: Profile, written: Mapping[str, Written], names: Names) -> Iterable[Problem]:
    """Facts that cannot stand together; each problem names both."""
    situation = Situation.of(profile, names.agents, presume=False)
    return (_clash(clash, situation, written) for clash in clashes(situation))


def _clash(clash: Clash, situation: Situation, written: Mapping[str, Written]) -> Problem:
    other = f" {_shown(clash.other, situation)}{_at(clash.other, written)}" if clash.other else ""
    message = f"{_shown(clash.path, situation)} {clash.says}{other}"
    return Problem(clash.code, message, written[clash.path].node.location, clash.help)


def _whatever_type(written: Mapping[str, Written], names: Names) -> Iterable[Problem]:
    """What cannot stand together in a profile without a cancer type, whichever type it is."""
    values = {path: plain(w.node) for path, w in written.items()}
    by_type: dict[str, frozenset[Clash]] = {}
    for kind in VOCABULARY["cancer.type"].values:
        profile = Profile.model_validate(_nested({**values, "cancer.type": kind}))
        situation = Situation.of(profile, names.agents, presume=False)
        by_type[kind] = frozenset(clashes(situation))
    always = frozenset.intersection(*by_type.values())
    yield from (_clash(clash, situation, written) for clash in always)
    bad = {kind: {clash.path for clash in found - always} for kind, found in by_type.items()}
    if all(bad.values()):
        yield _no_type(bad, situation, written)


def _no_type(bad: Mapping[str, Collection[str]], situation: Situation, written: Mapping[str, Written]) -> Problem:
    """Facts that no cancer type fits, with their places; ``bad`` are those that each type contradicts."""
    first, *others = (path for path in written if any(path in paths for paths in bad.values()))
    facts = [_shown(first, situation), *(f"{_shown(path, situation)}{_at(path, written)}" for path in others)]
    fits = {path: [kind for kind, paths in bad.items() if path not in paths] for path in (first, *others)}
    hint = "; ".join(f"{_shown(path, situation)} goes with {', '.join(kinds)}" for path, kinds in fits.items())
    return Problem("RTX130", f"no cancer type fits {' and '.join(facts)}", written[first].node.location, hint)


def _shown(path: str, situation: Situation) -> str:
    if path in RECORDS:
        return f"`{path}`"
    if path in LABELS:
        return f"`{path}` {situation.history.as_of if situation.history else ''}".rstrip()
    content = situation.recorded.get(path)
    value = f"[{', '.join(sorted(content.present))}]" if isinstance(content, SetContent) else str(content)
    return f"`{path}` {value.lower() if isinstance(content, bool) else value}"


def _at(path: str, written: Mapping[str, Written]) -> str:
    if path not in written:
        return ""
    line = written[path].node.location.line
    return f" in line {line}" if line else f" in {written[path].node.location.path}"


def _named_twice(written: Mapping[str, Written]) -> Iterable[Problem]:
    for path, fact in written.items():
        for group in _groups(fact.node):
            seen: set[str] = set()
            for scalar in group:
                if scalar.text in seen:
                    yield Problem("RTX132", f"`{path}` names {scalar.text} twice", scalar.location)
                seen.add(scalar.text)
