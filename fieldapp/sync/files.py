"""Photos and other files, kept under the SHA-256 of their content: `files/ab/cd/abcd…` in the instance folder.

A file is written whole and is on the disk when the answer leaves, or not at all; the same content again
changes nothing.
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from fieldapp.ground import private
from fieldapp.ground.problems import Problem

NAME = re.compile(r"[0-9a-f]{64}\Z")
NAMED = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
LOOKS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"RIFF": "image/webp"}


def place(folder: Path, name: str) -> Path:
    """Where the file of this name lies, in folders of some hundreds at most.

    Raises:
        Problem: `wrong_value` when it is no lower-case SHA-256.
    """
    if not NAME.match(name):
        raise Problem("wrong_value", field="sha256")
    return folder / name[:2] / name[2:4] / name


def put(folder: Path, name: str, content: bytes) -> None:
    """Keep `content` under its name.

    Raises:
        Problem: `wrong_value` for a name that is none, `file_differs` when the content has another,
            `disk_full`.
    """
    file = place(folder, name)
    if hashlib.sha256(content).hexdigest() != name:
        raise Problem("file_differs", field="sha256")
    if file.exists():
        return
    try:
        private.write(file, content, durable=True)
    except OSError as wrong:
        raise Problem(
            "disk_full" if wrong.errno in (errno.ENOSPC, errno.EDQUOT) else "server_fault"
        ) from wrong


def kept(folder: Path) -> Iterator[Path]:
    """Every file, in order of name."""
    return (file for file in sorted(folder.glob("??/??/*")) if NAME.match(file.name))


def remove(folder: Path, names: Iterable[str]) -> None:
    """Forget these files."""
    for name in names:
        place(folder, name).unlink(missing_ok=True)


def mimetype(content: bytes) -> str:
    """What a browser may show it as; anything unknown is only to be saved."""
    return next(
        (kind for start, kind in LOOKS.items() if content.startswith(start)), "application/octet-stream"
    )
