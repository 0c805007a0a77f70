"""What waits for a person's word, kept a day in the instance folder for that person alone: uploaded files, and forms
that were filled in when her session had ended."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path

from flask import current_app, g

from fieldapp.ground import private
from fieldapp.ground.problems import Problem

KEPT_S = 24 * 3600
MOST = 20  # of one person; the oldest goes first, so that nobody fills the disk
TOKEN = re.compile(r"[0-9a-f]{32}\Z")


def keep(content: bytes, person: str | None = None, token: str | None = None) -> str:
    """Keep a file of `person`, by default the one signed in, under `token`, by default a new one; returns the word by
    which she gets it back."""
    person, token = person or g.person.id, token or secrets.token_hex(16)
    folder = private.folder(_folder())
    _clear(folder, person)
    private.write(folder / f"{person}-{token}", content)
    return token


def _clear(folder: Path, person: str) -> None:
    """Forget what is older than a day, and of this person's what is more than she may keep."""
    mine = []
    for old in folder.iterdir():
        try:
            age = time.time() - old.stat().st_mtime
        except FileNotFoundError:
            continue  # somebody else was quicker
        if age > KEPT_S:
            old.unlink(missing_ok=True)
        elif old.name.startswith(f"{person}-"):
            mine.append((-age, old))
    for _age, old in sorted(mine)[: max(len(mine) - MOST + 1, 0)]:
        old.unlink(missing_ok=True)


def kept(token: str) -> bytes:
    """The file kept under `token` for the signed-in person.

    Raises:
        Problem: `form_expired` when there is none any more.
    """
    content = kept_for(g.person.id, token)
    if content is None:
        raise Problem("form_expired")
    return content


def kept_for(person: str, token: str) -> bytes | None:
    """What is kept under `token` for this person; None when there is nothing, or it is somebody else's."""
    file = _folder() / f"{person}-{token}"
    return file.read_bytes() if TOKEN.match(token) and file.is_file() else None


def forget(token: str) -> None:
    """Remove what is kept for the signed-in person under `token`."""
    if TOKEN.match(token):
        (_folder() / f"{g.person.id}-{token}").unlink(missing_ok=True)


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "uploads"
