"""From editions to one plain dictionary, the same that the phone's interpreter reads.

Pure. Names become positions, spans become integers (months positive, days negative), defaults are filled in. A list of
eras says which rules hold from which day: an edition from its day on, a province's rules from theirs.

State of a child, as the rules see it, is one list of integers: the counters, then `born`, `on` and `sex`, then for each
series the product it began with. A condition is a position and an inclusive range.
"""

from __future__ import annotations

from typing import Any

from fieldapp.ground.problems import BadInput
from fieldapp.schedule.rules.days import day_number
from fieldapp.schedule.rules.library import Edition, Editions, Entry, put_on
from fieldapp.schedule.rules.vocabulary import FAR, Names

FORMAT = 2
Plain = dict[str, Any]


def positions(names: Names) -> dict[str, int]:
    """Where each thing a condition can name stands in a child's state."""
    return {name: at for at, name in enumerate((*names.counters, "born", "on", "sex"))}


def began(names: Names, series: str) -> int:
    """Where a child's state keeps the product (its position, -1 for none) a series began with."""
    return len(names.counters) + 3 + names.series.index(series)


def compile_rules(library: Editions, edition: str | None = None, province: str | None = None) -> Plain:
    """The rules as plain data: all editions by date, or one alone; with a province's on top.

    `edition` an id of the library, or None; `province` an id, name or code, without effect when nothing is known of it.
    Raises `BadInput` for an unknown edition.
    """
    if edition is not None and edition not in library.by_id:
        raise BadInput(
            f"--edition: no edition {edition}; there are {', '.join(e.id for e in library.in_order())}."
        )
    editions = library.in_order() if edition is None else [library.by_id[edition]]
    where = library.province(province)
    return {
        "format": FORMAT,
        "province": where,
        "series": list(library.names.series),
        "counters": list(library.names.counters),
        "products": [_product(product, library.names) for product in library.products],
        "eras": _eras(editions, library, where),
    }


def _product(product: Entry, names: Names) -> Plain:
    parts = [
        {
            "series": names.series.index(part["series"]),
            "adds": [names.counters.index(name) for name in (part["series"], *part["also"])],
            "began": began(names, part["series"]),
            "from": part.get("from"),
            "until": part.get("until"),
        }
        for part in product["counts"]
    ]
    last = product.get("last_used")
    last_day = day_number(last) if last else None
    return {
        "id": product["id"],
        "parts": parts,
        "live": product.get("live", False),
        "last_used": last_day,
        "doubt": _doubt(product),
    }


def _eras(editions: list[Edition], library: Editions, province: str | None) -> list[Plain]:
    eras = []
    override = library.provinces[province] if province else None
    for at, edition in enumerate(editions):
        starts = -FAR if at == 0 else edition.head["from"]
        ends = editions[at + 1].head["from"] if at + 1 < len(editions) else FAR
        own = override.head["from"] if override else FAR
        if starts < own:
            eras.append(_era(edition.id, starts, edition.tables, (edition.head,), library.names))
        if override and own < ends:
            both = put_on(edition.tables, override.tables)
            heads = edition.head, override.head
            eras.append(_era(edition.id, max(starts, own), both, heads, library.names))
    return eras


def _era(
    name: str, starts: int, tables: dict[str, list[Entry]], heads: tuple[Entry, ...], names: Names
) -> Plain:
    head = heads[0]
    return {
        "edition": name,
        "from": starts,
        "unsure": "confirm" in head,
        "doubts": [doubt for said in heads if (doubt := _doubt(said))],
        "live_rule": tables["live"][0]["id"],
        "live_gap": tables["live"][0]["gap"],
        "first": [names.series.index(series) for series in tables["plan"][0]["first"]],
        "wait": -tables["plan"][0]["wait"],
        "rules": [_rule(entry, heads[0], names) for entry in tables["rule"]],
        "choose": [{**_choice(entry, names), "give": entry["give"]} for entry in tables["choose"]],
        "enough": [_choice(entry, names) for entry in tables["enough"]],
        "close": [_close(entry, names) for entry in tables["close"]],
    }


def _close(entry: Entry, names: Names) -> Plain:
    numbers = list(entry["n"]) if "n" in entry else None
    return {**_choice(entry, names), "n": numbers, "age": entry.get("age"), "reason": entry["reason"]}


def _choice(entry: Entry, names: Names) -> Plain:
    where = positions(names)
    series = names.series.index(entry["series"])
    where["began"] = began(names, entry["series"])
    when = [[where[name], low, high] for name, low, high in entry.get("when", [])]
    return {
        "id": entry["id"],
        "series": series,
        "when": when,
        "unsure": "confirm" in entry,
        "doubt": _doubt(entry),
    }


def _doubt(entry: Entry) -> Plain | None:
    """What an answer says of an entry it rests on when that is of low certainty; None for all others."""
    if entry.get("conf") != "low":
        return None
    told = {"rule": entry["id"], "confidence": "low", "source": entry.get("source", [])}
    return told | {key: entry[key] for key in ("confirm", "confirm_en") if key in entry}


def _rule(entry: Entry, head: Entry, names: Names) -> Plain:
    counter = names.counters.index(entry.get("count", entry["series"]))
    until = entry.get("until")
    return {
        **_choice(entry, names),
        "n": list(entry["n"]),
        "count": counter,
        "give": entry.get("give"),
        "takes": entry.get("takes"),
        "age": entry["age"],
        "accept": entry.get("accept", entry["age"]),
        "until": head["catchup_until"] if until is None else until,
        "end": entry.get("end", until),
        "gap": entry.get("gap"),
        "gap_first": entry.get("gap_first"),
        "after": [[names.counters.index(name), span] for name, span in entry.get("after", [])],
        "before": entry.get("before"),
        "ask": entry.get("ask", True),
        "ahead": entry.get("ahead", True),
        "after_gap": entry.get("after_gap", False),
        "early_counts": entry.get("early_counts", False),
        "condition": entry.get("condition"),
        "condition_from": entry.get("condition_from"),
    }
