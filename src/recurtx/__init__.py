"""recurtx: treatment options after recurrence of a cancer treated with CRS + HIPEC.

The package holds the rule language, the engine and the command line. Clinical knowledge lives in the YAML files of
``rules/``, never here. Importing the package imports nothing else, so that ``recurtx --version`` stays fast.
"""

from recurtx._version import __version__

__all__ = ["__version__"]
