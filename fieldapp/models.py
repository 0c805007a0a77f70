"""Every table in one place, for migrations and for commands that walk all tables."""

from __future__ import annotations

from importlib import import_module

ROOMS = ("areas", "clinics", "accounts", "survey", "campaigns", "sync")
LISTENERS = ("fieldapp.reference", "fieldapp.sync.rejudge")


def import_all() -> None:
    """Import each room's models, so that the metadata is complete, and what listens to their changes."""
    for room in ROOMS:
        import_module(f"fieldapp.{room}.models")
    for listener in LISTENERS:
        import_module(listener)
