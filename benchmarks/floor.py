"""The least that a program like recurtx can take: one command that validates a profile and prints a table.

It is a typer application, reads the same file, validates it with the same pydantic model, and prints a rich table of
40 rows. Nothing is judged.
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (typer reads it)
from typing import Annotated

import typer
import yaml
from rich.console import Console
from rich.table import Table

from recurtx.profile import Profile

app = typer.Typer()


@app.command()
def suggest(profile: Annotated[Path, typer.Argument(help="A profile as YAML.")]) -> None:
    """Validate a profile and print a table."""
    recorded = yaml.load(profile.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    facts = list(Profile.model_validate(recorded).recorded().items())
    table = Table("fact", "value", "again", "number")
    for number in range(40):
        path, value = facts[number % len(facts)]
        table.add_row(path, str(value), path, str(number))
    Console().print(table)


if __name__ == "__main__":
    app()
