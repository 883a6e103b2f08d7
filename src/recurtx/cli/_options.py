"""Options that several commands share, defined once."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from recurtx.markup.write import Format

ProfileArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[PROFILE]",
        help="A profile as YAML or JSON, - for standard input, or a bundled case as case:ID.",
        show_default=False,
    ),
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Add or replace a fact; an empty value removes it. Repeatable.",
        show_default=False,
    ),
]
NoPresume = Annotated[
    bool, typer.Option("--no-presume", help="Presume nothing absent that is not recorded (for audit).")
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write to FILE instead of standard output.", show_default=False
    ),
]
Formats = Annotated[Format, typer.Option("--format", "-f", help="How to write the result.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every argument, also those that do not hold.")]


class Goal(str, Enum):
    """A verdict that changes may be asked to reach: every one but that which waits for information."""

    candidate = "candidate"
    candidate_with_caution = "candidate_with_caution"
    possible = "possible"
    not_candidate = "not_candidate"
    outside_scope = "outside_scope"
