"""The engine's own speed beside other engines, on 250 random rules of numbers, choices and yes/no facts.

    python benchmarks/engine.py                      # one patient at a time, all facts recorded
    python benchmarks/engine.py --rows 1000000       # and a table of them, beside SQL in DuckDB

All engines get the same conditions, written in their own language, and the same patients, in turn within one run; what
they find is compared rule by rule and patient by patient. Times are of the processor, medians, each of the first time
that an engine meets a patient. Engines that are not installed (extra ``bench``) are named and left out. Explanations,
which the others do not give, are not part of it; what verdicts of all options cost recurtx is a line of its own.
"""

from __future__ import annotations

import argparse
import platform
import random
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import recurtx
from recurtx.engine import Judgement
from recurtx.profile import VOCABULARY, Kind, Situation
from recurtx.program.compile import compiled
from recurtx.program.truths import Truths

sys.path.insert(0, str(Path(__file__).parent))
import scale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from recurtx.cohort.coded import Coded

    Test = Mapping[str, Any]
    Engine = Callable[[Any], list[bool]]

RULES, PATIENTS, SEED = 250, 40, 1
_TWINS = (
    "_now",
    "karnofsky",
    "frailty",
    "acellular",
    "lesion",
    "confirmed",
    "grade",
    "crs_count",
    "hipec_count",
    "line",
)
FACTS = [
    fact for path, fact in VOCABULARY.items()
    if not (fact.by_type or fact.applies_when or fact.is_set or fact.presumption or fact.kind is Kind.OPTIONS)
    and path != "cancer.type" and not path.endswith(("method", "sex")) and not any(twin in path for twin in _TWINS)
]  # fmt: skip
"""Facts that say nothing about each other, so that patients can be drawn at random."""


