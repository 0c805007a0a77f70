"""The library of editions: reads the data files, puts each edition on its base and a province on an edition.

It reads files and nothing else; evaluation never comes here. Corrected files in another folder take the place of the
packaged ones with the same id, so an administrator's change is a file, never code.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from fieldapp.ground.problems import BadInput
from fieldapp.schedule.rules.days import parse_span
from fieldapp.schedule.rules.edition_file import Sheet, read_sheet
from fieldapp.schedule.rules.vocabulary import LISTED, Names

HERE = Path(__file__).resolve().parent.parent
CODE_LENGTHS = (2, 4, 6, 9, 12)
Entry = dict[str, Any]


@dataclass(frozen=True)
class Edition:
    """An edition or a province, whole: what its base says with its own words on top."""

    id: str
    head: Entry
    tables: dict[str, list[Entry]]


@dataclass(frozen=True)
class Editions:
    """Everything the compiler needs."""

    names: Names
    products: list[Entry]
    words: dict[str, dict[str, dict[str, str]]]
    sources: dict[str, dict[str, str]]
    by_id: dict[str, Edition]
    provinces: dict[str, Sheet]
    divisions: dict[str, list[str]]

    def in_order(self) -> list[Edition]:
        """Editions by the day from which they are in force."""
        return sorted(self.by_id.values(), key=lambda edition: edition.head["from"])

    def province(self, said: str | None) -> str | None:
        """The id of the province meant by an id, a name or a division code of it or in it; None when no override is
        known for it."""
        meant = said[:2] if said and said.isdecimal() else (said or "").strip().lower()
        for name, sheet in self.provinces.items():
            if meant == name or meant in sheet.head.get("province", ()):
                return name
        return None

    def is_place(self, said: str) -> bool:
        """Whether a text names a province: its name, its two digits, a division code in it, or a province file."""
        meant = said.strip().lower()
        if meant.isdecimal() and meant.isascii():
            return len(meant) in CODE_LENGTHS and meant[:2] in self.divisions
        return any(meant in names for names in self.divisions.values()) or self.province(said) is not None


def put_on(base: dict[str, list[Entry]], own: dict[str, list[Entry]]) -> dict[str, list[Entry]]:
    """The tables of `base` with those of `own` on top.

    Same id replaces in place, a new one is added at the end (choices: at the front, the first that fits wins),
    a patch changes single keys of a rule, `drop` takes away.
    """
    gone = {name for entry in own.get("drop", []) for name in entry["ids"]}
    whole: dict[str, list[Entry]] = {}
    for table in (*LISTED, "live", "plan"):
        if table == "patch":
            continue
        new = {entry["id"]: entry for entry in own.get(table, [])}
        kept = [new.pop(entry["id"], entry) for entry in base.get(table, []) if entry["id"] not in gone]
        whole[table] = [*new.values(), *kept] if table == "choose" else [*kept, *new.values()]
    whole["live"], whole["plan"] = whole["live"][-1:], whole["plan"][-1:]
    patches = {entry["rule"]: entry for entry in own.get("patch", [])}
    whole["rule"] = [_patched(rule, patches.get(rule["id"])) for rule in whole["rule"]]
    return whole


def _patched(rule: Entry, patch: Entry | None) -> Entry:
    if patch is None:
        return rule
    facts = [*rule.get("facts", []), *patch.get("facts", [])]
    changed = {key: value for key, value in patch.items() if key != "rule"}
    return {**rule, **changed, **({"facts": facts} if facts else {})}


def read_names(folder: Path = HERE) -> tuple[Names, list[Entry], dict[str, Any], dict[str, Any]]:
    """Names, products, words and sources from their three files."""
    products = tomllib.loads((folder / "products.toml").read_text("utf-8"))["product"]
    words = tomllib.loads((folder / "words.toml").read_text("utf-8"))
    sources = tomllib.loads((folder / "sources.toml").read_text("utf-8"))["source"]
    series = tuple(words["series"])
    also = dict.fromkeys(
        name for product in products for part in product["counts"] for name in part.get("also", ())
    )
    names = Names(
        series=series,
        counters=(*series, *also),
        products=tuple(product["id"] for product in products),
        sources=frozenset(sources),
        conditions=frozenset(words["condition"]),
        reasons=frozenset(words["closed"]),
    )
    for product in products:
        product["counts"] = [_part(part) for part in product["counts"]]
    return names, products, words, sources


def _part(part: Entry) -> Entry:
    ages: Entry = {key: parse_span(part[key]) for key in ("from", "until") if key in part}
    return {"series": part["series"], "also": list(part.get("also", ())), **ages}


def _sheets(folders: list[Path], kind: str, names: Names) -> dict[str, Sheet]:
    found: dict[str, Sheet] = {}
    for folder in folders:
        for path in sorted((folder / kind).glob("*.toml")):
            sheet = read_sheet(path.read_text("utf-8"), names)
            if sheet.faults:
                raise BadInput(f"{path.name}: {sorted(sheet.faults)[0].sentence('en')}")
            found[sheet.head["id"]] = sheet
    return found


def stack(sheets: dict[str, Sheet], edition: str) -> Edition:
    """One edition on its base, the base on its own, and so on."""
    sheet = sheets[edition]
    base = sheet.head.get("base")
    under = stack(sheets, base).tables if base else {}
    return Edition(edition, sheet.head, put_on(under, sheet.tables))


def load(*corrected: Path) -> Editions:
    """All packaged editions and provinces, then those of `corrected` folders on top.

    Raises `BadInput` with the first fault when a file does not pass the check.
    """
    names, products, words, sources = read_names()
    folders = [HERE, *corrected]
    known = [path.stem for folder in folders for path in (folder / "editions").glob("*.toml")]
    names = replace(names, editions=frozenset(known))
    sheets = _sheets(folders, "editions", names)
    editions = {name: stack(sheets, name) for name in sheets}
    provinces = _sheets(folders, "provinces", names)
    divisions = tomllib.loads((HERE / "divisions.toml").read_text("utf-8"))["division"]
    return Editions(names, products, words, sources, editions, provinces, divisions)


@cache
def packaged() -> Editions:
    """The library as packaged, read once."""
    return load()
