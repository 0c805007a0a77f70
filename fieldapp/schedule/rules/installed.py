"""The rule files of this server: the packaged ones, with corrected files an administrator has loaded on top."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from fieldapp.ground import private
from fieldapp.ground.problems import BadInput
from fieldapp.schedule.rules.checking import check
from fieldapp.schedule.rules.compiling import compile_rules
from fieldapp.schedule.rules.edition_file import read_sheet
from fieldapp.schedule.rules.library import Editions, load

LOADED = "schedule_loaded"  # the setting that keeps the reference version of the last file loaded
Stamps = tuple[tuple[str, int], ...]


def corrected_folder(instance: str) -> Path:
    """Where corrected files lie: `editions/` and `provinces/` below it."""
    return Path(instance) / "schedule"


def editions_of(instance: str) -> Editions:
    """Every edition and province in use; read again when a corrected file changed."""
    folder = corrected_folder(instance)
    return _read(str(folder), _stamps(folder))


def _stamps(folder: Path) -> Stamps:
    return tuple(sorted((str(file), file.stat().st_mtime_ns) for file in folder.rglob("*.toml")))


@lru_cache(maxsize=4)
def _read(folder: str, stamps: Stamps) -> Editions:
    return load(Path(folder)) if stamps else load()


def for_phones(instance: str, areas: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The compiled rules of this server by place, `national` and the provinces of these areas; none while no corrected
    file is in use, for the packaged rules come with the app.
    """
    folder = corrected_folder(instance)
    stamps = _stamps(folder)
    if not stamps:
        return {}
    library = _read(str(folder), stamps)
    provinces = {name for area in areas if (name := library.province(area))}
    return {place or "national": _compiled(str(folder), stamps, place) for place in ("", *sorted(provinces))}


@lru_cache(maxsize=16)
def _compiled(folder: str, stamps: Stamps, place: str) -> dict[str, Any]:
    """As a phone keeps them: the rules, and the names it shows of the editions and the place."""
    library = _read(folder, stamps)
    told = {"rules": compile_rules(library, None, place or None)}
    told["editions"] = {one.id: {lang: one.head[lang] for lang in ("zh", "en")} for one in library.in_order()}
    return told | (
        {"name": {lang: library.provinces[place].head[lang] for lang in ("zh", "en")}} if place else {}
    )


def faults_of(instance: str, text: str) -> list[str]:
    """Every fault of a corrected file in words (Chinese); none: it can be put in use."""
    try:
        return [fault.sentence("zh") for fault in check(text, editions_of(instance))]
    except BadInput as wrong:
        return [str(wrong)]


def provinces_of(instance: str, text: str) -> list[str]:
    """The codes of the provinces whose rules a faultless file would change, those of the file it takes the place of
    among them; an empty code for all of them."""
    library = editions_of(instance)
    head = read_sheet(text, library.names).head
    said = set(head.get("province", ()))
    if before := library.provinces.get(str(head["id"])):
        said |= set(before.head.get("province", ()))
    codes = sorted(one for one in said if one.isdecimal())
    return codes if "province" in head and codes else [""]


def install(instance: str, text: str) -> tuple[str | None, list[str]]:
    """Check a corrected file and, when it has no fault, put it in use.

    Returns the id it stands under, or None and every fault in words (Chinese).
    """
    faults = faults_of(instance, text)
    if faults:
        return None, faults
    head = read_sheet(text, editions_of(instance).names).head
    kind = "provinces" if "province" in head else "editions"
    file = corrected_folder(instance) / kind / f"{Path(str(head['id'])).name}.toml"
    private.write(file, text.encode())
    return str(head["id"]), []
