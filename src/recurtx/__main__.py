"""Entry point of the ``recurtx`` command.

``--version`` alone is answered before anything heavy is imported.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        from recurtx._version import __version__

        print(f"recurtx {__version__}")
        return
    from recurtx.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
