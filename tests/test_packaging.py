"""What is built can be used: the wheel holds the rules, the cases and the type marker, and a ruleset loads from it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from command import HERE, recurtx
from recurtx.cases import bundled_cases, constructed_cases
from recurtx.cli.manual import man, manual
from recurtx.ruleset import load_ruleset, rule_files, shipped_rules

if TYPE_CHECKING:
    from pathlib import Path

    from recurtx.ruleset import Ruleset

ROOT = HERE.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert built.returncode == 0, built.stderr
    (file,) = folder.glob("recurtx-*-py3-none-any.whl")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def names(folder: Path, pattern: str) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob(pattern) if "__pycache__" not in path.parts}


def test_wheel_holds_every_module_and_the_type_marker(wheel: Path) -> None:
    assert names(wheel / "recurtx", "*.py") == names(ROOT / "src" / "recurtx", "*.py")
    assert (wheel / "recurtx" / "py.typed").is_file()
    assert (wheel / "recurtx" / "explore" / "explore.tcss").is_file()


def test_wheel_holds_every_rule_file_and_every_case(wheel: Path) -> None:
    shipped = names(shipped_rules(), "*.yaml")
    single = {"ruleset", "concepts", "agents", "sources", "every", "advice", "trials"}
    assert {f"{name}.yaml" for name in single} <= shipped
    assert names(wheel / "recurtx" / "_rules", "*.yaml") == shipped
    assert {path.stem for path in (wheel / "recurtx" / "cases" / "data").glob("*.yaml")} == {
        *bundled_cases(),
        *constructed_cases(),
    }


def test_wheel_holds_neither_tests_nor_byte_code(wheel: Path) -> None:
    assert [str(p) for p in wheel.rglob("*") if p.suffix in (".pyc", ".pyo") or p.name.startswith("test_")] == []


def test_wheel_holds_a_page_of_the_manual_for_every_command(wheel: Path) -> None:
    (data,) = wheel.glob("recurtx-*.data")
    pages = {
        path.name: path.read_text(encoding="utf-8") for path in (data / "data" / "share" / "man" / "man1").iterdir()
    }
    assert pages == {f"{name.replace(' ', '-')}.1": man(page) for name, page in manual().items()}


def test_rules_from_the_wheel_are_the_rules(wheel: Path, ruleset: Ruleset) -> None:
    assert load_ruleset(wheel / "recurtx" / "_rules").digest == ruleset.digest
    assert len(rule_files(wheel / "recurtx" / "_rules")) == len(rule_files(shipped_rules()))


def test_package_from_the_wheel_finds_its_own_rules_and_cases(wheel: Path) -> None:
    argv = ("suggest", f"case:{bundled_cases()[0]}", "--format", "json")
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import recurtx; from recurtx.ruleset import shipped_rules;"
        "print(recurtx.__file__, shipped_rules(), file=sys.stderr); from recurtx.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(wheel), *argv], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.split() == [str(wheel / "recurtx" / "__init__.py"), str(wheel / "recurtx" / "_rules")]
    assert done.stdout == recurtx(*argv).out


def test_metadata_names_the_command_the_licence_and_only_the_wanted_dependencies(wheel: Path) -> None:
    (info,) = wheel.glob("recurtx-*.dist-info")
    assert "recurtx = recurtx.__main__:main" in (info / "entry_points.txt").read_text(encoding="utf-8")
    metadata = (info / "METADATA").read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    assert "License-Expression: Apache-2.0" in metadata
    lines = [line.split()[1] for line in metadata if line.startswith("Requires-Dist") and ";" not in line]
    assert {line.split(">")[0].lower() for line in lines} == {"typer", "pydantic", "rich", "pyyaml"}
