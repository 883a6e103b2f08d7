"""The ids that rules give to things, and what they say of each other, of sources and of facts, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from recurtx.codes import FINDINGS
from recurtx.errors import Location, Problem, suggestion
from recurtx.profile import VOCABULARY, nearest_fact
from recurtx.profile.names import key as spelled
from recurtx.ruleset.agents import Agent, AgentClass, Regimen
from recurtx.ruleset.files import EVERY, OPTIONS, AgentsFile, ConceptsFile, SourcesFile
from recurtx.ruleset.invariant import Group, Invariant, Reached
from recurtx.ruleset.shape import (
    Advice,
    Citation,
    ConceptInfo,
    Option,
    Rule,
    Source,
    Trial,
    Usual,
)
from recurtx.ruleset.words import BRACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from recurtx.profile import Fact
    from recurtx.ruleset.files import At, Folder
    from recurtx.ruleset.shape import Allowed, Claim

What: TypeAlias = Literal["concept", "option", "agent", "drug", "way", "source", "rule", "judged", "advice"]
"""What an id names; a drug is an agent or a class of agents, a way an option or a drug, and what is judged an option or
a group of them."""
Known: TypeAlias = "Mapping[What, frozenset[str]]"
_UNIQUE: tuple[tuple[str, str, tuple[type[Any], ...], tuple[str, ...]], ...] = (
    ("concept", "RTX024", (ConceptInfo,), ()),
    ("agent", "RTX024", (Agent,), ()),
    ("source", "RTX024", (Source,), ()),
    ("trial", "RTX024", (Trial,), ("id",)),
    ("option", "RTX024", (Option,), ("id",)),
    ("rule", "RTX020", (Rule, Advice), ("id",)),
    ("invariant", "RTX024", (Invariant,), ("id",)),
    ("group", "RTX024", (Group,), ("id",)),
)
"""What has ids of its own: its name, the code where one occurs twice, the entries, and where in these to point."""
_REFERENCES: tuple[tuple[type[Any], str, What, str, str, str], ...] = (
    (Regimen, "agents", "agent", "RTX015", "unknown drug `{}`", "add it to agents.yaml"),
    (AgentClass, "id", "drug", "RTX015", "no drug has the class `{}`", "name a class of some drug"),
    (Option, "agents", "drug", "RTX015", "unknown drug `{}`", "add it to agents.yaml"),
    (Option, "parent", "option", "RTX018", "unknown option `{}` as parent", ""),
    (Trial, "option", "option", "RTX018", "unknown option `{}` of a trial", ""),
    (Rule, "conflicts_with", "rule", "RTX027", "`{1.id}` conflicts with unknown rule `{0}`", ""),
    (Rule, "replaced_by", "rule", "RTX028", "`{1.id}` is replaced by unknown rule `{0}`", ""),
    (Rule, "except_", "way", "RTX018", "`except` names an unknown way `{}`", "a way, a drug, or a class of drugs"),
    *(
        (Group, field, "option", "RTX018", "unknown option `{}` in a group", "")
        for field in ("options", "ways_of", "but")
    ),
    (Group, "classes", "drug", "RTX015", "no drug has the class `{}`", "name a class of some drug"),
    (Invariant, "options", "judged", "RTX018", "unknown option or group `{}`", "an option, or one of `groups`"),
    (Invariant, "shows", "advice", "RTX020", "unknown advice `{}`", "advice stands in advice.yaml"),
    (Invariant, "sources", "source", "RTX021", "unknown source `{}`", "add it to sources.yaml"),
    (
        Reached,
        "option",
        "option",
        "RTX018",
        "unknown option `{}`",
        "write the table anew: `recurtx rules verify --write`",
    ),
    (Usual, "source", "source", "RTX021", "unknown source `{}`", "add it to sources.yaml"),
    (Citation, "source", "source", "RTX021", "unknown source `{}`", "add it to sources.yaml"),
)
"""What names other things: an entry and its field, what that names, the code, and the words where it does not exist."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something named by its id, and the problem where nothing has that id."""

    what: What
    id: str
    code: str
    message: str
    place: Location
    otherwise: str = ""
    list_all: bool = False
    """Whether to list what exists where nothing has a similar id."""


