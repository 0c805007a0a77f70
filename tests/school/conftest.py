"""Both databases with the small county of the sync tests; pages run on SQLite."""

from __future__ import annotations

from tests.sync.conftest import county_engine, engine

__all__ = ["county_engine", "engine"]
