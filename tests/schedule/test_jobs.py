"""The children of the two jobs, catch-up and school check, with the figures their tables give.

Source: the cases of the catch-up day (新村社区, 2026-11-10, closes 11-30) and of the school check (2026-09-10).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from fieldapp.schedule import evaluate, programme_for
from fieldapp.schedule.explaining import marks
from tests.schedule.usual import usual

RULES = programme_for()
DAY, CHECK = "2026-11-10", "2026-09-10"


def of(one: dict[str, Any], on: str) -> dict[str, Any]:
    return evaluate(one, one["doses"], on, RULES)


def missing(answer: dict[str, Any]) -> list[str]:
    return [f"{row['series']}{row['n']}" for row in answer["missing"]]


def doses(*said: tuple[str, str]) -> list[dict[str, str]]:
    return [{"product": product, "given_on": day} for product, day in said]


IPV4 = doses(*(("IPV", day) for day in ("2022-12-07", "2023-01-07", "2023-02-07", "2024-04-07")))
C1 = usual("m", "2026-06-05", DAY, ("polio3",))
C2 = usual("f", "2025-12-20", DAY, ("mcv", "je"))
C5 = usual("m", "2023-10-20", DAY, ("mena2", "menac1"))
C7 = usual("m", "2022-10-05", DAY, ("polio",))
C7["doses"] += IPV4
C8 = usual("f", "2020-09-05", DAY, ("dtp5", "menac2"))
C8["states"] = [{"series": "menac", "n": 2, "state": "refused"}]
C11 = usual("m", "2022-06-15", DAY, ("polio4",))
CATCH_UP = [
    ("C1", "L", C1, ["polio3"]),
    ("C2", "L", C2, ["mcv1", "je1"]),
    ("C5", "L", C5, ["menac1"]),
    ("C7", "L", C7, []),
    ("C8", "M", C8, ["dtp5", "menac2"]),
    ("C11", "M", C11, ["polio4"]),
]


@pytest.mark.parametrize(("name", "whose", "child", "slots"), CATCH_UP, ids=[row[0] for row in CATCH_UP])
def test_a_child_of_the_catch_up_day_misses_what_its_table_says(name, whose, child, slots):
    answer = of(child, DAY)
    assert missing(answer) == slots
    assert [f"{row['series']}{row['n']}" for row in answer["due"]] == slots  # all may be given on that day
    assert (answer["result"] == "needs_catchup") == bool(slots)


def test_the_catch_up_day_adds_up_to_seven_doses_for_five_children():
    answers = [(whose, missing(of(child, DAY))) for _, whose, child, _ in CATCH_UP]
    assert Counter(whose for whose, slots in answers if slots) == {"L": 3, "M": 2}
    assert Counter(whose for whose, slots in answers for _ in slots) == {"L": 4, "M": 3}
    by_vaccine = Counter(slot[:-1] for _, slots in answers for slot in slots)
    assert by_vaccine == {"polio": 2, "dtp": 1, "mcv": 1, "je": 1, "menac": 2}


def test_group_a_is_closed_and_a_c_open_for_the_child_with_one_group_a():
    answer = of(C5, DAY)
    assert answer["closed"] == [{"series": "mena", "n": 2, "reason": "over_age"}]
    assert [(row["series"], row["product"]) for row in answer["due"]] == [("menac", "MPSV-AC")]


@pytest.mark.parametrize(
    ("child", "given", "left"),
    [
        (C1, [("bOPV", DAY)], []),
        (C2, [("MMR", DAY)], ["je1"]),
        (C2, [("MMR", DAY), ("JE-L", DAY)], []),
        (C5, [("MPSV-AC", DAY)], []),
        (C8, [("DTaP", DAY)], ["menac2"]),
    ],
)
def test_a_child_is_done_only_when_every_slot_is_filled(child, given, left):
    after = of({**child, "doses": [*child["doses"], *doses(*given)]}, "2026-11-30")
    assert missing(after) == left
    assert after["result"] == ("needs_catchup" if left else after["result"])
    assert left or after["result"] != "needs_catchup"


K3 = usual("f", "2022-12-01", CHECK, ("polio", "dtp", "mcv2"))
K3["doses"] += doses(
    *(("DTaP-IPV-Hib", day) for day in ("2023-02-03", "2023-03-06", "2023-04-08", "2024-06-05"))
)
K5 = usual("f", "2023-06-20", CHECK, ("mcv2",))
K5["states"] = [{"series": "mcv", "n": 2, "state": "contraindicated"}]
P8 = usual("f", "2020-07-07", CHECK, ("menac2",))
P8["states"] = [{"series": "menac", "n": 2, "state": "refused"}]
SCHOOL = [
    ("P1", usual("f", "2020-03-10", CHECK), "complete", [], []),
    ("P2", usual("m", "2020-05-20", CHECK, ("dtp5", "menac2")), "needs_catchup", ["dtp5", "menac2"], []),
    ("P4", usual("f", "2020-01-15", CHECK, ("bcg",)), "incomplete_no_catchup", [], ["bcg1"]),
    ("P5", usual("f", "2020-06-01", CHECK), "complete", [], []),  # once the lost certificate is there again
    ("P8", P8, "needs_catchup", ["menac2"], []),
    ("K1", usual("f", "2023-02-14", CHECK, ("menac1",)), "needs_catchup", ["menac1"], []),
    ("K2", usual("m", "2022-10-10", CHECK), "complete", [], []),
    ("K3", K3, "needs_catchup", ["mcv2"], []),
    ("K5", K5, "incomplete_no_catchup", [], ["mcv2"]),
]


@pytest.mark.parametrize(
    ("name", "child", "result", "slots", "closed"), SCHOOL, ids=[row[0] for row in SCHOOL]
)
def test_a_child_of_the_school_check_is_marked_as_its_table_says(name, child, result, slots, closed):
    answer = of(child, CHECK)
    assert answer["result"] == result
    assert missing(answer) == slots
    assert [f"{row['series']}{row['n']}" for row in answer["closed"]] == closed
    cells = marks(child, child["doses"], CHECK, RULES)
    marked = {
        (f"{name}{c['n']}", c["mark"]) for name, row in cells.items() for c in row if c["mark"] != "given"
    }
    assert marked == {(slot, "missing") for slot in slots} | {(slot, "closed") for slot in closed}


def test_the_school_check_adds_up_to_five_doses():
    answers = {name: missing(of(child, CHECK)) for name, child, *_ in SCHOOL}
    assert sum(len(slots) for name, slots in answers.items() if name.startswith("P")) == 3
    assert sum(len(slots) for name, slots in answers.items() if name.startswith("K")) == 2
    assert Counter(slot[:-1] for slots in answers.values() for slot in slots) == {
        "dtp": 1,
        "menac": 3,
        "mcv": 1,
    }


def test_the_slots_of_the_substitute_are_filled_and_polio_is_never_asked_for_at_four():
    cells = marks(K3, K3["doses"], CHECK, RULES)
    assert [c["product"] for c in cells["polio"]] == ["DTaP-IPV-Hib"] * 4
    assert [c["product"] for c in cells["dtp"]] == ["DTaP-IPV-Hib"] * 4
    at_four = of(usual("f", "2022-12-01", CHECK) | {"doses": K3["doses"]}, "2026-12-01")
    assert "polio" not in [row["series"] for row in [*at_four["missing"], *at_four["next"]]]


def test_the_child_who_turns_four_after_the_check_has_polio_four_to_come():
    k2 = next(row[1] for row in SCHOOL if row[0] == "K2")
    assert {"series": "polio", "n": 4, "product": "bOPV", "from": "2026-10-10"} in of(k2, CHECK)["next"]


def test_a_first_grader_with_nothing_at_all_misses_every_slot_that_can_still_be_filled():
    """Born 2020-09-05: five slots of 百白破, for the seventh birthday is far; A+C 2 is due three years after A+C 1."""
    answer = of({"born": "2020-09-05", "sex": "female", "doses": []}, CHECK)
    assert missing(answer) == [
        *("hepb1", "hepb2", "hepb3", "polio1", "polio2", "polio3", "polio4"),
        *("dtp1", "dtp2", "dtp3", "dtp4", "dtp5", "mcv1", "mcv2", "je1", "je2", "menac1", "hepa1"),
    ]
    assert [f"{row['series']}{row['n']}" for row in answer["closed"]] == ["bcg1", "mena1", "mena2"]
    given = {row["product"] for row in answer["missing"] if row["series"] == "dtp" and row["n"] == 5}
    assert given == {"DT"}  # a product that changes with age keeps its slot


def test_of_vaccines_mixed_no_number_of_the_register_stands_twice():
    """A live dose after an inactivated one begins its own count: two are there, and the rules ask for a second."""
    child = {
        "born": "2015-07-11",
        "sex": "male",
        "states": [{"series": "je", "n": 2, "state": "had_disease"}],
    }
    doses = [{"product": "JE-I", "given_on": "2016-10-17"}, {"product": "JE-L", "given_on": "2018-03-19"}]
    cells = marks(child, doses, "2021-04-22", RULES)["je"]
    assert [(c["n"], c["mark"]) for c in cells] == [(1, "given"), (2, "given"), (3, "closed"), (4, "closed")]