def known_ids(folder: Folder) -> Known:
    """Every id by what it names; nothing where a file that lists them is broken, so that none counts as unknown."""
    known: dict[What, frozenset[str]] = {}
    if folder.each(ConceptsFile):
        known["concept"] = folder.ids(ConceptInfo)
    if folder.each(AgentsFile):
        known["agent"] = folder.ids(Agent)
        known["drug"] = known["agent"].union(*(a.classes for a, _ in folder.each(Agent)))
    if folder.each(SourcesFile):
        known["source"] = folder.ids(Source)
    if not any(name.startswith(OPTIONS) and name not in folder.models for name in folder.documents):
        known["option"], known["rule"] = folder.ids(Option), folder.ids(Rule)
        known["judged"] = known["option"] | folder.ids(Group)
        if "drug" in known:
            known["way"] = known["option"] | known["drug"]
    known["advice"] = folder.ids(Advice)
    return known


def unresolved(references: Iterable[Reference], known: Known) -> Iterator[Problem]:
    """References to nothing, with the nearest thing that exists."""
    for reference in references:
        ids = known.get(reference.what)
        if ids is not None and reference.id not in ids:
            otherwise = f"allowed: {', '.join(sorted(ids))}" if reference.list_all else reference.otherwise
            yield Problem.unknown(reference.code, reference.message, reference.place, reference.id, ids, otherwise)


def duplicates(folder: Folder) -> Iterator[Problem]:
    """Ids that are given twice."""
    for what, code, kinds, steps in _UNIQUE:
        first: dict[str, Location] = {}
        for entry, at in (found for kind in kinds for found in folder.each(kind)):
            place = at.place(*steps)
            if entry.id in first:
                yield Problem(code, f"{what} id `{entry.id}` occurs twice", place, f"first at {first[entry.id]}")
            first.setdefault(entry.id, place)


def spelled_twice(folder: Folder) -> Iterator[Problem]:
    """Other names that stand for two drugs, classes or combinations: one of them would hide the other."""
    first: dict[str, tuple[str, Location]] = {}
    entries: list[tuple[Agent | AgentClass | Regimen, At]] = [*folder.each(Agent), *folder.each(AgentClass)]
    for entry, at in (*entries, *folder.each(Regimen)):
        for k, word in enumerate(("", *entry.also)):
            place = at.place("also", k - 1) if word else at.place("id")
            owner, other = first.setdefault(spelled(word or entry.id), (entry.id, place))
            if owner != entry.id:
                message = f"`{word or entry.id}` stands for `{owner}` and for `{entry.id}`"
                yield Problem("RTX035", message, place, f"first at {other}; leave it with one of them")


def references(folder: Folder) -> Iterator[Reference]:
    """Everything that is named by its id outside conditions."""
    for kind, name, what, code, message, otherwise in _REFERENCES:
        for entry, at in folder.each(kind):
            said = getattr(entry, name)
            named = {(name, k): one for k, one in enumerate(said)} if isinstance(said, tuple) else {(name,): said}
            for steps, one in named.items():
                if one is not None:
                    place = at.place(*(("id",) if name == "conflicts_with" else steps))
                    yield Reference(what, one, code, message.format(one, entry), place, otherwise)


def _stems(folder: Folder) -> Iterator[Problem]:
    """Drugs whose names say that they belong to a class in which they are not."""
    stems = [(stem, drugs.id) for drugs, _ in folder.each(AgentClass) for stem in drugs.stems]
    for drug, at in folder.each(Agent):
        words = drug.id.split("_")
        for stem, name in stems:
            if name not in drug.classes and any(word.endswith(stem) for word in words):
                message = f"`{drug.id}` has the stem -{stem} of every {name}, and is not one"
                hint = f"add {name} to `classes`, or take {stem} from the `stems` of {name}"
                yield Problem("RTX034", message, at.place("id"), hint)


