"""Rule by rule: whether it can act, whether it can decide, and whether another says the same already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from recurtx.ruleset import Effect
from recurtx.symbolic.terms import TRUE
from recurtx.verify.report import CONTRADICTS, DEAD, IDLE, IMPLIED, UNDECIDED, UNUSED, Finding, Part
from recurtx.verify.solver import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from recurtx.program.nodes import OptionEntry, RuleEntry
    from recurtx.ruleset import Rule
    from recurtx.symbolic.terms import Term
    from recurtx.verify.prover import Prover


class Argument(NamedTuple):
    """A rule of an option, with the proposition that it acts inside the scope of the option."""

    option: OptionEntry
    entry: RuleEntry
    rule: Rule
    acts: Term
    inside: Term

    def found(self, code: str, message: str, help: str = "") -> Finding:
        """What was found of the rule."""
        return Finding(code, f"{self.rule.id}:{self.option.id}", message, self.rule.location, help=help)


def prove_rules(prover: Prover, tick: Callable[[], None]) -> Part:
    """Every rule of every option; of a rule written for many options it is enough that it does something for one."""
    part, jointly, allowed = Part("rules"), 0, 0
    shared: dict[tuple[str, str], list[Finding | None]] = {}
    for option in prover.program.options.values():
        arguments = _arguments(option, prover)
        for argument in arguments:
            tick()
            part.asked += 1
            rivals = [a for a in arguments if a is not argument and a.entry.effect is argument.entry.effect]
            every, alone = _of_rule(argument, rivals, prover)
            jointly += not every and not alone
            found = _without_allowed(argument, every, alone)
            allowed += len(every) - len([f for f in found if f.code != UNUSED])
            if argument.rule.shared:
                codes = {f.code: f for f in found}
                for code in (DEAD, CONTRADICTS, IDLE, IMPLIED):
                    shared.setdefault((argument.rule.id, code), []).append(codes.get(code))
                found = [f for f in found if f.code == UNDECIDED]
            part.findings += found
    part.findings += [each[0] for each in shared.values() if all(each) and each[0]]
    if allowed:
        part.told.append(f"{allowed} of what was found the rules allow, with the reason")
    if jointly:
        part.told.append(f"{jointly} never act alone among the rules of their option and effect, and none implies them")
    return part


def _without_allowed(argument: Argument, found: list[Finding], alone: bool) -> list[Finding]:
    """What a rule does not allow, with what it allows and is not found."""
    codes = {a.code for a in argument.rule.allow} & {DEAD, CONTRADICTS, IDLE, IMPLIED}
    missed = codes - {f.code for f in found} if found or alone else set()
    unused = [argument.found(UNUSED, f"`{code}` is allowed here, and is not found") for code in sorted(missed)]
    return [*(f for f in found if f.code not in codes), *unused]


def _arguments(option: OptionEntry, prover: Prover) -> list[Argument]:
    meaning, rules = prover.world.meaning, {r.id: r for r in prover.ruleset.options[option.id].rules}
    inside = meaning.true(option.inside)
    return [Argument(option, e, rules[e.id], meaning.true(e.acts), inside) for e in option.rules]


def _of_rule(argument: Argument, rivals: Sequence[Argument], prover: Prover) -> tuple[list[Finding], bool]:
    """What is found of a rule, and whether it acts alone somewhere; where it does and decides, that is all."""
    alone = [-rival.acts for rival in rivals]
    if prover.whole.ask((argument.inside, argument.acts, *_deciding(argument, prover), *alone)) is Answer.POSSIBLE:
        return [], True
    answer = prover.whole.ask((argument.inside, argument.acts))
    if answer is Answer.UNDECIDED:
        message = f"whether `{argument.rule.id}` can act was not decided in time"
        return [argument.found(UNDECIDED, message)], False
    if answer is Answer.IMPOSSIBLE:
        return [_dead(argument, prover)], False
    return [*_idle(argument, prover), *_implied(argument, rivals, prover)], False


def _dead(argument: Argument, prover: Prover) -> Finding:
    """Why a rule never acts: its parts contradict each other, or the scope of its option leaves nobody."""
    meaning, name, option = prover.world.meaning, argument.rule.id, argument.option.id
    for_, when = meaning.true(argument.entry.for_), meaning.true(argument.entry.when)
    if prover.whole.ask((argument.acts,)) is Answer.POSSIBLE:
        return argument.found(DEAD, f"`{name}` never acts for a patient in the scope of {option}")
    required = argument.entry.effect is Effect.REQUIRES
    wanted = -meaning.can(argument.entry.when)[0] if required else when
    possible = [prover.whole.ask((term,)) is Answer.POSSIBLE for term in (for_, wanted)]
    if argument.entry.for_ >= 0 and all(possible):
        return argument.found(CONTRADICTS, f"`for` and `when` of `{name}` contradict each other for {option}")
    why = "there can be no patient who does not meet it" if required else "there can be no patient who meets it"
    return argument.found(DEAD, f"`{name}` never acts for {option}", why)


def _deciding(argument: Argument, prover: Prover, entry: OptionEntry | None = None) -> tuple[Term, ...]:
    """That nothing stronger has decided on the option, or on a way that inherits the rule."""
    entry = argument.option if entry is None else entry
    meaning, effect = prover.world.meaning, argument.entry.effect
    if effect.stops:
        return ()
    open_ = meaning.false(entry.stops)
    return (open_,) if effect is Effect.DISCOURAGES else (open_, meaning.false(entry.discourages))


def _idle(argument: Argument, prover: Prover) -> Iterator[Finding]:
    """Nothing hangs on a rule that only ever acts where a stronger one has decided already, in its ways too."""
    if not any(_decides(argument, entry, prover) for entry in (argument.option, *_heirs(argument, prover))):
        name, option = argument.rule.id, argument.option.id
        message = f"`{name}` can never decide on {option}: wherever it acts the option is stopped or discouraged"
        yield argument.found(IDLE, message)


def _decides(argument: Argument, entry: OptionEntry, prover: Prover) -> bool:
    inside = prover.world.meaning.true(entry.inside)
    return prover.whole.ask((inside, argument.acts, *_deciding(argument, prover, entry))) is not Answer.IMPOSSIBLE


def _heirs(argument: Argument, prover: Prover) -> Iterator[OptionEntry]:
    """The ways of an option that inherit a rule of it."""
    program, owner = prover.program, argument.option.id
    for entry in program.options.values():
        if entry is not argument.option and any(
            above.id == owner and rule is argument.entry for above, _, rule in program.heard(entry.id)
        ):
            yield entry


def _implied(argument: Argument, rivals: Sequence[Argument], prover: Prover) -> Iterator[Finding]:
    """Rules of the same option and effect, with as good evidence, that act wherever this one does."""
    names = []
    for other in _implying(argument, rivals, prover):
        if other.acts == TRUE:  # an argument that always stands would name every other
            continue
        same = argument in _implying(other, [argument], prover)
        if other.rule.level < argument.rule.level or (
            other.rule.level == argument.rule.level and not (same and other.rule.id > argument.rule.id)
        ):
            names.append(f"`{other.rule.id}` (level {other.rule.level})")
    if names:
        message = f"`{argument.rule.id}` (level {argument.rule.level}) adds nothing to {argument.option.id}"
        yield argument.found(IMPLIED, f"{message}: wherever it acts, so does {', and so does '.join(sorted(names))}")


def _implying(argument: Argument, rivals: Sequence[Argument], prover: Prover) -> list[Argument]:
    """Those that act wherever one does: first it is asked to act alone, and what stands against that is looked at."""
    silent: dict[Term, list[Argument]] = {}
    for rival in rivals:
        silent.setdefault(-rival.acts, []).append(rival)
    found: list[Argument] = []
    while prover.whole.ask((argument.inside, argument.acts, *silent)) is Answer.IMPOSSIBLE:
        blamed = prover.whole.blamed(silent)
        if not blamed:
            break
        there = silent.pop(blamed[0])
        if len(blamed) == 1 or prover.whole.ask((argument.inside, argument.acts, blamed[0])) is Answer.IMPOSSIBLE:
            found += there
    return found
