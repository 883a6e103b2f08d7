"""Docstrings where Python was told to leave them out (``-OO``): help and schemas are made of them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

_WITHOUT = 2
"""The level of optimisation from which on there are no docstrings."""


def restore(inside: str) -> None:
    """Give the functions and classes of a module, and of those below it, the docstrings that stand in their source."""
    if sys.flags.optimize < _WITHOUT:
        return
    for name, module in list(sys.modules.items()):
        if f"{name}.".startswith(f"{inside}."):
            _restore(module)


def _restore(module: ModuleType) -> None:
    import ast
    import inspect

    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found = getattr(module, node.name, None)
            if found is not None and not found.__doc__:
                found.__doc__ = ast.get_docstring(node, clean=False)
