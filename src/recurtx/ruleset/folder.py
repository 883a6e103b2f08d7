"""The files in a folder of rules, walked once, with an end; what they hold is none of its business."""

from __future__ import annotations

import os
from pathlib import Path

_MOST = 10_000
"""Files and folders; the shipped rules are under a hundred, so that more is a home folder or a disk."""
_MOST_BYTES = 32 * 1024 * 1024
"""Of all rule files together; the shipped rules are under two million."""


class TooLarge(Exception):
    """The folder holds more than any rules do; its text says what."""


def yaml_files(directory: Path) -> list[Path]:
    """Every YAML file, or what is named like one, in a folder and below it, sorted.

    What is hidden is a system's or a version control's own, and is left out.

    Raises:
        TooLarge: it is no folder of rules.
        OSError: it cannot be read.
    """
    found: list[Path] = []
    seen = size = 0
    for place, folders, names in os.walk(directory, onerror=_raise):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        seen += len(folders) + len(names)
        if seen > _MOST:
            raise TooLarge(f"holds more than {_MOST} files")
        every = [*folders, *names]
        here = [Path(place, n) for n in every if n.lower().endswith((".yaml", ".yml")) and not n.startswith(".")]
        size += sum(path.stat().st_size for path in here if path.is_file())
        if size > _MOST_BYTES:
            raise TooLarge(f"holds more than {_MOST_BYTES // 1024 // 1024} MiB of YAML")
        found += here
    return sorted(found)


def _raise(error: OSError) -> None:
    raise error
