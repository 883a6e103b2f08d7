"""The build hook: the wheel ships its rules compiled, so that the first answer comes at once, and pages for ``man``.

The compiled form is made from the rules and the code that go into the same wheel, and the same sources give the same
bytes. An editable install has none; there the user's cache serves.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_MANUAL = "recurtx-man1"


class CompiledRules(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled rules to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the rules, and write the manual, into files of their own beside the build."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from recurtx.program.library import SHIPPED, engine, key_of, marks_of, packed
        from recurtx.ruleset import load_ruleset
        from recurtx.ruleset.folder import yaml_files

        rules = root / "rules"
        target = Path(self.directory) / SHIPPED
        target.parent.mkdir(parents=True, exist_ok=True)
        ours = engine(built=True)
        marks = marks_of(yaml_files(rules), rules, ours)
        target.write_bytes(packed(load_ruleset(rules), key_of(rules, ours), marks))
        build_data["force_include"][str(target)] = f"recurtx/_rules/{SHIPPED}"
        from recurtx.cli.manual import man, manual

        pages = Path(self.directory) / _MANUAL
        pages.mkdir(exist_ok=True)
        for name, page in manual().items():
            (pages / f"{name.replace(' ', '-')}.1").write_text(man(page), encoding="utf-8", newline="\n")
        build_data["shared_data"][str(pages)] = "share/man/man1"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing but the wheel."""
        if version == "editable":
            return
        from recurtx.program.library import SHIPPED

        (Path(self.directory) / SHIPPED).unlink(missing_ok=True)
        shutil.rmtree(Path(self.directory) / _MANUAL, ignore_errors=True)
