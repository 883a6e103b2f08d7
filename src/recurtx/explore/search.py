"""Looking a fact up by any word of it: its name, its path, its values and what clinicians write for them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Provider
from textual.content import Content

from recurtx.explore.facts import every_path, name_of, words_of
from recurtx.profile import VOCABULARY, Kind
from recurtx.ruleset.search import found_facts

if TYPE_CHECKING:
    from textual.command import Hits

    from recurtx.explore.app import Explorer

_MEANT = 100
"""What a hit counts that a profile would understand."""
_SOME = 3
"""Letters of a drug from which on it may be meant."""
_LESS = 0.5
"""What a hit in another word than the name counts."""


class FactSearch(Provider):
    """Facts for the palette."""

    @property
    def _explorer(self) -> Explorer:
        return cast("Explorer", self.app)

    async def discover(self) -> Hits:
        """Before anything is typed: what to find out next."""
        for path in self._explorer.questions:
            yield DiscoveryHit(name_of(path), partial(self._explorer.go, path), help=path)

    async def search(self, query: str) -> Hits:
        """Facts that the letters may mean, the nearest first."""
        matcher, meant = self.matcher(query), self._meant(query)
        for path in every_path():
            name, *others, question = words_of(path)
            score, word = max((matcher.match(w) * (1 if w == name else _LESS), w) for w in (name, *others))
            if path in meant:
                score, word = _MEANT, meant[path]
            elif query.lower() in question.lower():  # letters that are strewn over a sentence say nothing
                score, word = max((score, word), (_LESS, question))
            if score > 0:
                tail = () if word in (name, path) else ("  ", matcher.highlight(word))  # the path stands below it
                shown = Content.assemble(matcher.highlight(name) if word == name else name, *tail)
                yield Hit(score, shown, partial(self._explorer.go, path), text=name, help=path)
            await asyncio.sleep(0)  # no frame waits for the whole list

    def _meant(self, query: str) -> dict[str, str]:
        """By path what a word stands for that no fact is called: ``creatinine`` for eGFR, a drug for its places."""
        named = found_facts(query.split())
        meant = {named[0].path: query} if len(named) == 1 else {}
        names, asked = self._explorer.desk.ruleset.names, "_".join(query.lower().split())
        drugs = (*names.regimens, *names.agents.members, *names.agents.classes) if len(asked) >= _SOME else ()
        drug = min((name for name in drugs if name.startswith(asked)), key=len, default="")
        places = (f.path for f in VOCABULARY.values() if f.kind is Kind.AGENTS and drug)
        return {**meant, **dict.fromkeys(places, drug.replace("_", " "))}
