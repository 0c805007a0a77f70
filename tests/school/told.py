"""Checks with what the server makes of them, to hold the phone against: nine cases, and random stories.

python -m tests.school.told
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from fieldapp.records.fields import notice_numbers
from fieldapp.schedule import compile_rules, evaluate, packaged, programme_for
from fieldapp.schedule.series_of import counts_in, parts_of
from fieldapp.school import engine, outcome, slots, terms
from fieldapp.school.classes.naming import class_words
from fieldapp.school.outcome import Event, Look, Outcome, Story
from tests.school.cases import ASSESSED, CASES, CHECKED, UNTIL, Case, history

RULES, PARTS = programme_for(), parts_of(packaged().products)
SLOTS = [("bcg", 1), ("dtp", 4), ("dtp", 5), ("menac", 1), ("menac", 2)]
SLOTS += [("mcv", 2), ("mcv", 3), ("polio", 4), ("polio", 5)]
PRODUCTS = ("BCG", "DTaP", "DT", "MPSV-AC", "MPCV-AC", "MMR", "MR", "bOPV", "IPV", "DTaP-IPV-Hib", "unknown")
STORIES = 600


def looks_of(case: Case) -> list[Look]:
    """The check of a case, and the second look of one whose certificate was issued again."""
    done = None if case.assessment == "none" else case.assessment
    first = Look(
        on=CHECKED, key="check", certificate=case.certificate, assessment=done,
        assessed_on=ASSESSED if done else None, missing=case.missing, exempt=case.exempt,
    )  # fmt: skip
    if case.reissued is None:
        return [first]
    words: dict[str, Any] = {"certificate": "seen", "assessment": "complete", "assessed_on": case.reissued}
    return [first, Look(on=case.reissued, first=False, key="again", **words)]


def of_case(case: Case) -> tuple[dict[str, Any], Story]:
    """A case as a phone has it, and as the server works with it."""
    doses = [*history(case, RULES), *case.caught_up]
    valid = engine.valid_doses(case.born, case.sex, doses, UNTIL, RULES)
    series_at = counts_in(case.born, PARTS)
    return {"id": case.id, "sex": case.sex, "given": doses}, Story(
        case.born, looks_of(case), valid, (), case.states, series_at
    )


def stories() -> Iterator[tuple[dict[str, Any], Story]]:
    """Looks, doses, slips and states in any order, the same ones each time."""
    chance = random.Random(2026)

    def day() -> str:
        return (date(2026, 8, 1) + timedelta(days=chance.randrange(170))).isoformat()

    def some(most: int) -> tuple[tuple[str, int], ...]:
        return tuple(chance.sample(SLOTS, chance.randrange(most + 1)))

    def look(n: int) -> Look:
        certificate = chance.choice([None, "seen", "electronic", "other_proof", "lost", "never"])
        assessment = chance.choice([None, "complete", "needs", "needs", "exempt"])
        return Look(
            on=day(), first=n == 0 or chance.random() < 0.3, key=f"k{n}", at=f"2026-09-01T0{n}:00:00.000Z",
            certificate=certificate, assessment=assessment, assessed_on=chance.choice([None, day()]),
            missing=some(4) if assessment == "needs" else (),
        )  # fmt: skip

    for n in range(STORIES):
        born = f"{chance.choice((2016, 2019, 2020, 2022, 2023))}-{chance.choice(('02-28', '09-05', '10-10', '11-20'))}"
        born = "2020-02-29" if n % 20 == 0 else born
        looks = [look(each) for each in range(chance.randrange(4))]
        doses = [(chance.choice(PRODUCTS), day()) for _ in range(chance.randrange(5))]
        events = [
            Event(day(), chance.choice(["printed", "returned", "returned_picture", "closed"]), some(3))
            for _ in range(chance.randrange(3))
        ]
        states = [
            (*chance.choice(SLOTS), chance.choice(["refused", "contraindicated", "had_disease"]), day())
            for _ in range(chance.randrange(3))
        ]
        yield {"id": f"story {n}"}, Story(born, looks, doses, events, states, counts_in(born, PARTS))


def answer(found: Outcome) -> dict[str, Any]:
    """What came of a check, as JSON says it."""
    filled = {f"{series}-{n}": day for (series, n), day in found.filled.items()}
    return {**asdict(found), "filled": filled, "open": found.open}


def told(about: dict[str, Any], story: Story) -> dict[str, Any]:
    """A story and the server's answer."""
    said = {"born": story.born, "looks": [asdict(one) for one in story.looks], "doses": story.doses}
    said |= {"events": [asdict(one) for one in story.events], "states": story.states}
    return {**about, "story": said, "said": answer(outcome.outcome_of(story, UNTIL))}


