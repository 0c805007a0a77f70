"""Every table, one file a noun, and the version and audit line of reference rows."""

from __future__ import annotations

import pkgutil
from importlib import import_module


def import_all() -> None:
    """Import every module of this folder, so that the metadata is complete."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
