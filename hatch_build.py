"""The build hook: the wheel ships its rules compiled, so that the first answer comes at once.

The compiled form is made from the rules and the code that go into the same wheel, and the same sources give the same
bytes. An editable install has none; there the user's cache serves.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled rules to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the rules into a file of their own beside the build."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from recurtx.program.library import SHIPPED, engine, key_of, packed
        from recurtx.ruleset import load_ruleset

        rules = root / "rules"
        target = Path(self.directory) / SHIPPED
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(packed(load_ruleset(rules), key_of(rules, engine(built=True))))
        build_data["force_include"][str(target)] = f"recurtx/_rules/{SHIPPED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing but the wheel."""
        if version == "editable":
            return
        from recurtx.program.library import SHIPPED

        (Path(self.directory) / SHIPPED).unlink(missing_ok=True)
