"""A folder of rule files into a ruleset, or into every mistake that they hold.

The steps are: read each file, check its shape, collect the ids, read the conditions, check references, link. A later
step runs only where the earlier ones left something to check, and all problems are raised together.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from recurtx.document import Document, Items, Node, Scalar, Table, Unreadable, plain, read_bytes, read_text
from recurtx.errors import Location, Problem, RulesError, did_you_mean
from recurtx.profile import VOCABULARY, Agents, Names, nearest_fact
from recurtx.ruleset import _files as f
from recurtx.ruleset._link import Linker, with_self
from recurtx.ruleset._model import (
    Advice,
    Citation,
    ConceptInfo,
    Effect,
    Gap,
    Option,
    Rule,
    Ruleset,
    Status,
    Trial,
    Urgency,
)
from recurtx.ruleset._read_condition import ConditionReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


__all__ = ["BRACES", "load_ruleset", "rule_files"]

BRACES = re.compile(r"\{([a-z_0-9.]+)\}")
"""A fact named in a sentence, such as ``{recurrence.pci}``."""

SINGLE: Mapping[str, type[BaseModel]] = {
    "ruleset.yaml": f.RulesetFile,
    "concepts.yaml": f.ConceptsFile,
    "agents.yaml": f.AgentsFile,
    "sources.yaml": f.SourcesFile,
    "every.yaml": f.EveryFile,
    "advice.yaml": f.AdviceFile,
    "trials.yaml": f.TrialsFile,
}
OPTIONAL = frozenset({"every.yaml", "advice.yaml", "trials.yaml"})
_UNREAD = frozenset({"for", "when"})
PATTERNS: Mapping[str, str] = {
    r"^[a-z][a-z0-9_]{1,59}$": "lower case letters, digits and underscores, 2 to 60, a letter first",
    r"^[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$": "lower case letters, digits and hyphens, a full stop, and the same again",
    r"^[a-z0-9][a-z0-9-]{1,79}$": "lower case letters, digits and hyphens, 2 to 80",
    r"^[a-z][a-z0-9-]{1,39}$": "lower case letters, digits and hyphens, 2 to 40, a letter first",
    r"^[A-Z][A-Z0-9-]{5,29}$": "capital letters, digits and hyphens, 6 to 30, a letter first",
    r"^[0-9][0-9A-Z.]*$": "digits, capital letters and full stops, a digit first, such as 3A.2",
    r"^[0-9]+\.[0-9]+\.[0-9]+$": "three numbers with full stops between, such as 1.2.3",
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "a year, a month or a day, such as 2026, 2026-11 or 2026-11-23",
    r"^https?://\S+$": "an address that begins with https:// or http://",
}
"""What each pattern of the rule files asks for, in words."""

Model = TypeVar("Model", bound=BaseModel)


def rule_files(directory: Path) -> list[Path]:
    """The files that make up a ruleset, in a fixed order."""
    return [*(directory / name for name in SINGLE), *sorted((directory / "options").glob("*.yaml"))]


def load_ruleset(directory: Path) -> Ruleset:
    """Read, check and link a folder of rules.

    Raises:
        RulesError: every mistake found, with file, line and column.
    """
    return _Loader(directory).load()


@dataclass
class _File:
    """A rule file that was read: its document and, where the shape is right, its model."""

    document: Document
    model: BaseModel


@dataclass
class _Loader:
    directory: Path
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, _File] = field(default_factory=dict)
    options: dict[str, tuple[f.OptionFile, Document]] = field(default_factory=dict)

    def load(self) -> Ruleset:
        self._read_all()
        self._fail()
        reader = self._reader()
        self._check_ids()
        self._fail()
        linker = Linker(
            {
                c.id: (reader.read(c.when), self._place("concepts.yaml", ("concepts", i)))
                for i, c in enumerate(self._concepts().concepts)
            },
            self._options(reader),
        )
        self.problems.extend(reader.problems)
        self._check_parents(linker.options)
        self._fail()
        ruleset = self._linked(linker, reader)
        self.problems.extend(reader.problems)
        self.problems.extend(linker.problems)
        self._check_references(ruleset)
        self._fail()
        return ruleset

    def _fail(self) -> None:
        if self.problems:
            raise RulesError(self.problems)

    # Reading

    def _read_all(self) -> None:
        place = Location(str(self.directory))
        try:
            if not self.directory.is_dir():
                what = "is not a folder" if self.directory.exists() else "does not exist"
                raise RulesError([Problem("RTX001", f"the rules folder {what}", place)])
            empty = not any(self.directory.rglob("*.yaml"))
        except OSError as error:
            reason = error.strerror or "unknown reason"
            raise RulesError([Problem("RTX001", f"the rules folder cannot be read: {reason}", place)]) from None
        if empty:
            hint = "a rules folder holds ruleset.yaml, options/*.yaml and others; see CONTRIBUTING"
            raise RulesError(
                [Problem("RTX002", "the rules folder holds no rules", Location(str(self.directory)), hint)]
            )
        self._find_unread()
        for name, model in SINGLE.items():
            self._read_single(name, model)
        paths = sorted((self.directory / "options").glob("*.yaml"))
        if not paths:
            self.problems.append(Problem("RTX002", "there is no option", Location(str(self.directory / "options"))))
        for path in paths:
            document = self._document(path)
            shaped = self._shaped(document, f.OptionFile) if document else None
            if document and shaped:
                self.options[path.name] = (shaped, document)

    def _find_unread(self) -> None:
        """YAML files that no ruleset has: nothing in the folder is passed over in silence."""
        read = set(rule_files(self.directory))
        found = (p for p in self.directory.rglob("*") if p.suffix.lower() in (".yaml", ".yml"))
        for path in sorted(p for p in found if p not in read):
            name = path.relative_to(self.directory).as_posix()
            near = did_you_mean(f"{path.stem}.yaml", SINGLE)
            hint = f"did you mean `{near}`?" if near and path.parent == self.directory else ""
            hint = "its name ends in `.yaml`" if path.parent.name == "options" and path.suffix != ".yaml" else hint
            self.problems.append(
                Problem(
                    "RTX004",
                    f"`{name}` is not read",
                    Location(str(path)),
                    hint or f"files: {', '.join(SINGLE)}, options/*.yaml",
                )
            )

    def _read_single(self, name: str, model: type[BaseModel]) -> None:
        path = self.directory / name
        if not path.exists():
            if name not in OPTIONAL:
                self.problems.append(Problem("RTX003", f"`{name}` is missing", Location(str(path))))
            return
        document = self._document(path)
        shaped = document and self._shaped(document, model)
        if document and shaped:
            self.files[name] = _File(document, shaped)

    def _document(self, path: Path) -> Document | None:
        try:
            return read_text(read_bytes(path, str(path)), str(path))
        except Unreadable as error:
            self.problems.extend(error.problems)
            return None

    def _shaped(self, document: Document, model: type[Model]) -> Model | None:
        try:
            return model.model_validate(_partly_plain(document.root))
        except ValidationError as error:
            self.problems.extend(_shape_problem(document, e, model) for e in error.errors())
            return None

    # Names

    def _concepts(self) -> f.ConceptsFile:
        return self._model("concepts.yaml", f.ConceptsFile)

    def _model(self, name: str, kind: type[Model]) -> Model:
        model = self.files[name].model
        if not isinstance(model, kind):
            raise TypeError(name)
        return model

    def _place(self, name: str, steps: tuple[str | int, ...]) -> Location:
        return self.files[name].document.locate(steps)

    def _agents(self) -> Names:
        model = self._model("agents.yaml", f.AgentsFile)
        classes = {a.id: frozenset(a.classes) for a in model.agents}
        members: dict[str, set[str]] = {}
        for agent in model.agents:
            for name in agent.classes:
                members.setdefault(name, set()).add(agent.id)
        synonyms = {other.lower(): a.id for a in model.agents for other in a.also}
        regimens = {name.lower(): tuple(r.agents) for r in model.regimens for name in (r.id, *r.also)}
        agents = Agents({name: frozenset(found) for name, found in members.items()}, classes)
        return Names(agents, synonyms, regimens, frozenset(m.option.id for m, _ in self.options.values()))

    def _reader(self) -> ConditionReader:
        names = self._agents()
        return ConditionReader(
            frozenset(c.id for c in self._concepts().concepts),
            names.options,
            frozenset(names.agents.classes) | frozenset(names.agents.members),
        )

    def _check_ids(self) -> None:
        self._unique(
            "concept",
            [(c.id, self._place("concepts.yaml", ("concepts", i))) for i, c in enumerate(self._concepts().concepts)],
        )
        self._check_regimens()
        agents = self._model("agents.yaml", f.AgentsFile).agents
        self._unique("agent", [(a.id, self._place("agents.yaml", ("agents", i))) for i, a in enumerate(agents)])
        sources = self._model("sources.yaml", f.SourcesFile).sources
        self._unique("source", [(s.id, self._place("sources.yaml", ("sources", i))) for i, s in enumerate(sources)])
        if "trials.yaml" in self.files:
            trials = self._model("trials.yaml", f.TrialsFile).trials
            self._unique(
                "trial", [(t.id, self._place("trials.yaml", ("trials", i, "id"))) for i, t in enumerate(trials)]
            )
        self._unique("option", [(m.option.id, d.locate(("option", "id"))) for m, d in self.options.values()])
        rules = [(r.id, d.locate(("rules", i, "id"))) for m, d in self.options.values() for i, r in enumerate(m.rules)]
        if "every.yaml" in self.files:
            every = self._model("every.yaml", f.EveryFile).rules
            rules += [(r.id, self._place("every.yaml", ("rules", i, "id"))) for i, r in enumerate(every)]
        if "advice.yaml" in self.files:
            advice = self._model("advice.yaml", f.AdviceFile).advice
            rules += [(a.id, self._place("advice.yaml", ("advice", i, "id"))) for i, a in enumerate(advice)]
        self._unique("rule", rules)

    def _check_regimens(self) -> None:
        model = self._model("agents.yaml", f.AgentsFile)
        known = {a.id for a in model.agents}
        for i, regimen in enumerate(model.regimens):
            for k, name in enumerate(regimen.agents):
                if name not in known:
                    place = self._place("agents.yaml", ("regimens", i, "agents", k))
                    self.problems.append(_unknown_drug(name, known, place))

    def _unique(self, what: str, ids: Sequence[tuple[str, Location]]) -> None:
        first: dict[str, Location] = {}
        for name, place in ids:
            if name in first:
                code = "RTX020" if what == "rule" else "RTX024"
                self.problems.append(
                    Problem(code, f"{what} id `{name}` occurs twice", place, f"first at {first[name]}")
                )
            else:
                first[name] = place

    # Options and rules

    def _options(self, reader: ConditionReader) -> dict[str, Option]:
        """Options with their own rules and those written for every option, conditions not yet linked."""
        shared = self._every(reader)
        found: dict[str, Option] = {}
        for model, document in self.options.values():
            rules = [self._rule(r, model.option.id, reader, document, i) for i, r in enumerate(model.rules)]
            rules += [_expanded(rule, model.option) for rule, applies in shared if applies == "options"]
            rules += [
                _expanded(rule, model.option) for rule, applies in shared if applies == "agents" and model.option.agents
            ]
            found[model.option.id] = _option(model.option, tuple(rules), reader, document)
        return _in_order(found)

    def _every(self, reader: ConditionReader) -> list[tuple[Rule, str]]:
        if "every.yaml" not in self.files:
            return []
        reader.self_allowed = True
        document = self.files["every.yaml"].document
        found: list[tuple[Rule, str]] = []
        for i, model in enumerate(self._model("every.yaml", f.EveryFile).rules):
            if model.applies is None:
                place = document.locate(("rules", i, "id"))
                self.problems.append(
                    Problem("RTX010", "a rule in every.yaml says `applies: options` or `agents`", place)
                )
                continue
            rule = replace(self._rule(model, "", reader, document, i), shared=True)
            found.append((rule, model.applies))
        reader.self_allowed = False
        return found

    def _rule(self, model: f.RuleModel, option: str, reader: ConditionReader, document: Document, i: int) -> Rule:
        place = document.locate(("rules", i, "id"))
        if option and model.applies is not None:
            self.problems.append(Problem("RTX010", "`applies` has a meaning only in every.yaml", place))
        for path in BRACES.findall(model.because):
            if path not in VOCABULARY:
                near = nearest_fact(path)
                self.problems.append(
                    Problem(
                        "RTX030",
                        f"`because` names the unknown fact `{path}`",
                        document.locate(("rules", i, "because")),
                        f"did you mean `{near}`?" if near else "",
                    )
                )
        return Rule(
            id=model.id, option=option, title=model.title, factor=model.factor, effect=Effect(model.effect),
            for_=None if model.for_ is None else reader.read(model.for_), when=reader.read(model.when),
            because=model.because, evidence=self._citations(model.evidence, document, ("rules", i)),
            conflicts_with=tuple(model.conflicts_with), status=model.status, reviewed=model.reviewed,
            review_due=model.review_due, examples=tuple(model.examples), location=place,
        )  # fmt: skip

    def _citations(
        self, evidence: Iterable[f.Evidence], document: Document, steps: tuple[str | int, ...]
    ) -> tuple[Citation, ...]:
        sources = {s.id: s for s in self._model("sources.yaml", f.SourcesFile).sources}
        found = []
        for k, entry in enumerate(evidence):
            place = document.locate((*steps, "evidence", k, "source"))
            source = sources.get(entry.source)
            if source is None:
                near = did_you_mean(entry.source.replace("-", "_"), (s.replace("-", "_") for s in sources))
                hint = f"did you mean `{near.replace('_', '-')}`?" if near else "add it to sources.yaml"
                self.problems.append(Problem("RTX021", f"unknown source `{entry.source}`", place, hint))
                continue
            found.append(self._citation(entry, source, document, (*steps, "evidence", k)))
        return tuple(found)

    def _citation(
        self, entry: f.Evidence, source: f.SourceModel, document: Document, steps: tuple[str | int, ...]
    ) -> Citation:
        level = entry.level or source.level
        if level < source.level:
            self.problems.append(
                Problem(
                    "RTX022",
                    f"level {level} is better than the best that `{source.id}` can have, {source.level}",
                    document.locate((*steps, "level")),
                    "1 is the strongest, 5 is opinion",
                )
            )
        claim = next((c for c in source.claims if c.id == entry.claim), None)
        if (entry.claim or source.claims) and claim is None:
            near = did_you_mean(entry.claim or "", (c.id for c in source.claims))
            ids = ", ".join(c.id for c in source.claims) or "none"
            hint = f"did you mean `{near}`?" if near else f"its claims: {ids}"
            what = f"has no claim `{entry.claim}`" if entry.claim else "is cited by claim, and none is named"
            place = document.locate((*steps, "claim" if entry.claim else "source"))
            self.problems.append(Problem("RTX023", f"`{source.id}` {what}", place, hint))
        says = entry.says or (claim.says if claim else "")
        if not says and (claim is not None or not (entry.claim or source.claims)):
            self.problems.append(
                Problem(
                    "RTX059", f"`says` is missing: what does `{source.id}` say?", document.locate((*steps, "source"))
                )
            )
        return Citation(source.id, level, says, entry.disagrees, entry.claim)

    def _check_parents(self, options: Mapping[str, Option]) -> None:
        known = {m.option.id: d for m, d in self.options.values()}
        for model, document in self.options.values():
            parent, place = model.option.parent, document.locate(("option", "parent"))
            if parent is not None and parent not in known:
                near = did_you_mean(parent, known)
                self.problems.append(
                    Problem(
                        "RTX018",
                        f"unknown option `{parent}` as parent",
                        place,
                        f"did you mean `{near}`?" if near else "",
                    )
                )
            elif model.option.id not in options:
                self.problems.append(Problem("RTX025", f"the parents of `{model.option.id}` form a circle", place))
            self._check_agents(model.option, document)

    def _check_agents(self, option: f.OptionModel, document: Document) -> None:
        agents = self._agents().agents
        known = {*agents.classes, *agents.members}
        for k, name in enumerate(option.agents):
            if name not in known:
                self.problems.append(_unknown_drug(name, known, document.locate(("option", "agents", k))))

    # Linking

    def _linked(self, linker: Linker, reader: ConditionReader) -> Ruleset:
        info = self._model("ruleset.yaml", f.RulesetFile)
        options = {}
        inactive: list[Rule] = []
        for option in linker.options.values():
            rules = tuple(linker.rule(r) for r in option.rules)
            inactive += [r for r in rules if r.status != "active"]
            for_ = None if option.for_ is None else linker.link(option.for_, option.id)
            active = tuple(r for r in rules if r.status == "active")
            gaps = tuple(replace(g, for_=linker.link(g.for_, option.id)) for g in option.gaps)
            options[option.id] = replace(option, for_=for_, rules=active, gaps=gaps)
        concepts = {
            c.id: ConceptInfo(
                c.id, c.name, c.means, linker.concept(c.id), self._place("concepts.yaml", ("concepts", i))
            )
            for i, c in enumerate(self._concepts().concepts)
        }
        return Ruleset(
            name=info.name, version=info.version, scope=info.scope, population=info.population,
            intended_use=info.intended_use, limits=tuple(info.limits), digest=self._digest(), options=options,
            concepts=concepts, advice=self._advice(linker, reader),
            sources={s.id: s for s in self._model("sources.yaml", f.SourcesFile).sources},
            names=self._agents(), inactive=tuple(inactive), trials=self._trials(linker, reader),
            places=dict(self._places()),
        )  # fmt: skip

    def _places(self) -> Iterator[tuple[str, Location]]:
        for i, source in enumerate(self._model("sources.yaml", f.SourcesFile).sources):
            yield source.id, self._place("sources.yaml", ("sources", i, "id"))
            for k, claim in enumerate(source.claims):
                yield f"{source.id} {claim.id}", self._place("sources.yaml", ("sources", i, "claims", k, "id"))

    def _advice(self, linker: Linker, reader: ConditionReader) -> tuple[Advice, ...]:
        if "advice.yaml" not in self.files:
            return ()
        document = self.files["advice.yaml"].document
        found = []
        for i, m in enumerate(self._model("advice.yaml", f.AdviceFile).advice):
            for k, path in enumerate(m.obtains):
                if path not in VOCABULARY:
                    near = nearest_fact(path)
                    self.problems.append(
                        Problem(
                            "RTX014",
                            f"unknown fact `{path}`",
                            document.locate(("advice", i, "obtains", k)),
                            f"did you mean `{near}`?" if near else "",
                        )
                    )
            for_ = None if m.for_ is None else linker.link(reader.read(m.for_), None)
            found.append(Advice(
                m.id, m.title, Urgency(m.urgency), for_, linker.link(reader.read(m.when), None), m.says,
                m.line or m.title.lower(), tuple(p for p in m.obtains if p in VOCABULARY),
                self._citations(m.evidence, document, ("advice", i)), tuple(m.examples),
                document.locate(("advice", i, "id")),
            ))  # fmt: skip
        order = list(Urgency)
        return tuple(sorted(found, key=lambda a: (order.index(a.urgency), a.level, a.id)))

    def _trials(self, linker: Linker, reader: ConditionReader) -> tuple[Trial, ...]:
        """Named trials, those that may take patients first."""
        if "trials.yaml" not in self.files:
            return ()
        document = self.files["trials.yaml"].document
        found = []
        for i, m in enumerate(self._model("trials.yaml", f.TrialsFile).trials):
            if m.option not in linker.options:
                near = did_you_mean(m.option, linker.options)
                place = document.locate(("trials", i, "option"))
                hint = f"did you mean `{near}`?" if near else ""
                self.problems.append(Problem("RTX018", f"unknown option `{m.option}` of a trial", place, hint))
            found.append(Trial(
                m.id, m.title, m.option, m.studies, m.phase, linker.link(reader.read(m.for_), m.option),
                linker.link(reader.read(m.when), m.option), tuple(m.beyond), Status(m.status), m.read, m.link,
                tuple(m.examples), document.locate(("trials", i, "id")),
            ))  # fmt: skip
        order = list(Status)
        return tuple(sorted(found, key=lambda t: (order.index(t.status), t.id)))

    def _digest(self) -> str:
        documents = {n: plain(file.document.root) for n, file in self.files.items()}
        documents |= {f"options/{n}": plain(d.root) for n, (_, d) in self.options.items()}
        text = json.dumps(documents, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _check_references(self, ruleset: Ruleset) -> None:
        rules = {r.id: r for r in (*ruleset.rules(), *ruleset.inactive)}
        for rule in rules.values():
            for other in rule.conflicts_with:
                if other not in rules:
                    near = did_you_mean(other.replace("-", "_"), (i.replace("-", "_") for i in rules))
                    hint = f"did you mean `{near.replace('_', '-')}`?" if near else ""
                    self.problems.append(
                        Problem("RTX027", f"`{rule.id}` conflicts with unknown rule `{other}`", rule.location, hint)
                    )
                elif rule.id not in rules[other].conflicts_with:
                    self.problems.append(
                        Problem(
                            "RTX027",
                            f"`{rule.id}` conflicts with `{other}`, which does not say so",
                            rule.location,
                            "both rules name each other",
                        )
                    )
        files: list[tuple[Sequence[f.RuleModel], Document]] = [(m.rules, d) for m, d in self.options.values()]
        if "every.yaml" in self.files:
            files.append((self._model("every.yaml", f.EveryFile).rules, self.files["every.yaml"].document))
        for models, document in files:
            for i, raw in enumerate(models):
                if (raw.status == "retired") != (raw.replaced_by is not None):
                    self.problems.append(
                        Problem(
                            "RTX028",
                            f"`{raw.id}`: a retired rule, and only one, names its successor",
                            document.locate(("rules", i, "id")),
                            "set `replaced_by`",
                        )
                    )
                elif raw.replaced_by is not None and raw.replaced_by not in rules:
                    self.problems.append(
                        Problem(
                            "RTX028",
                            f"`{raw.id}` is replaced by unknown rule `{raw.replaced_by}`",
                            document.locate(("rules", i, "replaced_by")),
                        )
                    )


def _unknown_drug(name: str, known: Iterable[str], place: Location) -> Problem:
    near = did_you_mean(name, known)
    return Problem(
        "RTX015", f"unknown drug `{name}`", place, f"did you mean `{near}`?" if near else "add it to agents.yaml"
    )


def _option(model: f.OptionModel, rules: tuple[Rule, ...], reader: ConditionReader, document: Document) -> Option:
    return Option(
        id=model.id, name=model.name, short=model.short or model.name, parent=model.parent,
        agents=tuple(model.agents), article=model.article, order=model.order, question=model.question,
        scope=model.scope, for_=None if model.for_ is None else reader.read(model.for_), about=model.about or "",
        rules=rules, location=document.locate(("option", "id")),
        gaps=tuple(Gap(reader.read(g.for_), g.says) for g in model.gaps),
    )  # fmt: skip


def _expanded(rule: Rule, option: f.OptionModel) -> Rule:
    names = tuple(option.agents) if option.agents and not _about_options(rule) else (option.id,)
    for_ = None if rule.for_ is None else with_self(rule.for_, names)
    return replace(rule, option=option.id, for_=for_, when=with_self(rule.when, names))


def _about_options(rule: Rule) -> bool:
    """Whether ``self`` in this rule stands for the option's id: it does in a test on the options declined."""
    from recurtx.profile import Kind
    from recurtx.ruleset._conditions import facts

    paths = (*facts(rule.when), *(facts(rule.for_) if rule.for_ else ()))
    return any(VOCABULARY[p].kind is Kind.OPTIONS for p in paths)


