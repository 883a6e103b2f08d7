"""Names that a profile may use and that only the rules know: drugs with their other names, combinations, options."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from recurtx.profile.situation import Agents

if TYPE_CHECKING:
    from collections.abc import Mapping


def key(text: str) -> str:
    """A text as words are compared: letters and digits, in lower case, and the signs that can tell values apart."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("<=", "≤").replace(">=", "≥")
    return "".join(c for c in plain if c.isalnum() or c in "+<>≤≥%?")


@dataclass(frozen=True)
class Names:
    """Names that a profile may use and that only the rules know.

    ``synonyms`` maps other spellings of a drug or class to its name, ``regimens`` a combination to its drugs,
    ``option_words`` another word for options to those that it may mean.
    """

    agents: Agents = field(default_factory=Agents)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    regimens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: frozenset[str] = frozenset()
    option_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def lists(self, name: str) -> bool:
        """Whether the rules know a drug or class by this name."""
        return self.agents.lists(name)

    def meaning(self, word: str) -> tuple[str, ...] | None:
        """The drugs or the class that a key, or its singular, stands for."""
        plural = len(word) > _SHORT and word.endswith("s")
        return self._meanings.get(word) or (self._meanings.get(word[:-1]) if plural else None)

    def options_meant(self, word: str) -> tuple[str, ...]:
        """The options that a key may stand for: none, one, or several of which one has to be named."""
        return self._options.get(word, ())

    @cached_property
    def _options(self) -> Mapping[str, tuple[str, ...]]:
        return {key(word): found for word, found in self.option_words.items()} | {key(o): (o,) for o in self.options}

    @cached_property
    def _meanings(self) -> Mapping[str, tuple[str, ...]]:
        found = {key(name): tuple(drugs) for name, drugs in self.regimens.items()}
        found |= {key(other): (name,) for other, name in self.synonyms.items()}
        return found | {key(name): (name,) for name in (*self.agents.members, *self.agents.classes)}

    def nearest(self, word: str) -> str | None:
        """The drug or class that a misspelled word most likely means, or None where none is near."""
        import difflib  # 10 ms, and most profiles misspell nothing

        if len(key(word)) <= _SHORT:
            return None
        known = self._meanings
        near = difflib.get_close_matches(key(word), known, n=3, cutoff=_NEAR)
        meant = next((known[name] for name in near if _begin_alike(word, _spelled(name, known[name]))), ())
        return " and ".join(meant) or None


def _spelled(name: str, drugs: tuple[str, ...]) -> str:
    """A key as the drug is written, with its words apart; the key itself for a synonym."""
    return drugs[0] if len(drugs) == 1 and key(drugs[0]) == name else name


def _begin_alike(word: str, name: str) -> bool:
    """Whether two names begin with the same letters, and each of their words if they have as many.

    Names of one class end alike: `afatinib` is no misspelling of `apatinib`, but another drug.
    """
    one, other = (re.split(r"[\s_-]+", text.strip().lower()) for text in (word, name))
    return all(a[:2] == b[:2] for a, b in zip(one, other, strict=False))


_SHORT = 4
"""Names of so few letters are abbreviations, of which each means something else."""
_NEAR = 0.8
"""How alike a misspelling must be: drugs of one class differ in their first syllables only."""