def named() -> list[dict[str, Any]]:
    """Slots with their column, by product."""
    found = []
    for slot in [
        *SLOTS,
        ("hepb", 1),
        ("je", 1),
        ("je", 3),
        ("mena", 2),
        ("hepa", 1),
        ("hepa", 2),
        ("hpv", 1),
    ]:
        for product in (None, "DT", "DTaP", "JE-I", "HepA-I"):
            found.append({"slot": slot, "product": product, "column": slots.column_of(slot, product)})
            found[-1]["name"] = slots.short_name(slot, "zh", product)
    return found


def classes() -> list[list[str]]:
    """Classes, and what each is called in both languages."""
    grades, names = (
        ("", "1", "9", "10", "12", "托班", "小班", "学前班", "蓓蕾"),
        ("", "1", "03", "12", "星星"),
    )
    return [[g, n, class_words(g, n), class_words(g, n, "en")] for g in grades for n in names]


def numbers() -> list[tuple[str, bool]]:
    """Digits, made from keys and others, with whether they can be the number of a notice."""
    keys = [str(uuid.UUID(int=n * 7919**9 % 2**128)) for n in range(1, 200)]
    keys += [f"{'0' * 8}-0000-4000-8000-{end}" for end in ("0" * 12, "f" * 12, f"{9_000_000:012x}")]
    said = [notice_numbers.number_of(key) for key in keys]
    said += [f"{number + n:08}" for number in (0, 10_000_000, 57_280_031) for n in range(40)]
    said += ["", "1234567", "123456789", "1234567a", "１２３４５６７８"]
    return [(one, notice_numbers.is_number(one)) for one in said]


def days() -> list[dict[str, Any]]:
    """A year of days with their term, and with birthdays and ages of a child."""
    found = []
    for n in range(0, 800, 3):
        day = (date(2026, 1, 1) + timedelta(days=n)).isoformat()
        term = terms.term_of(date.fromisoformat(day))
        born = "2020-02-29" if n % 2 else "2019-09-05"
        ages = outcome.birthdays_between(born, "2026-01-01", day)
        by_age = slots.product_by_age(("dtp", 5), born, day)
        stale = outcome.stale_age(born, "2026-01-01", day)
        found.append(
            {"day": day, "term": term.code, "born": born, "ages": ages, "product": by_age, "stale": stale}
        )
    return found


def aids() -> list[dict[str, Any]]:
    """What the schedule says is missing of each case on the day of its check."""
    found = []
    for case in CASES:
        doses = [{"product": p, "given_on": day} for p, day in history(case, RULES)]
        answer_ = evaluate({"born": case.born, "sex": case.sex}, doses, CHECKED, RULES)
        found.append({"id": case.id, "missing": [(one["series"], one["n"]) for one in answer_["missing"]]})
    return found


if __name__ == "__main__":
    pairs = [*map(of_case, CASES), *stories()]
    whole = {
        "until": UNTIL,
        "checked": CHECKED,
        "rules": compile_rules(packaged()),
        "named": named(),
        "days": days(),
        "classes": classes(),
        "numbers": numbers(),
    }
    print(json.dumps(whole | {"told": [told(*pair) for pair in pairs], "aids": aids()}, ensure_ascii=False))
