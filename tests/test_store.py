"""Rules as bytes: what is read back is what was written, and only what is asked for is read."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from recurtx.ruleset import Ruleset, load_ruleset, shipped_rules
from recurtx.ruleset.store import EXTRA, Packed, dump, load, pack

MINI = Path(__file__).parent / "mini_rules"
FOLDERS = {"mini": MINI, "shipped": shipped_rules()}


def differing(one: Ruleset, other: Ruleset) -> list[str]:
    return [f.name for f in fields(Ruleset) if f.compare and getattr(one, f.name) != getattr(other, f.name)]


@pytest.fixture(scope="module", params=FOLDERS)
def rules(request: pytest.FixtureRequest) -> Ruleset:
    return load_ruleset(FOLDERS[request.param])


@pytest.fixture(scope="module")
def stored(rules: Ruleset) -> Ruleset:
    return load(Packed(pack(dump(rules))), Path(rules.folder))


def test_everything_is_read_back(rules: Ruleset, stored: Ruleset) -> None:
    assert differing(stored, rules) == []
    assert tuple(stored.options) == tuple(rules.options)
    for name in rules.options:
        assert stored.lineage(name) == rules.lineage(name)
        assert stored.children(name) == rules.children(name)
        assert stored.family(name) == rules.family(name)


def test_types_of_values_are_kept(rules: Ruleset, stored: Ruleset) -> None:
    assert repr(list(stored.rules())) == repr(list(rules.rules()))
    assert stored.names == rules.names


def test_parts_of_what_is_read_back_are_the_parts(rules: Ruleset, stored: Ruleset) -> None:
    assert dump(stored) == dump(rules)
    assert pack(dump(stored)) == pack(dump(rules))


def test_rules_that_are_not_in_force_are_kept(tmp_path: Path) -> None:
    for file in (*MINI.glob("*.yaml"), *MINI.glob("options/*.yaml")):
        text = file.read_text(encoding="utf-8").replace("status: active", "status: draft")
        target = tmp_path / file.relative_to(MINI)
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    rules = load_ruleset(tmp_path)
    assert len(rules.inactive) > 0
    assert differing(load(Packed(pack(dump(rules))), tmp_path), rules) == []


def test_only_what_is_asked_for_is_read(rules: Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    line = Packed.line
    monkeypatch.setattr(Packed, "line", lambda self, section, key: asked.append(section) or line(self, section, key))
    stored = load(Packed(pack(dump(rules))), Path(rules.folder))
    first = next(iter(stored.options))
    assert stored.family(first) == rules.family(first)
    assert asked == []
    option = stored.options[first]
    assert len(option.rules) == len(rules.options[first].rules)
    assert asked == ["option"]
    assert option.rules[0].title == rules.options[first].rules[0].title
    assert asked == ["option", "rule"]


def test_others_keep_what_they_like_with_the_rules(rules: Ruleset) -> None:
    kept = {"program": {"a": ["\n"]}, "more": None}
    packed = Packed(pack(dump(rules), kept))
    assert {name: packed.line(EXTRA, name) for name in packed.keys(EXTRA)} == kept
    assert differing(load(packed, Path(rules.folder)), rules) == []


def test_another_format_is_refused(rules: Ruleset) -> None:
    parts = dump(rules)
    parts.header["format"] = 0
    with pytest.raises(ValueError, match="format 0"):
        Packed(pack(parts))


def test_no_yaml_is_loaded() -> None:
    program = "import sys, recurtx.ruleset.store; assert 'yaml' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