def contradictions(folder: Folder) -> Iterator[Problem]:
    """What the rules say that cannot be, although everything named exists."""
    yield from spelled_twice(folder)
    rules = {rule.id: rule for rule, _ in folder.each(Rule)}
    for rule, at in folder.each(Rule):
        yield from _applies(rule, at, shared=at.document is folder.documents.get(EVERY))
        yield from _braces(rule, at)
        yield from _conflicts(rule, at, rules)
        if (rule.status == "retired") != (rule.replaced_by is not None):
            message = f"`{rule.id}`: a retired rule, and only one, names its successor"
            yield Problem("RTX028", message, at.place("id"), "set `replaced_by`")
    named = [(advice.obtains, "obtains", at) for advice, at in folder.each(Advice)]
    named += [(drugs.limits, "limits", at) for drugs, at in folder.each(AgentClass)]
    for paths, key, at in named:
        for k, path in enumerate(paths):
            yield from _fact("RTX014", f"unknown fact `{path}`", path, at.place(key, k))
    yield from _stems(folder)
    for group, at in folder.each(Group):
        if not (group.options or group.ways_of or group.classes):
            message = f"the group `{group.id}` holds nobody"
            yield Problem("RTX010", message, at.place("id"), "name `options`, `ways_of` options, or `classes` of drugs")
    for law, at in folder.each(Invariant):
        yield from _law(law, at)
    for rule, at in folder.each(Rule):
        yield from _upkeep(rule, at)
    for option, at in folder.each(Option):
        yield from _upkeep(option, at)
    for advice, at in folder.each(Advice):
        yield from _upkeep(advice, at)
    for trial, at in folder.each(Trial):
        yield from _upkeep(trial, at)
    for concept, at in folder.each(ConceptInfo):
        yield from _allowed(concept.allow, at)
    sources = {source.id: source for source, _ in folder.each(Source)}
    for citation, at in folder.each(Citation):
        if citation.source in sources:
            yield from _cited(citation, sources[citation.source], at)


def _applies(rule: Rule, at: At, *, shared: bool) -> Iterator[Problem]:
    if shared and rule.applies is None:
        message = "a rule in every.yaml says `applies: options`, `agents` or `several_agents`"
        yield Problem("RTX010", message, at.place("id"))
    elif rule.applies is not None and not shared:
        yield Problem("RTX010", "`applies` has a meaning only in every.yaml", at.place("id"))
    if rule.except_ and (shared or not rule.effect.inherited):
        what = "a rule in every.yaml stands at each way itself" if shared else "ways inherit no rule that `supports`"
        yield Problem("RTX010", f"`except` has no meaning here: {what}", at.place("except"))
    if rule.usual and rule.effect.inherited:
        yield Problem("RTX010", "`usual` has a meaning only in a rule that `supports`", at.place("usual"))


def _upkeep(entry: Rule | Option | Advice | Trial, at: At) -> Iterator[Problem]:
    yield from _allowed(entry.allow, at)
    yield from _examples(entry, at)


def _allowed(allow: Iterable[Allowed], at: At) -> Iterator[Problem]:
    codes = [allowed.code for allowed in allow]
    for k, code in enumerate(codes):
        place = at.place("allow", k, "code")
        if code not in FINDINGS:
            message, otherwise = f"`{code}` cannot be allowed", f"findings: {', '.join(sorted(FINDINGS))}"
            yield Problem.unknown("RTX033", message, place, code, (), otherwise)
        elif code in codes[:k]:
            yield Problem("RTX033", f"`{code}` is allowed twice", place)


_OUTCOMES: Mapping[type[Any], tuple[object, ...]] = {
    Rule: (True, False, "unknown", "silent"), Option: (True, False, "unknown"), Advice: ("shown", "hidden"),
    Trial: (True, False, "unknown", "silent"),
}  # fmt: skip
"""What an example of each kind of thing can expect."""


