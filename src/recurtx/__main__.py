"""Entry point of the ``recurtx`` command.

``--version`` alone is answered before anything heavy is imported.
"""

from __future__ import annotations

import gc
import sys

_INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells know it."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"] and _version():
        return
    # A command is over before garbage is worth collecting: 6 to 10 % less time, 2 MB more at the end of an interview.
    gc.disable()
    try:
        from recurtx.cli import run
    except KeyboardInterrupt:  # Ctrl-C while it starts
        sys.exit(_INTERRUPTED)
    code = run()
    gc.freeze()  # the interpreter collects once more when it ends, looking at everything: a tenth of the time
    sys.exit(code)


def _version() -> bool:
    """Print the version; false where it cannot be written, which the command line knows how to tell."""
    from recurtx._version import __version__

    try:
        print(f"recurtx {__version__}", flush=True)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
