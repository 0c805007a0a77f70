"""Reads the case tables of `cases/*.toml` and fills in what a table leaves out.

Unless a case says `others = false`, the series it is not about are on time: their doses come from the table below,
written from the national schedule by hand, independent of the programme under test. Inactivated products are used
there so that they do not meet the 28 days between injectable live vaccines.
"""

from __future__ import annotations

import calendar
import json
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Case = dict[str, Any]


def months_after(day: date, months: int) -> date:
    """Calendar months, clamped to the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _polio(born: date) -> list[tuple[str, date]]:
    def oral(day: date) -> tuple[str, date]:
        return ("tOPV" if day <= date(2016, 4, 30) else "bOPV"), day

    first = months_after(born, 2), months_after(born, 3)
    start = [("IPV", day) for day in first] if born >= date(2016, 3, 1) else [oral(day) for day in first]
    return [*start, oral(months_after(born, 4)), oral(months_after(born, 48))]


def _dtp(born: date) -> list[tuple[str, date]]:
    changed, six = date(2025, 1, 1), months_after(born, 72)
    ages = (2 if months_after(born, 2) >= changed else 3, 4, 5 if months_after(born, 5) < changed else 6, 18)
    return [("DTaP", months_after(born, m)) for m in ages] + [("DTaP" if six >= changed else "DT", six)]


def _mcv(born: date) -> list[tuple[str, date]]:
    first = "MMR" if born >= date(2019, 10, 1) else "MR"
    return [(first, months_after(born, 8)), ("MMR", months_after(born, 18))]


def _je(born: date) -> list[tuple[str, date]]:
    eight = months_after(born, 8)
    days = [eight, eight + timedelta(days=7), months_after(born, 24), months_after(born, 72)]
    return [("JE-I", day) for day in days]


def _hpv(born: date, sex: str) -> list[tuple[str, date]]:
    if sex != "female" or born < date(2011, 11, 10):
        return []
    first = max(months_after(born, 156), date(2025, 11, 10))
    return [("2vHPV", first), ("2vHPV", max(months_after(first, 6), months_after(born, 162)))]


def on_time(born: date, sex: str) -> dict[str, list[tuple[str, date]]]:
    """By series, the doses of a child who was always on time."""

    def at(product: str, *months: int) -> list[tuple[str, date]]:
        return [(product, months_after(born, m)) for m in months]

    return {
        "hepb": at("HepB", 0, 1, 6),
        "bcg": at("BCG", 0),
        "polio": _polio(born),
        "dtp": _dtp(born),
        "mcv": _mcv(born),
        "je": _je(born),
        "mena": at("MPSV-A", 6, 9),
        "menac": at("MPSV-AC", 36, 72),
        "hepa": at("HepA-I", 18, 24),
        "hpv": _hpv(born, sex),
    }


def _dose(text: str) -> tuple[dict[str, Any], str | None]:
    product, given, *reason = text.split()
    return {"product": product, "given_on": None if given == "?" else given}, (reason[0] if reason else None)


def _pairs(words: list[str]) -> dict[str, str]:
    """`overdue 2026-03-01 needs ppd_negative` as a dictionary."""
    return dict(zip(words[::2], words[1::2], strict=True))


def _due(text: str) -> dict[str, Any]:
    """`mcv 2 MMR 2025-09-10 overdue 2026-03-10 needs ppd_negative`; the last two pairs only where they hold."""
    series, n, product, earliest, *more = text.split()
    said = _pairs(more)
    row = {"series": series, "n": int(n), "product": product, "earliest": earliest}
    row |= {"overdue_since": said.get("overdue")}
    return row | ({"condition": said["needs"]} if "needs" in said else {})


def _slot(text: str) -> dict[str, Any]:
    """`je 1 JE-L waits 2026-12-08`, `bcg 1 BCG needs ppd_negative`; a bare slot is due or waits for the one before."""
    series, n, product, *more = text.split()
    named = {"waits": "waits_until", "needs": "condition"}
    return {"series": series, "n": int(n), "product": product} | {
        named[key]: value for key, value in _pairs(more).items()
    }


def _slots(raw: Case) -> list[dict[str, Any]]:
    """What is missing; where a case does not say, what is due and nothing else."""
    if "missing" in raw:
        return [_slot(text) for text in raw["missing"]]
    kept = ("series", "n", "product", "condition")
    return [
        {key: row[key] for key in kept if key in row} for row in (_due(text) for text in raw.get("due", []))
    ]


def _next(text: str) -> dict[str, Any]:
    series, n, product, day = text.split()
    return {"series": series, "n": int(n), "product": product, "from": day}


def _closed(text: str) -> dict[str, Any]:
    series, n, reason = text.split()
    return {"series": series, "n": int(n), "reason": reason}


def _state(text: str) -> dict[str, Any]:
    series, n, state = text.split()
    return {"series": series, "state": state, **({} if n == "?" else {"n": int(n)})}


def read_case(raw: Case, table: Case, file: str) -> Case:
    """One case ready to run: the whole child, and what is expected of the series it is about."""
    born, on, sex = raw["born"], raw["on"], raw.get("sex", "male")
    series = raw.get("series", table["series"])
    told = [_dose(text) for text in raw["doses"]]
    others = [
        {"product": product, "given_on": day.isoformat()}
        for name, doses in on_time(born, sex).items()
        if name not in series and raw.get("others", table.get("others", True))
        for product, day in doses
        if day <= on
    ]
    child = {"born": born.isoformat(), "sex": sex, "states": [_state(text) for text in raw.get("states", [])]}
    return {
        "name": f"{file}: {raw['name']}",
        "why": raw["why"],
        "rules": raw.get("rules", []),
        "child": child,
        "on": on.isoformat(),
        "edition": raw.get("edition"),
        "province": raw.get("province"),
        "doses": [dose for dose, _ in told] + others,
        "series": series,
        "expected": {
            "reasons": [reason for _, reason in told],
            "result": raw["result"],
            "due": [_due(text) for text in raw.get("due", [])],
            "missing": _slots(raw),
            "notes": raw.get("notes", []),
            "closed": [_closed(text) for text in raw.get("closed", [])],
            "next": [_next(text) for text in raw.get("next", [])],
        },
    }


def all_cases() -> list[Case]:
    """Every case of every table, in order."""
    cases = []
    for path in sorted((HERE / "cases").glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        cases += [read_case(raw, table, path.stem) for raw in table["case"]]
    return cases


def told(answer: dict[str, Any], case: Case) -> Case:
    """What the evaluator said about the series of a case, in the case's form."""
    many = len(case["expected"]["reasons"])
    about = {
        key: [row for row in answer[key] if row["series"] in case["series"]]
        for key in ("due", "missing", "closed", "next")
    }
    reasons = [dose.get("reason") for dose in answer["doses"][:many]]
    notes = [note["rule"] for note in answer["notes"]]
    return {"reasons": reasons, "result": answer["result"], "notes": notes, **about}


