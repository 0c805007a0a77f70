"""Lets one process run tests more than once, as mutation testing does (`-p tests.asked_twice`, setup.cfg).

pytest keeps the names that `parametrize` gave, with all but plain letters escaped, and escapes them once more when it
collects again: a test that is then asked for by its name is not found, and every change would seem to be noticed. What
the program worked out in the run before and remembers (the compiled schedule) hides a change of what works it out.
"""

from __future__ import annotations

import functools
import gc

import pytest


def pytest_sessionstart() -> None:
    """Forget what functions of fieldapp remember."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and one.__module__.startswith("fieldapp."):
            one.cache_clear()


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Forget the names given before: they are made anew of what the test says."""
    for mark in metafunc.definition.iter_markers("parametrize"):
        if mark._param_ids_from is not None:
            object.__setattr__(mark._param_ids_from, "_param_ids_generated", None)
