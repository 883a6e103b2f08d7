"""The readers under atheris, which looks for input that reaches new lines of code: an extra, for whoever has hours.

    pip install atheris
    python tests/deep/guided.py profile -max_total_time=600

The first word is the reader, one of those in readers.py; the rest is for libFuzzer. Needs Linux.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # type: ignore[import-not-found]

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent)]

with atheris.instrument_imports(include=["recurtx"]):
    import readers

NAME = sys.argv.pop(1)


def once(data: bytes) -> None:
    """One input."""
    readers.read(NAME, data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()