def main() -> None:
    """Every figure, on standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int, default=PATIENTS)
    parser.add_argument("--rows", type=int, default=0, help="also a table of so many patients")
    wanted = parser.parse_args()
    draw = random.Random(SEED)
    scale.FACTS[:] = FACTS
    with tempfile.TemporaryDirectory() as place:
        folder = scale.folder(Path(place) / "rules", RULES, SEED)
        rules = recurtx.Rules.load(folder)
        tests = {rule["id"]: _both(rule) for option in rules.options for rule in _written(folder, option)}
    print(f"{platform.machine()}, Python {platform.python_version()}; {len(tests)} rules, {len(FACTS)} facts")
    one_by_one(rules, tests, [drawn(rules, draw) for _ in range(wanted.patients)])
    if wanted.rows:
        table(rules, tests, wanted.rows)


def _written(folder: Path, option: str) -> list[dict[str, Any]]:
    import yaml

    rules: list[dict[str, Any]] = yaml.safe_load((folder / "options" / f"{option}.yaml").read_text())["rules"]
    return rules


def _both(rule: Mapping[str, Any]) -> Test:
    """The scope of a rule and its test as one condition: that it fires."""
    return {"all": [rule["for"], rule["when"]]} if "for" in rule else rule["when"]


def drawn(rules: recurtx.Rules, draw: random.Random) -> dict[str, Any]:
    """Facts of a random patient that do not contradict each other."""
    while True:
        facts = {"cancer.type": "other", **{fact.path: scale.value(fact, draw) for fact in FACTS}}
        try:
            rules.patient(facts)
        except recurtx.ProfileError:
            continue
        return facts


# One patient at a time


def one_by_one(rules: recurtx.Rules, tests: Mapping[str, Test], patients: list[dict[str, Any]]) -> None:
    """Which rules fire for a patient of whom everything is recorded."""
    made: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {"recurtx": ours(rules, tests)}
    for package, peer in PEERS.items():
        try:
            made[f"{package} {version(package)}"] = peer([*tests.values()])
        except (ImportError, PackageNotFoundError):
            print(f"left out: {package} is not installed")
    made["recurtx, with verdicts"] = with_verdicts(rules)
    times: dict[str, list[float]] = {name: [] for name in made}
    for prepare, engine in made.values():
        engine(prepare(patients[0]))  # once to be warm
    for number, facts in enumerate(patients[1:]):
        found = {}
        timed = "recurtx, with verdicts" if number % 2 else "recurtx"  # the other finds again what this one looks up
        order = sorted(made.items(), key=lambda one: one[0] != timed)
        for name, (prepare, engine) in order:
            ready = prepare(facts)
            start = time.process_time_ns()
            found[name] = engine(ready)
            lasted = (time.process_time_ns() - start) / 1000
            if name == timed or not name.startswith("recurtx"):
                times[name].append(lasted)
        del found["recurtx, with verdicts"]
        for name, acts in found.items():
            assert acts == found["recurtx"], (
                f"{name} differs: {[i for i, a in enumerate(acts) if a != found['recurtx'][i]]}"
            )
    print(f"{len(patients) - 1} patients, all agree; µs for one, median, and as a multiple of recurtx")
    for name, taken in sorted(times.items(), key=lambda item: median(item[1])):
        print(f"  {name:<36} {median(taken):>12,.0f} {median(taken) / median(times['recurtx']):>8,.1f}")


def ours(rules: recurtx.Rules, tests: Iterable[str]) -> tuple[Callable[[Any], Any], Engine]:
    """From the facts of a validated patient to the rules that fire; every node of the program is evaluated."""
    program = compiled(rules._ruleset)
    entries = {rule.id: rule for option in program.options.values() for rule in option.rules}
    rules_ = [entries[rule] for rule in tests]
    nodes = [(rule.when if rule.for_ < 0 else rule.for_, rule.when) for rule in rules_]
    true = (3, 0)

    def engine(recorded: Any) -> list[bool]:
        truths = Truths(program, Situation(recorded, rules._ruleset.agents, presume=False)).found
        return [truths[one] == true and truths[other] == true for one, other in nodes]

    return lambda facts: _recorded(rules, facts), engine


def with_verdicts(rules: recurtx.Rules) -> tuple[Callable[[Any], Any], Engine]:
    """The same, and from it the verdict of every option."""
    program = compiled(rules._ruleset)

    def engine(recorded: Any) -> Any:
        return Judgement(program, Situation(recorded, rules._ruleset.agents, presume=False)).outcomes

    return lambda facts: _recorded(rules, facts), engine


def _recorded(rules: recurtx.Rules, facts: Any) -> Any:
    return Situation.of(rules.patient(facts).profile, rules._ruleset.agents, presume=False).recorded


def spelled(test: Test, words: Mapping[str, str]) -> str:
    """A condition as an expression; ``words`` are the signs of the language, and how it writes a fact."""
    ((key, value),) = test.items()
    if key in ("all", "any"):
        return "(" + f" {words[key]} ".join(spelled(part, words) for part in value) + ")"
    if key == "not":
        return f"{words['not']}({spelled(value, words)})"
    fact = words["fact"].format(key.replace(".", "_"))
    if isinstance(value, bool):
        return f"({fact} == {words[str(value)]})"
    if isinstance(value, list):
        return words["in"].format(fact, ", ".join(f"'{v}'" for v in value))
    ((sign, number),) = value.items()
    return f"({fact} {'>=' if sign == 'at_least' else '<='} {number})"


C_LIKE = {"all": "&&", "any": "||", "not": "!", "fact": "{}", "in": "({} in [{}])", "True": "true", "False": "false"}
WORDS = {**C_LIKE, "all": "and", "any": "or", "not": "not "}


def _flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {path.replace(".", "_"): value for path, value in facts.items()}


def zen(tests: list[Test]) -> tuple[Callable[[Any], Any], Engine]:
    """All conditions as one list, which is its fastest form."""
    import zen as library

    ready = library.compile_expression("[" + ", ".join(spelled(test, WORDS) for test in tests) + "]")
    return _flat, ready.evaluate


def cel(tests: list[Test]) -> tuple[Callable[[Any], Any], Engine]:
    """All conditions as one list, compiled."""
    import cel as library

    ready = library.compile("[" + ", ".join(spelled(test, C_LIKE) for test in tests) + "]")
    return _flat, ready.execute


def cel_python(tests: list[Test]) -> tuple[Callable[[Any], Any], Engine]:
    """Each condition as a program."""
    import celpy

    environment = celpy.Environment()
    ready = [environment.program(environment.compile(spelled(test, C_LIKE))) for test in tests]
    return lambda facts: celpy.json_to_cel(_flat(facts)), lambda told: [bool(one.evaluate(told)) for one in ready]


def rule_engine(tests: list[Test]) -> tuple[Callable[[Any], Any], Engine]:
    """Each condition as a rule."""
    import rule_engine as library

    ready = [library.Rule(spelled(test, WORDS)) for test in tests]
    return _flat, lambda facts: [one.matches(facts) for one in ready]


def json_logic(tests: list[Test]) -> tuple[Callable[[Any], Any], Engine]:
    """Each condition as a tree."""
    from json_logic import jsonLogic

    def tree(test: Test) -> Any:
        ((key, value),) = test.items()
        if key in ("all", "any"):
            return {"and" if key == "all" else "or": [tree(part) for part in value]}
        if key == "not":
            return {"!": [tree(value)]}
        fact = {"var": key.replace(".", "_")}
        if isinstance(value, bool):
            return {"==": [fact, value]}
        if isinstance(value, list):
            return {"in": [fact, value]}
        ((sign, number),) = value.items()
        return {">=" if sign == "at_least" else "<=": [fact, number]}

    ready = [tree(test) for test in tests]
    return _flat, lambda facts: [bool(jsonLogic(one, facts)) for one in ready]


PEERS = {
    "zen-engine": zen,
    "common-expression-language": cel,
    "json-logic-qubit": json_logic,
    "rule-engine": rule_engine,
    "cel-python": cel_python,
}


# A table


def table(rules: recurtx.Rules, tests: Mapping[str, Test], rows: int) -> None:
    """Which rules fire, for every patient of a table, beside SQL made from the same rules.

    All is recorded: where something is missing recurtx knows more than SQL does, from limits and from other facts.
    """
    import duckdb
    import numpy as np
    import polars as pl

    from recurtx.cohort.circuit import Circuit, unpacked
    from recurtx.cohort.judging import CHUNK, Judge
    from recurtx.cohort.naming import named

    draw, kinds = random.Random(SEED + 1), {Kind.BOOLEAN: pl.Boolean, Kind.CHOICE: pl.Categorical}
    some = [drawn(rules, draw) for _ in range(40)]
    columns = {
        fact.path: pl.Series([facts.get(fact.path) for facts in some], dtype=kinds.get(fact.kind, pl.Float64))
        for fact in FACTS
    }
    few = pl.DataFrame({"cancer.type": pl.Series(["other"] * len(some), dtype=pl.Categorical), **columns})
    frame = few[np.random.default_rng(SEED).integers(0, len(few), rows)]
    judge = Judge(rules._ruleset, named(frame.columns, "table"), text=False, presume=False)
    plan = judge.plan(judge.reader.read(few)[0])
    entries = {rule.id: rule for option in plan.program.options.values() for rule in option.rules}
    nodes = [[node for node in (entries[rule].for_, entries[rule].when) if node >= 0] for rule in tests]
    fired = [plan.terms.every(map(plan.meaning.true, both)) for both in nodes]
    circuit = Circuit(plan.terms, fired)

    def counted_of(coded: Coded) -> list[int]:
        counts = [0] * len(fired)
        for start in range(0, rows, CHUNK):
            part = coded.some(slice(start, min(start + CHUNK, rows)))
            found = plan.run(circuit, part)
            there = (int(np.count_nonzero(unpacked(found[term], part.rows))) for term in fired)
            counts = [count + more for count, more in zip(counts, there, strict=True)]
        return counts

    coded = judge.reader.read(frame)[0]
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.register("handed", frame.rename({name: name.replace(".", "_") for name in frame.columns}).to_arrow())
    connection.execute("CREATE TABLE patients AS SELECT * FROM handed")
    sql = {**WORDS, "in": "({} IN ({}))", "fact": '"{}"'}
    counted = ", ".join(f"count(*) FILTER (WHERE {spelled(test, sql).replace('==', '=')})" for test in tests.values())
    query = f"SELECT {counted} FROM patients"
    ways = {
        "recurtx, from facts as codes": lambda: counted_of(coded),
        "recurtx, from the table": lambda: counted_of(judge.reader.read(frame)[0]),
        f"duckdb {version('duckdb')}, 2 threads": lambda: list(connection.execute(query).fetchone() or ()),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    found: dict[str, list[int]] = {}
    for _ in range(3):
        for name, way in ways.items():
            clock, processor = time.perf_counter(), time.process_time()
            found[name] = way()
            times[name].append((time.perf_counter() - clock, time.process_time() - processor))
    first, *others = found.values()
    assert all(other == first for other in others), "the counts differ"
    print(f"{rows:,} patients, which rules fire: the same counts; s, median of 3, and a multiple")
    base = median(processor for _, processor in times["recurtx, from facts as codes"])
    for name, taken in times.items():
        clock, processor = (median(column) for column in zip(*taken, strict=True))
        print(f"  {name:<36} {clock:>8.2f} by the clock {processor:>8.2f} of the processor {processor / base:>8,.1f}")


if __name__ == "__main__":
    main()
