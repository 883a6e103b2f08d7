"""Compiled rules: read only where they are what their files say, and never a reason to fail."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

import strategies as some
from command import MINI
from recurtx.engine import judge
from recurtx.errors import RulesError
from recurtx.profile import VOCABULARY, Profile
from recurtx.program import library
from recurtx.program.compile import compiled
from recurtx.program.library import SHIPPED, engine, key_of, marks_of, open_rules, packed
from recurtx.program.possible import blank
from recurtx.ruleset import Ruleset, load_ruleset, shipped_rules
from recurtx.ruleset.folder import yaml_files

PATIENT = Profile.model_validate(some.nested({"cancer.type": "ovarian", "patient.ecog": 1, "recurrence.pci": 8}))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of its own."""
    monkeypatch.setenv("RECURTX_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of rules that may be changed."""
    return Path(shutil.copytree(MINI, tmp_path / "rules"))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders of which the files themselves were read."""
    found: list[Path] = []

    def watched(folder: Path) -> Ruleset:
        found.append(folder)
        return load_ruleset(folder)

    monkeypatch.setattr("recurtx.ruleset.load_ruleset", watched)
    return found


def kept(cache: Path) -> list[Path]:
    return sorted(cache.iterdir()) if cache.is_dir() else []


def same(one: Ruleset, other: Ruleset) -> bool:
    """Whether two rulesets say the same, of which one may be read from its compiled form."""
    a, b = compiled(one), compiled(other)
    alike = ("nodes", "variables", "cells", "coarse", "named", "applies", "options", "advice", "trials", "gaps")
    return all(getattr(a, name) == getattr(b, name) for name in alike) and one.digest == other.digest


def test_the_second_use_reads_the_compiled_form_and_answers_the_same(
    cache: Path, rules: Path, parsed: list[Path]
) -> None:
    first, second = open_rules(rules), open_rules(rules)
    assert parsed == [rules]
    assert len(kept(cache)) == 1
    assert same(first, second)
    assert judge(PATIENT, first).outcomes == judge(PATIENT, second).outcomes


def test_shipped_rules_are_the_same_from_their_compiled_form(cache: Path) -> None:
    assert same(some.loaded(), open_rules(shipped_rules()))
    assert same(some.loaded(), open_rules(shipped_rules()))


def test_what_is_kept_of_a_patient_by_the_cancer_alone_is_what_would_be_looked_up(cache: Path, rules: Path) -> None:
    fresh, kept = compiled(open_rules(rules)), compiled(open_rules(rules))
    cancers = VOCABULARY["cancer.type"].values
    assert not fresh.blank
    assert set(kept.blank) == {"", *cancers}
    for cancer in ("", *cancers):
        assert list(map(tuple, kept.blank[cancer])) == list(blank(fresh, cancer or None))


def test_a_changed_rule_is_read_anew(cache: Path, rules: Path, parsed: list[Path]) -> None:
    open_rules(rules)
    file = rules / "options" / "surgery.yaml"
    file.write_text(file.read_text().replace("name: ", "name: ", 1) + "# a remark\n")
    open_rules(rules)
    assert parsed == [rules, rules]
    assert len(kept(cache)) == 2


def test_another_engine_reads_anew(
    cache: Path, rules: Path, parsed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_rules(rules)
    monkeypatch.setattr(library, "engine", lambda: "99.0")
    open_rules(rules)
    assert parsed == [rules, rules]


@pytest.fixture
def packaged(rules: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of rules that is taken for that of the package, with its compiled form as a wheel has it."""
    monkeypatch.setenv("RECURTX_CACHE", "")
    monkeypatch.setattr(library, "shipped_rules", lambda: rules)
    marks = marks_of(yaml_files(rules), rules, engine())
    (rules / SHIPPED).write_bytes(packed(load_ruleset(rules), key_of(rules, engine()), marks))
    return rules


def altered(file: Path) -> None:
    """Say something else in as many bytes."""
    data = file.read_text()
    assert "name: Repeat surgery" in data
    file.write_text(data.replace("name: Repeat surgery", "name: Second surgery"))


def test_packaged_rules_are_used_without_a_look_into_their_files(
    packaged: Path, parsed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = load_ruleset(packaged)
    monkeypatch.setattr(library, "content", lambda *_, **__: pytest.fail("a file was read"))
    assert same(plain, open_rules(packaged))
    assert parsed == []


def test_packaged_rules_that_are_newer_than_their_compiled_form_are_read_where_they_say_something_else(
    packaged: Path, parsed: list[Path]
) -> None:
    file = packaged / "options" / "surgery.yaml"
    later = (packaged / SHIPPED).stat().st_mtime + 3600
    os.utime(file, (later, later))
    open_rules(packaged)
    assert parsed == [], "touched alone, it says what it said"
    altered(file)
    os.utime(file, (later, later))
    assert same(load_ruleset(packaged), open_rules(packaged))
    assert parsed == [packaged]


def test_packaged_rules_of_another_size_or_beside_another_file_are_read_anew(
    packaged: Path, parsed: list[Path]
) -> None:
    file = packaged / "options" / "surgery.yaml"
    before = file.read_text()
    file.write_text(f"{before}# a remark\n")
    open_rules(packaged)
    assert parsed == [packaged]
    file.write_text(before)
    open_rules(packaged)
    assert parsed == [packaged]
    (packaged / "extra.yaml").write_text("a: 1\n")
    with pytest.raises(RulesError, match="RTX004"):
        open_rules(packaged)


def test_a_spoiled_compiled_form_of_packaged_rules_is_no_answer(packaged: Path, parsed: list[Path]) -> None:
    place = packaged / SHIPPED
    good, data = open_rules(packaged), place.read_bytes()
    damaged = spoiled(data)
    del damaged["of other rules"]  # the marks still say of which rules it is
    for bytes_ in damaged.values():
        parsed.clear()
        place.write_bytes(bytes_)
        assert same(good, open_rules(packaged))
        assert parsed == [packaged]


def spoiled(data: bytes) -> dict[str, bytes]:
    """Ways in which a compiled form may be damaged."""
    middle = len(data) // 2
    return {
        "half written": data[:middle],
        "empty": b"",
        "one byte altered": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "longer": data + b"{}\n",
        "of other rules": data.replace(data.split(b" ")[1], b"0" * 64, 1),
        "no such thing": b"\x80\x04\x95 something pickled",
    }


@pytest.mark.parametrize("damage", spoiled(b"a b c\nd"))
def test_a_spoiled_compiled_form_is_no_answer(damage: str, cache: Path, rules: Path, parsed: list[Path]) -> None:
    good = open_rules(rules)
    place = kept(cache)[0]
    place.write_bytes(spoiled(place.read_bytes())[damage])
    assert same(good, open_rules(rules))
    assert parsed == [rules, rules]
    open_rules(rules)
    assert parsed == [rules, rules], "what was spoiled is written anew"


def test_the_folders_above_a_cache_are_made(tmp_path: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "one" / "in" / "another"
    monkeypatch.setenv("RECURTX_CACHE", str(place))
    open_rules(rules)
    assert len(kept(place)) == 1


@pytest.mark.parametrize(("platform", "set_", "place"), [
    ("linux", {"XDG_CACHE_HOME": "/x/cache"}, "/x/cache/recurtx"),
    ("linux", {}, "/x/home/.cache/recurtx"),
    ("darwin", {"XDG_CACHE_HOME": "/x/cache"}, "/x/home/Library/Caches/recurtx"),
    ("win32", {"LOCALAPPDATA": "/x/local"}, "/x/local/recurtx"),
    ("win32", {}, None),
])  # fmt: skip
def test_the_cache_of_the_user_is_where_the_system_keeps_caches(
    platform: str, set_: dict[str, str], place: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("RECURTX_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in set_.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(Path, "home", lambda: Path("/x/home"))
    monkeypatch.setattr("sys.platform", platform)
    assert [found.as_posix() for found in library.caches()] == ([] if place is None else [place])


def test_a_compiled_form_that_somebody_puts_beside_rules_of_ones_own_is_not_read(
    cache: Path, rules: Path, parsed: list[Path]
) -> None:
    surgery = rules / "options" / "surgery.yaml"
    text = surgery.read_text(encoding="utf-8")
    altered(surgery)
    marks = marks_of(yaml_files(rules), rules, engine())
    (rules / SHIPPED).write_bytes(packed(load_ruleset(rules), key_of(rules, engine()), marks))
    surgery.write_text(text, encoding="utf-8")
    assert open_rules(rules).options["surgery"].name == "Repeat surgery"
    assert parsed == [rules]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no file modes here")
def test_what_others_may_write_is_not_read(cache: Path, rules: Path, parsed: list[Path]) -> None:
    open_rules(rules)
    assert kept(cache)[0].stat().st_mode & 0o077 == 0
    assert cache.stat().st_mode & 0o077 == 0
    kept(cache)[0].chmod(0o666)
    open_rules(rules)
    assert parsed == [rules, rules]


def test_a_cache_that_cannot_be_written_is_no_error(
    tmp_path: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RECURTX_CACHE", str(tmp_path / "file" / "below"))
    assert same(load_ruleset(rules), open_rules(rules))


def test_no_cache_is_kept_where_none_is_wanted(
    tmp_path: Path, rules: Path, parsed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECURTX_CACHE", "")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    open_rules(rules)
    open_rules(rules)
    assert parsed == [rules, rules]
    assert sorted(tmp_path.rglob("*")) == before


def test_many_at_once_leave_one_whole_file(cache: Path, rules: Path) -> None:
    found: list[Ruleset] = []
    threads = [threading.Thread(target=lambda: found.append(open_rules(rules))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all(same(found[0], other) for other in found)
    assert [p.suffix for p in kept(cache)] == [".json"]


def test_rules_with_a_mistake_are_not_kept(cache: Path, rules: Path) -> None:
    (rules / "options" / "surgery.yaml").write_text("schema: 1\n")
    for _ in range(2):
        with pytest.raises(RulesError):
            open_rules(rules)
    assert kept(cache) == []


def test_an_unread_file_in_the_folder_counts(cache: Path, rules: Path) -> None:
    open_rules(rules)
    (rules / "extra.yaml").write_text("a: 1\n")
    with pytest.raises(RulesError, match="RTX004"):
        open_rules(rules)


def test_the_same_rules_give_the_same_bytes(rules: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(rules, tmp_path / "elsewhere"))
    one, two = (packed(load_ruleset(folder), key_of(folder, "1")) for folder in (rules, other))
    assert one == two