def _visit(text: str) -> dict[str, Any]:
    day, *given = text.split()
    doses = [row.split(":") for row in given]
    return {
        "on": day,
        "doses": [{"series": name[:-1], "n": int(name[-1]), "product": product} for name, product in doses],
    }


def all_plans() -> list[Case]:
    """Every table of `plans.toml`: the child, its doses, and the visits expected."""
    tables = tomllib.loads((HERE / "plans.toml").read_text("utf-8"))["plan"]
    return [
        {
            "name": raw["name"],
            "why": raw["why"],
            "child": {"born": raw["born"].isoformat(), "sex": raw.get("sex", "male")},
            "on": raw["on"].isoformat(),
            "at_most": raw.get("at_most"),
            "doses": [_dose(text)[0] for text in raw["doses"]],
            "visits": [_visit(text) for text in raw["visits"]],
        }
        for raw in tables
    ]


def written(count: int) -> list[Case]:
    """Children written at random, always the same ones, each with what Python says of it under the national rules."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    from fieldapp.schedule import evaluate, programme_for
    from fieldapp.schedule.planning import plan
    from fieldapp.schedule.plausible import problem_of
    from tests.schedule.children import children

    made: list[Case] = []

    @seed(2026)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(children())
    def keep(child: Case) -> None:
        made.append(child)

    keep()
    rules = programme_for()
    asked = [(child, child["doses"], child["on"], rules) for child in made]
    return [
        {"child": one[0], "said": {**evaluate(*one), "plan": plan(*one), "problem": problem_of(*one)}}
        for one in asked
    ]


if __name__ == "__main__":
    from fieldapp.schedule import programme_for

    cases = all_cases()
    kinds = sorted({(case["edition"] or "", case["province"] or "") for case in cases})
    rules = {"|".join(kind): programme_for(kind[0] or None, kind[1] or None).plain for kind in kinds}
    found = {"cases": cases, "plans": all_plans(), "rules": rules, "written": written(600)}
    json.dump(found, sys.stdout, ensure_ascii=False)
