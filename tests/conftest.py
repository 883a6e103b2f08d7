"""What all tests share: the shipped rules, loaded once, and how hypothesis is to run.

What is slow is shared; use it instead of making it anew:

- ``ruleset``: the shipped rules as read from their files; in a property test ``strategies.loaded()``.
- ``command.recurtx`` and ``command.mini`` run a command in this process; they read the shipped and the small rules
  once, and judge a patient once for all formats. ``command.in_process`` is for what a process of its own does.
- ``command.answer`` is ``recurtx.answer.answer`` for tests of pages: it remembers the last answers.
- A folder of rules of one's own belongs in ``tests/mini_rules`` or a copy of it: to read the shipped rules anew, to
  change one, takes seconds.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import strategies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.ruleset import Ruleset

gc.set_threshold(50_000, 20, 50)
settings.register_profile("recurtx", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("recurtx")


def pytest_collection_finish() -> None:
    """Tests and modules stay until the end."""
    strategies.kept()


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled rules go to a folder of the tests, and nothing is preferred by whoever runs them.

    Processes that run tests side by side share it: the shipped rules are compiled once for all.
    """
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    base = tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLORFGBG"):
            patch.delenv(name, raising=False)
        for name in ("XDG_CONFIG_HOME", "APPDATA"):
            patch.setenv(name, str(base / "config"))
        patch.setenv("RECURTX_CACHE", str((base if alone else base.parent) / "cache"))
        yield


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    """The shipped rules."""
    return strategies.loaded()
