"""The order of rules and files never matters."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import strategies as some
from recurtx.answer import answer
from recurtx.answer.document import document
from recurtx.profile import Profile
from recurtx.ruleset import load_ruleset, shipped_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recurtx.ruleset import Ruleset


def items(text: str, key: str) -> tuple[int, int, list[int]]:
    """Line at which the list under ``key`` begins, line at which it ends, and lines at which its items begin."""
    root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    assert isinstance(root, yaml.MappingNode)
    (node,) = (value for name, value in root.value if name.value == key)
    starts = [item.start_mark.line for item in node.value]
    return node.start_mark.line, node.end_mark.line, starts


def shuffled(text: str, key: str, shuffle: random.Random) -> str:
    """The same file with the list under ``key`` in another order."""
    lines = text.splitlines(keepends=True)
    first, end, starts = items(text, key)
    blocks = ["".join(lines[a:b]) for a, b in zip(starts, [*starts[1:], end], strict=True)]
    shuffle.shuffle(blocks)
    return "".join([*lines[:first], *blocks, *lines[end:]])


def shuffled_rules(folder: Path, seed: int) -> Path:
    """The shipped rules with everything in another order and every option in a file of another name."""
    shuffle = random.Random(seed)
    shutil.copytree(shipped_rules(), folder)
    paths = sorted((folder / "options").glob("*.yaml"))
    for path, place in zip(paths, shuffle.sample(range(len(paths)), len(paths)), strict=True):
        text = path.read_text(encoding="utf-8")
        path.unlink()
        if "\nrules:\n" in text:
            text = shuffled(text, "rules", shuffle)
        (folder / "options" / f"f{place:03}.yaml").write_text(text, encoding="utf-8")
    for name, key in (("concepts", "concepts"), ("every", "rules"), ("advice", "advice"), ("sources", "sources")):
        path = folder / f"{name}.yaml"
        if path.exists():
            path.write_text(shuffled(path.read_text(encoding="utf-8"), key, shuffle), encoding="utf-8")
    return folder


def said(profile: dict[str, Any], ruleset: Ruleset) -> dict[str, Any]:
    """The public answer, with findings in one order and without the digest of the files."""
    found = document(answer(Profile.model_validate(some.nested(profile)), ruleset)).model_dump(by_alias=True)
    del found["ruleset"]["digest"]
    for option in found["options"]:
        sort_findings(option)
    return found


def sort_findings(option: dict[str, Any]) -> None:
    option["findings"].sort(key=lambda finding: finding["rule"])
    option["stopped_by"].sort()
    for modality in option["modalities"]:
        sort_findings(modality)


def leaves(found: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of an answer, with the way to it."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from leaves(value, f"{at}.{key}")
    elif isinstance(found, list):
        for number, value in enumerate(found):
            name = value["id"] if isinstance(value, dict) and "id" in value else number
            yield from leaves(value, f"{at}.{name}")
    else:
        yield at, found


def different(one: Any, two: Any) -> dict[str, tuple[Any, Any]]:
    """Where two answers say something else, with what each says."""
    ours, theirs = dict(leaves(one)), dict(leaves(two))
    places = [at for at in ours.keys() | theirs.keys() if ours.get(at) != theirs.get(at)]
    return {at: (ours.get(at), theirs.get(at)) for at in places}


@pytest.mark.parametrize("seed", range(2))
def test_order_of_rules_and_files_does_not_matter(seed: int, ruleset: Ruleset, tmp_path: Path) -> None:
    other = load_ruleset(shuffled_rules(tmp_path / "rules", seed))
    assert {r.id for r in other.rules()} == {r.id for r in ruleset.rules()}
    spell = random.Random(seed).randbytes
    for _ in range(3):
        profile = some.profile(some.Choices(spell(some.BYTES)), some.shipped())
        one, two = (said(profile, rules) for rules in (ruleset, other))
        assert one == two or different(one, two) == {}
