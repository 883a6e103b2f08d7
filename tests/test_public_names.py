"""What a package offers is what it lists, in order."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import pytest

import recurtx

MODULES = sorted(m.name for m in pkgutil.walk_packages(recurtx.__path__, "recurtx.") if "__main__" not in m.name)
PACKAGES = sorted(m.name for m in pkgutil.walk_packages(recurtx.__path__, "recurtx.") if m.ispkg)


@pytest.mark.parametrize("name", MODULES)
def test_names_are_listed_in_order_and_exist(name: str) -> None:
    if name == "recurtx.cohort.spark":
        pytest.importorskip("pyspark")
    module = importlib.import_module(name)
    listed = getattr(module, "__all__", [])
    assert len(listed) == len(set(listed))
    by_case = sorted(listed, key=lambda n: (not n.isupper(), n[0].islower(), n))
    assert listed in (sorted(listed, key=str.lower), by_case)
    for entry in listed:
        assert hasattr(module, entry), entry


@pytest.mark.parametrize("name", PACKAGES)
def test_package_lists_what_it_imports_from_its_own_modules(name: str) -> None:
    package = importlib.import_module(name)
    if not hasattr(package, "__all__"):
        assert not [n for n in vars(package) if not n.startswith("_") and f"{name}.{n}" not in sys.modules]
        return
    own = {
        n
        for n, value in vars(package).items()
        if not n.startswith("_") and getattr(value, "__module__", "").startswith(name + ".")
    }
    assert own <= set(package.__all__)


def test_package_has_a_version() -> None:
    assert recurtx.__version__.count(".") == 2
