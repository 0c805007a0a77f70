"""Uploaded files that wait for a person's word: kept a day in the instance folder, for that person alone."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path

from flask import current_app, g

from fieldapp.problems import Problem

KEPT_S = 24 * 3600
TOKEN = re.compile(r"[\w-]{22}\Z", re.ASCII)


def keep(content: bytes) -> str:
    """Keep a file of the signed-in person; returns the word by which she gets it back."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - KEPT_S:
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(16)
    file = folder / f"{g.person.id}-{token}"
    file.touch(mode=0o600)
    file.write_bytes(content)
    return token


def kept(token: str) -> bytes:
    """The file kept under `token` for the signed-in person.

    Raises:
        Problem: `form_expired` when there is none any more.
    """
    file = _folder() / f"{g.person.id}-{token}"
    if not TOKEN.match(token) or not file.exists():
        raise Problem("form_expired")
    return file.read_bytes()


def forget(token: str) -> None:
    """Remove a kept file."""
    if TOKEN.match(token):
        (_folder() / f"{g.person.id}-{token}").unlink(missing_ok=True)


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "uploads"
