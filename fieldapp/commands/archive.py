"""The format of a backup: a zip of one file of JSON lines per table and a manifest of counts and digests.

Knows files only, never the database. A row is a JSON array in the order of its table's columns, so that
any program can read it. What is not whole or was altered is refused before a single row is handed out.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from fieldapp.ground import private
from fieldapp.ground.problems import BadInput

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files/"
LINES = 1000
QUICK = 3  # zlib level

Rows = Iterable[Sequence[Any]]
Manifest = dict[str, Any]


def write(
    file: Path,
    about: dict[str, Any],
    tables: Iterable[tuple[str, list[str], Rows]],
    files: Iterable[Path] = (),
) -> Manifest:
    """Write a backup beside `file` and put it in its place when it is whole and on the disk.

    Args:
        file: where the backup goes; an older one of that name is replaced.
        about: what the manifest says besides its tables (time, version, revision).
        tables: name, columns and rows of each table, in the order they must come back in.
        files: kept beside them, each named by the SHA-256 of its content.

    Raises:
        BadInput: the file cannot be written; nothing is left behind.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with os.fdopen(private.new_file(part), "wb") as out:
            manifest = _write_zip(out, about, tables, files)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as wrong:
        raise BadInput(f"{file} cannot be written: {wrong.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write_zip(
    out: Any,
    about: dict[str, Any],
    tables: Iterable[tuple[str, list[str], Rows]],
    files: Iterable[Path],
) -> Manifest:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as packed:
        described = [_write_table(packed, *table) for table in tables]
        names = []
        for file in files:
            packed.write(file, FILES + file.name, zipfile.ZIP_STORED)
            names.append(file.name)
        manifest = {"format": FORMAT, **about, "tables": described, "files": names}
        packed.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _write_table(packed: zipfile.ZipFile, name: str, columns: list[str], rows: Rows) -> Manifest:
    found, digest = 0, hashlib.sha256()
    with packed.open(_member(name), "w", force_zip64=True) as out:
        for some in _in_portions(rows):
            words = "".join(json.dumps(list(row), ensure_ascii=False) + "\n" for row in some).encode()
            digest.update(words)
            out.write(words)
            found += len(some)
    return {"name": name, "columns": columns, "rows": found, "sha256": digest.hexdigest()}


def _in_portions(rows: Iterable[Any]) -> Iterator[Sequence[Any]]:
    walking = iter(rows)
    while some := list(islice(walking, LINES)):
        yield some


def _member(table: str) -> str:
    return f"{table}.jsonl"


def check(file: Path) -> Manifest:
    """The manifest of a backup that was read to its end and is exactly what was written.

    Raises:
        BadInput: not there, not a backup, truncated or altered.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            manifest: Manifest = json.loads(packed.read(MANIFEST))
            for table in manifest["tables"]:
                _check_table(packed, table)
            for name in manifest.get("files", []):
                if hashlib.sha256(packed.read(FILES + name)).hexdigest() != name:
                    raise ValueError(name)
    except OSError as wrong:
        raise BadInput(f"{file} cannot be read: {wrong.strerror}.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError):
        raise BadInput(f"{file} is not a whole backup: it was cut off or altered.") from None
    if manifest.get("format") != FORMAT:
        raise BadInput(f"{file} is a backup of a format this version does not know.")
    return manifest


def _check_table(packed: zipfile.ZipFile, table: Manifest) -> None:
    found, digest = 0, hashlib.sha256()
    with packed.open(_member(table["name"])) as lines:
        while block := lines.read(2**20):
            digest.update(block)
            found += block.count(b"\n")
    if (found, digest.hexdigest()) != (table["rows"], table["sha256"]):
        raise ValueError(table["name"])


def read(file: Path, table: Manifest) -> Iterator[list[dict[str, Any]]]:
    """Rows of one table of a checked backup, a thousand at a time, as column → value."""
    with zipfile.ZipFile(file) as packed, packed.open(_member(table["name"])) as lines:
        for some in _in_portions(lines):
            yield [dict(zip(table["columns"], json.loads(line), strict=True)) for line in some]


def read_files(file: Path, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file kept in a checked backup."""
    with zipfile.ZipFile(file) as packed:
        for name in manifest.get("files", []):
            yield name, packed.read(FILES + name)
