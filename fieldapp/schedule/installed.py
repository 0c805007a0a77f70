"""The rule files of this server: the packaged ones, with corrected files an administrator has loaded on top."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from fieldapp.problems import BadInput
from fieldapp.schedule.checking import check
from fieldapp.schedule.compiling import compile_rules
from fieldapp.schedule.library import Shelf, load
from fieldapp.schedule.reading import read_sheet

LOADED = "schedule_loaded"  # the setting that keeps the reference version of the last file loaded
Stamps = tuple[tuple[str, int], ...]


def corrected_folder(instance: str) -> Path:
    """Where corrected files lie: `editions/` and `provinces/` below it."""
    return Path(instance) / "schedule"


def shelf_of(instance: str) -> Shelf:
    """Every edition and province in use; read again when a corrected file changed."""
    folder = corrected_folder(instance)
    return _read(str(folder), _stamps(folder))


def _stamps(folder: Path) -> Stamps:
    return tuple(sorted((str(file), file.stat().st_mtime_ns) for file in folder.rglob("*.toml")))


@lru_cache(maxsize=4)
def _read(folder: str, stamps: Stamps) -> Shelf:
    return load(Path(folder)) if stamps else load()


def for_phones(instance: str, areas: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The compiled rules of this server by place, `national` and the provinces of these areas; none while no corrected
    file is in use, for the packaged rules come with the app.
    """
    folder = corrected_folder(instance)
    stamps = _stamps(folder)
    if not stamps:
        return {}
    shelf = _read(str(folder), stamps)
    provinces = {name for area in areas if (name := shelf.province(area))}
    return {place or "national": _compiled(str(folder), stamps, place) for place in ("", *sorted(provinces))}


@lru_cache(maxsize=16)
def _compiled(folder: str, stamps: Stamps, place: str) -> dict[str, Any]:
    """As a phone keeps them: the rules, and the names it shows of the editions and the place."""
    shelf = _read(folder, stamps)
    told = {"rules": compile_rules(shelf, None, place or None)}
    told["editions"] = {one.id: {lang: one.head[lang] for lang in ("zh", "en")} for one in shelf.in_order()}
    return told | (
        {"name": {lang: shelf.provinces[place].head[lang] for lang in ("zh", "en")}} if place else {}
    )


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
