"""The version of recurtx, and nothing else: read by the build and by ``recurtx --version``."""

__version__ = "0.1.0"
