"""What all tests share: the shipped rules, loaded once, and how hypothesis is to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import strategies

if TYPE_CHECKING:
    from recurtx.ruleset import Ruleset

settings.register_profile("recurtx", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("recurtx")


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    """The shipped rules."""
    return strategies.loaded()
