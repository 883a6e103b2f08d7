"""Two versions of the rules, proved: for each option whether it is as it was, stricter or laxer, and who shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recurtx.markup.block import Item, Text, spans
from recurtx.pages.sides import counted, listed, marked, option_name, section, verdict_words
from recurtx.pages.verify import plain_facts, told
from recurtx.verify.change import LAXER, OTHER, STRICTER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from recurtx.markup.block import Block, Page
    from recurtx.ruleset import Ruleset
    from recurtx.verify.change import Proof, Turn

_WORDS = {
    "equal": "no verdict turns", STRICTER: "stricter: no verdict is better", LAXER: "laxer: no verdict is worse",
    "different": "for some better, for some worse or other", "not decided": "not decided in time",
}  # fmt: skip
_LEADS = {STRICTER: "worse", LAXER: "better", OTHER: "other"}


def proof_page(proofs: Sequence[Proof], ruleset: Ruleset) -> Page:
    """What was proved of every option that both versions have."""
    return section("Proved, of every patient of whom all is known", list(_options(proofs, ruleset)), "no common option")


def _options(proofs: Sequence[Proof], ruleset: Ruleset) -> Iterator[Block]:
    turned = [proof for proof in proofs if proof.outcome != "equal"]
    for proof in turned:
        yield marked(proof.name, proof.option)
        yield Item("now", _WORDS[proof.outcome], 2)
        for how, turn in proof.turns.items():
            yield from _turn(_LEADS[how], turn)
        if proof.undecided:
            yield Item("open", f"whether one is {listed([_LEADS[how] for how in proof.undecided])}", 2)
    if equal := [option_name(ruleset.options[p.option]) for p in proofs if p.outcome == "equal"]:
        named = "every option" if not turned else f"{counted(len(equal), 'option')}: {listed(equal, 6)}"
        yield Text(f"{_WORDS['equal']}: {named}", 1)


def _turn(lead: str, turn: Turn) -> Iterator[Block]:
    yield Item(lead, (*spans(verdict_words(turn.before, ())), " → ", *spans(verdict_words(turn.after, ()))), 2)
    yield Item("who", "; ".join(told(turn.patient)), 2)


def proof_data(proofs: Sequence[Proof]) -> list[dict[str, Any]]:
    """The same as data."""
    return [
        {"option": p.option, "outcome": p.outcome, "undecided": list(p.undecided),
         "turns": {how: _turn_data(turn) for how, turn in p.turns.items()}}
        for p in proofs
    ]  # fmt: skip


def _turn_data(turn: Turn) -> dict[str, Any]:
    return {"before": turn.before.value, "after": turn.after.value, "patient": plain_facts(turn.patient)}


def proof_witnesses(proofs: Sequence[Proof]) -> Mapping[str, Turn]:
    """Every patient who shows a turn, by a name that a file can have."""
    return {f"{p.option}-{how}".replace("_", "-"): turn for p in proofs for how, turn in p.turns.items()}
