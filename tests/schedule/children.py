"""Children as Hypothesis writes them: birth dates at the rules' boundaries, doses near ages that matter, oddities."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from fieldapp.schedule import packaged

PRODUCTS = [product["id"] for product in packaged().products]
SERIES = list(packaged().names.series)
BIRTHS = [
    "1993-08-31",
    "1996-11-21",
    "2010-03-31",
    "2011-11-09",
    "2011-11-10",
    "2016-02-29",
    "2016-03-01",
    "2018-08-31",
    "2019-09-30",
]
BIRTHS += ["2019-10-01", "2020-02-29", "2022-05-31", "2024-08-01", "2024-11-01", "2025-12-31"]
AGES = [
    -1,
    0,
    1,
    27,
    28,
    30,
    31,
    59,
    61,
    91,
    122,
    152,
    183,
    243,
    274,
    365,
    547,
    548,
    730,
    731,
    1095,
    1096,
    1460,
    1461,
]
AGES += [1826, 2190, 2191, 2192, 2556, 2557, 2922, 4382, 4383, 4748, 5000, 6573, 6574]
CHECKS = [
    "2016-04-30",
    "2019-12-01",
    "2021-02-01",
    "2024-12-31",
    "2025-01-01",
    "2025-11-10",
    "2026-06-17",
    "2026-11-21",
]


ODD = st.sampled_from([None, "", "2020-02-30", "soon"])
DAY = st.sampled_from(AGES) | st.integers(-3, 6600)  # after birth
DOSES = st.lists(
    st.tuples(
        st.sampled_from(PRODUCTS) | st.sampled_from([None, "odd", "constructor"]),
        st.one_of(DAY, DAY, DAY, ODD),
    ),
    max_size=16,
)
STATE = st.fixed_dictionaries(
    {
        "series": st.sampled_from([*SERIES, "odd"]),
        "n": st.sampled_from([1, 2, 3, 5, 7, None]),
        "state": st.sampled_from(["contraindicated", "had_disease", "refused", "unknown"]),
    }
)
BORN = st.sampled_from(BIRTHS) | st.dates(date(2008, 1, 1), date(2026, 6, 1)).map(date.isoformat)
SAID = st.one_of(*[st.none()] * 9, ODD.map(lambda words: [words]))  # nine of ten say the birth date as it is
SEX = st.sampled_from(["male", "female", None, "toString"])
STATES = st.lists(STATE, max_size=2) | st.none()
ON = st.sampled_from(CHECKS) | st.dates(date(2010, 1, 1), date(2030, 1, 1)).map(date.isoformat)
CHILD = st.tuples(
    BORN, SAID, SEX, DOSES, STATES, ON
)  # made once: a strategy is dearer to make than to draw from


def children() -> st.SearchStrategy[dict[str, Any]]:
    """Children with a history and a check date."""
    return CHILD.map(lambda drawn: _child(*drawn))


def _child(
    born: str,
    said: list[str | None] | None,
    sex: str | None,
    doses: list[tuple[str | None, int | str | None]],
    states: list[dict[str, Any]] | None,
    on: str,
) -> dict[str, Any]:
    started = date.fromisoformat(born)

    def day(after: int | str | None) -> str | None:
        return (started + timedelta(after)).isoformat() if isinstance(after, int) else after

    return {
        "born": said[0] if said else born,
        "sex": sex,
        "doses": [{"product": product, "given_on": day(after)} for product, after in doses],
        "states": states,
        "on": on,
    }
