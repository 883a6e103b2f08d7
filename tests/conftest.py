"""What all tests share: the shipped rules, loaded once, and how hypothesis is to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import strategies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.ruleset import Ruleset

settings.register_profile("recurtx", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("recurtx")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled rules go to a folder of the tests, and nothing is preferred by whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLORFGBG"):
            patch.delenv(name, raising=False)
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv("APPDATA", str(tmp_path_factory.mktemp("config")))
        patch.setenv("RECURTX_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    """The shipped rules."""
    return strategies.loaded()