def _in_order(options: dict[str, Option]) -> dict[str, Option]:
    """Parents before children, siblings by order and id; options whose parents form a circle are left out."""
    found: dict[str, Option] = {}

    def add(parent: str | None) -> None:
        for option in sorted((o for o in options.values() if o.parent == parent), key=lambda o: (o.order, o.id)):
            found[option.id] = option
            add(option.id)

    add(None)
    for option in options.values():
        if option.parent is not None and option.parent not in options:
            found[option.id] = option
    return found


def _partly_plain(node: Node) -> object:
    """Plain values, but conditions left as nodes."""
    match node:
        case Scalar():
            return node.value
        case Items():
            return [_partly_plain(item) for item in node.items]
        case Table():
            return {e.key: e.node if e.key in _UNREAD else _partly_plain(e.node) for e in node}


def _shape_problem(document: Document, error: object, model: type[BaseModel]) -> Problem:
    details: dict[str, object] = dict(error)  # type: ignore[call-overload]
    steps = tuple(s for s in details["loc"] if isinstance(s, (str, int)))  # type: ignore[attr-defined]
    kind, last = details["type"], steps[-1] if steps else "the file"
    place = document.locate(steps)
    if kind == "extra_forbidden":
        around = _node_at(document, steps[:-1])
        place = around.entries[str(last)].location if isinstance(around, Table) else place
        return Problem("RTX010", f"unknown key `{last}`", place, _key_hint(str(last), model))
    if kind == "missing":
        return Problem("RTX010", f"`{last}` is missing", document.locate(steps[:-1]))
    what = f"`{last}`" if isinstance(last, str) and steps else "the file" if not steps else "this entry"
    cannot = f"{what} cannot be {_node_text(_node_at(document, steps))}"
    if kind == "string_pattern_mismatch":
        return Problem("RTX010", cannot, place, f"allowed: {PATTERNS[details['ctx']['pattern']]}")  # type: ignore[index]
    reason = str(details["msg"]).replace("True, False", "true, false")
    reason = "it takes a mapping" if kind == "model_type" else reason[:1].lower() + reason[1:]
    return Problem("RTX010", f"{cannot}: {reason}", place)


def _node_at(document: Document, steps: tuple[str | int, ...]) -> Node:
    node: Node = document.root
    for step in steps:
        if isinstance(node, Table) and str(step) in node.entries:
            node = node.entries[str(step)].node
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node


def _node_text(node: Node) -> str:
    if isinstance(node, Scalar):
        return f"`{node.text}`"
    return "this list" if isinstance(node, Items) else "this mapping"


def _key_hint(key: str, model: type[BaseModel]) -> str:
    known: Counter[str] = Counter()
    for kind in (
        model,
        f.OptionModel,
        f.RuleModel,
        f.Evidence,
        f.Example,
        f.Advice,
        f.SourceModel,
        f.GapModel,
        f.TrialModel,
    ):
        known.update(info.alias or name for name, info in kind.model_fields.items())
    near = did_you_mean(key, known)
    return f"did you mean `{near}`?" if near and near != key else ""