def _examples(entry: Rule | Option | Advice | Trial, at: At) -> Iterator[Problem]:
    """Examples that say of a thing what is said of others."""
    kind, words = type(entry), ", ".join(str(word).lower() for word in _OUTCOMES[type(entry)])
    for k, example in enumerate(entry.examples):
        if example.then not in _OUTCOMES[kind]:
            message = f"`then` cannot be `{str(example.then).lower()}` here"
            yield Problem("RTX031", message, at.place("examples", k, "then"), f"allowed: {words}")
        waits = kind is Option and example.verdict == "needs_information"
        allowed = {
            "acts": kind is Rule, "verdict": kind in (Rule, Option), "becomes": waits, "option": kind is Rule,
        }  # fmt: skip
        for key, fits in allowed.items():
            if getattr(example, key) is not None and not fits:
                yield Problem("RTX031", f"`{key}` has no meaning here", at.place("examples", k, key), _WHOSE[key])


_WHOSE = {
    "acts": "only a rule acts", "verdict": "a verdict is that of an option or of the option of a rule",
    "becomes": "only an option whose verdict is needs_information becomes something",
    "option": "only an example of a rule names an option",
}  # fmt: skip


def _braces(rule: Rule, at: At) -> Iterator[Problem]:
    for path in BRACES.findall(rule.because):
        yield from _fact("RTX030", f"`because` names the unknown fact `{path}`", path, at.place("because"))


def _fact(code: str, message: str, path: str, place: Location) -> Iterator[Problem]:
    if path not in VOCABULARY:
        yield Problem(code, message, place, suggestion(nearest_fact(path)))


def _law(law: Invariant, at: At) -> Iterator[Problem]:
    """What an invariant must say to say anything."""
    if law.fact is not None:
        yield from _fact("RTX014", f"unknown fact `{law.fact}`", law.fact, at.place("fact"))
    said = [bool(law.never), bool(law.only), law.of_advice, law.of_two]
    if sum(said) != 1:
        message = f"`{law.id}` says one thing: `never`, `only`, `shows`, `urgent`, or `fact` with `worse`"
        yield Problem("RTX010", message, at.place("id"))
    if not law.of_advice and bool(law.options) == (law.applies is not None):
        yield Problem("RTX010", f"`{law.id}` is about `options`, or about all that it `applies` to", at.place("id"))
    fact = VOCABULARY.get(law.fact or "")
    if law.of_two != (law.worse is not None) or (fact is not None and law.worse not in _worse(fact)):
        message = f"`{law.id}`: of a number or a list of words `worse` is rising or falling, of a set it is more"
        yield Problem("RTX010", message, at.place("id"))


def _worse(fact: Fact) -> tuple[str, ...]:
    return ("more",) if fact.is_set else ("rising", "falling") if fact.is_number or fact.values else ()


def _conflicts(rule: Rule, at: At, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    for other in rule.conflicts_with:
        if other in rules and rule.id not in rules[other].conflicts_with:
            message = f"`{rule.id}` conflicts with `{other}`, which does not say so"
            yield Problem("RTX027", message, at.place("id"), "both rules name each other")


def _cited(citation: Citation, source: Source, at: At) -> Iterator[Problem]:
    """A citation against its source: its level, its claim, and what it says."""
    if citation.level is not None and citation.level < source.level:
        message = f"level {citation.level} is better than the best that `{source.id}` can have, {source.level}"
        yield Problem("RTX022", message, at.place("level"), "1 is the strongest, 5 is opinion")
    claim = claim_of(citation, source)
    if claim is None and (citation.claim or source.claims):
        yield _no_claim(citation, source, at)
    elif not citation.says and claim is None:
        message = f"`says` is missing: what does `{source.id}` say?"
        yield Problem("RTX059", message, at.place("source"))


def claim_of(citation: Citation, source: Source) -> Claim | None:
    """The claim of the source that a citation names."""
    return next((claim for claim in source.claims if claim.id == citation.claim), None)


def _no_claim(citation: Citation, source: Source, at: At) -> Problem:
    ids = [claim.id for claim in source.claims]
    what, key = "is cited by claim, and none is named", "source"
    if citation.claim:
        what, key = f"has no claim `{citation.claim}`", "claim"
    otherwise = f"its claims: {', '.join(ids) or 'none'}"
    return Problem.unknown("RTX023", f"`{source.id}` {what}", at.place(key), citation.claim or "", ids, otherwise)
