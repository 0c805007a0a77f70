"""The one place that decides who may read what the server writes: nobody but the user it runs as.

Folders are 0700 and files 0600, said outright at every making, so that a lax umask changes nothing; what lay there
with other modes before is put right at every start. Nothing above the instance folder is ever touched.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from fieldapp.ground.problems import BadInput

FOLDER, FILE = 0o700, 0o600
OWN_FOLDERS = (
    "files",
    "packages",
    "uploads",
    "schedule",
    "places",
    "surveys",
)  # what the server keeps in its instance folder
OWN_FILES = ("settings.toml", "secret_key", "*.sqlite", "*.sqlite-*", ".*.part")


def folder(path: Path) -> Path:
    """Make a folder that is for nobody else, with what lacks above it; returns it.

    Raises:
        BadInput: it is a folder that everybody writes to, such as /tmp: closing it would shut others out.
    """
    if not path.is_dir():
        if not path.parent.exists():
            folder(path.parent)
        path.mkdir(mode=FOLDER, exist_ok=True)
    if path.stat().st_mode & stat.S_ISVTX:
        raise BadInput(f"{path} is a folder for everybody: give fieldapp one of its own.")
    _set(path, FOLDER)
    return path


def new_file(path: Path) -> int:
    """Open an empty file that is for nobody else, for writing; an older one of that name is emptied first.

    Returns the file's descriptor, for `os.fdopen`.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE)
    if stat.S_IMODE(os.fstat(handle).st_mode) != FILE:
        os.fchmod(handle, FILE)
    return handle


def write(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Put a file in its place whole or not at all, in a folder made where there is none.

    Args:
        durable: it is on the disk when this returns.
    """
    folder(path.parent)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            if durable:
                out.flush()
                os.fsync(out.fileno())
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def instance(path: Path) -> Path:
    """The instance folder, made or put right, with everything of ours in it.

    Raises:
        BadInput: as of `folder`.
    """
    folder(path)
    for name in OWN_FILES:
        for file in path.glob(name):
            _set(file, FILE)
    for name in OWN_FOLDERS:
        for found in _below(path / name):
            _set(found, FOLDER if found.is_dir() else FILE)
    return path


def _below(top: Path) -> Iterator[Path]:
    if top.is_symlink() or not top.is_dir():
        return
    yield top
    for place, folders, files in os.walk(top):
        for name in (*folders, *files):
            yield Path(place, name)


def database(path: str) -> None:
    """Make an SQLite file before SQLite does, or put it right, and what SQLite lays beside it with its modes.

    A file that is there is never opened: closing it would let go of every lock the process has on it, other programs
    would take the database for unused, and at their end remove its write-ahead log under the server.
    """
    with suppress(OSError):  # SQLite says in its own words what is wrong with the place
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))
    for end in ("", "-wal", "-shm", "-journal"):
        _set(Path(path + end), FILE)


def _set(path: Path, mode: int) -> None:
    """Only where it differs; what is somebody else's, or went away meanwhile, stays as it is."""
    with suppress(FileNotFoundError, PermissionError):
        found = path.lstat()
        if not stat.S_ISLNK(found.st_mode) and stat.S_IMODE(found.st_mode) != mode:
            path.chmod(mode)
