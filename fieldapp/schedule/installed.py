"""The rule files of this server: the packaged ones, with corrected files an administrator has loaded on top."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fieldapp.problems import BadInput
from fieldapp.schedule.checking import check
from fieldapp.schedule.library import Shelf, load
from fieldapp.schedule.reading import read_sheet


def corrected_folder(instance: str) -> Path:
    """Where corrected files lie: `editions/` and `provinces/` below it."""
    return Path(instance) / "schedule"


def shelf_of(instance: str) -> Shelf:
    """Every edition and province in use; read again when a corrected file changed."""
    folder = corrected_folder(instance)
    stamps = tuple(sorted((str(file), file.stat().st_mtime_ns) for file in folder.rglob("*.toml")))
    return _read(str(folder), stamps)


@lru_cache(maxsize=4)
def _read(folder: str, stamps: tuple[tuple[str, int], ...]) -> Shelf:
    return load(Path(folder)) if stamps else load()


def install(instance: str, text: str) -> tuple[str | None, list[str]]:
    """Check a corrected file and, when it has no fault, put it in use.

    Returns the id it stands under, or None and every fault in words (Chinese).
    """
    try:
        faults = [fault.sentence("zh") for fault in check(text, shelf_of(instance))]
    except BadInput as wrong:
        faults = [str(wrong)]
    if faults:
        return None, faults
    head = read_sheet(text, shelf_of(instance).names).head
    kind = "provinces" if "province" in head else "editions"
    file = corrected_folder(instance) / kind / f"{Path(str(head['id'])).name}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)
    return str(head["id"]), []
