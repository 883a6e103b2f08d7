"""What a shell may complete: paths of facts and their values, ids of what the rules and the package hold, profiles.

A completion never complains: where the rules cannot be read there is nothing to complete.
"""

from __future__ import annotations

import io
import os
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recurtx.cli.state import GLOBAL, UNDER_WAY, Settings
from recurtx.errors import RecurtxError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from recurtx.profile import Fact
    from recurtx.ruleset import Ruleset

ASKED = "_RECURTX_COMPLETE"
"""The variable in which a shell asks for completions."""
_PROFILES = (".yaml", ".yml", ".json")
_SPLIT = re.compile(r"([=:])")


def profiles(ctx: Any, incomplete: str) -> list[str]:
    """Bundled cases, and the profiles and folders beside what was typed."""
    from recurtx.cases import all_cases

    folder, _, begun = incomplete.rpartition("/")
    root = Path(f"{folder}/" if folder or incomplete.startswith("/") else ".")
    found = [f"case:{name}" for name in all_cases()]
    try:
        for path in sorted(root.iterdir()):
            if path.name.startswith(begun or path.name.lstrip(".")) and (path.is_dir() or path.suffix in _PROFILES):
                found.append(f"{incomplete[: len(incomplete) - len(begun)]}{path.name}{'/' * path.is_dir()}")
    except (OSError, ValueError):
        pass
    return found


def cases(ctx: Any, incomplete: str) -> list[str]:
    """Ids of the bundled cases."""
    from recurtx.cases import all_cases

    return all_cases()


def paths(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Paths of facts, each with its short name."""
    from recurtx.profile import VOCABULARY

    return [(path, fact.short) for path, fact in VOCABULARY.items()]


def changes(ctx: Any, incomplete: str) -> list[Any]:
    """Paths of facts and, behind the sign of equality, their values; in a list, those of its next element.

    One path alone comes with its values: a shell then leaves the cursor behind the sign.
    """
    from recurtx.profile import VOCABULARY

    path, equals, begun = incomplete.partition("=")
    if not equals:
        found = [known for known in VOCABULARY if known.startswith(path)]
        if len(found) != 1:
            return [(f"{known}=", VOCABULARY[known].short) for known in found]
        path = found[0]
    if path not in VOCABULARY:
        return []
    fact = VOCABULARY[path]
    before = begun[: max(begun.rfind("["), begun.rfind(",")) + 1]
    before += " " * begun[len(before) :].startswith(" ")
    head = f"{path}={before or '[' * fact.is_set}"
    return [head + word for word in _values(fact, ctx)] or [f"{path}="]


def _values(fact: Fact, ctx: Any) -> Iterable[str]:
    from recurtx.profile import Kind

    match fact.kind:
        case Kind.BOOLEAN:
            return ("true", "false")
        case Kind.WHOLE if (fact.high or 0) - (fact.low or 0) <= 40:
            return [f"{n}" for n in range(int(fact.low or 0), int(fact.high or 0) + 1)]
        case Kind.AGENTS:
            return _of_rules(ctx, lambda rules: sorted(rules.agents.members.keys() | rules.agents.classes.keys()))
        case Kind.OPTIONS:
            return options(ctx, "")
    return fact.values


def options(ctx: Any, incomplete: str) -> list[str]:
    """Ids of options and modalities."""
    return _of_rules(ctx, lambda rules: list(rules.options))


def profile_then_option(ctx: Any, incomplete: str) -> list[str]:
    """A profile first and an option second; with ``--set`` the option may stand alone."""
    first = [] if ctx.params.get("words") else profiles(ctx, incomplete)
    return [*first, *options(ctx, incomplete)] if not first or ctx.params.get("sets") else first


def rules(ctx: Any, incomplete: str) -> list[str]:
    """Ids of rules and named trials."""
    return _of_rules(ctx, lambda rules: [*rules.distinct(), *(trial.id for trial in rules.trials)])


def sources(ctx: Any, incomplete: str) -> list[str]:
    """Ids of sources."""
    return _of_rules(ctx, lambda rules: list(rules.sources))


def codes(ctx: Any, incomplete: str) -> list[str]:
    """Codes of mistakes."""
    from recurtx.codes import ALL, CODES

    return [*CODES, ALL]


def cancers(ctx: Any, incomplete: str) -> list[str]:
    """Words for the type of cancer."""
    from recurtx.profile import VOCABULARY

    return list(VOCABULARY["cancer.type"].values)


def effects(ctx: Any, incomplete: str) -> list[str]:
    """What a rule may do to its option."""
    from recurtx.ruleset import Effect

    return [effect.value for effect in Effect]


def factors(ctx: Any, incomplete: str) -> list[str]:
    """What a rule may be about."""
    from recurtx.ruleset.search import FACTORS

    return list(FACTORS)


def words(known: Iterable[Any]) -> Callable[..., list[str]]:
    """A completion of a closed list of words, or of the words of a choice."""
    listed = [str(getattr(word, "value", word)) for word in known]
    return lambda ctx, incomplete: listed  # noqa: ARG005


def _of_rules(ctx: Any, ids: Callable[[Ruleset], list[str]]) -> list[str]:
    """Something of the rules that the words so far name."""
    from recurtx.cli.inputs import ruleset
    from recurtx.cli.preferences import settled

    said: dict[str, Any] = {}
    while ctx is not None:
        said = {**{name: ctx.params[name] for name in GLOBAL if ctx.params.get(name)}, **said}
        ctx = ctx.parent
    before = UNDER_WAY.set(Settings())
    try:
        UNDER_WAY.set(settled(Settings(**said)))
        return ids(ruleset())
    except (RecurtxError, OSError):
        return []
    finally:
        UNDER_WAY.reset(before)


def whole_words(complete: Callable[[], None]) -> None:
    """Complete for bash, which splits words at `=` and `:` and takes back only what stands behind the last of them."""
    split = os.environ.get("COMP_WORDS", "").split("\n")
    try:
        at = int(os.environ.get("COMP_CWORD", ""))
    except ValueError:
        at = len(split) - 1
    joined: list[str] = []
    place, glued = 0, False
    for number, word in enumerate([*split, ""][: max(len(split), at + 1)]):
        sign = bool(word) and not word.strip("=:")
        if joined and (sign or glued) and word:
            joined[-1] += word
        else:
            joined.append(word)
        glued = sign
        place = len(joined) - 1 if number == at else place
    os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = "\n".join(joined), str(place)
    kept = "".join(_SPLIT.split(joined[place])[:-1]) if place < len(joined) else ""
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            complete()
    finally:
        print("\n".join(line.removeprefix(kept) for line in said.getvalue().splitlines()))  # noqa: T201
