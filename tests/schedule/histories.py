"""Children for property tests: born on any day, with doses on time, late, early, doubled, undated or nonsense."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from fieldapp.schedule import packaged
from tests.schedule.cases import on_time

PRODUCTS = packaged().names.products
SERIES = packaged().names.series
FIRST, LAST = date(2006, 1, 1), date(2029, 12, 31)
BOUNDARIES = [
    date(2011, 11, 10),
    date(2016, 2, 29),
    date(2016, 3, 1),
    date(2019, 9, 30),
    date(2019, 10, 1),
    date(2024, 2, 29),
    date(2024, 10, 31),
    date(2024, 11, 1),
]
CHECKS = [
    date(2020, 6, 1),
    date(2021, 1, 31),
    date(2021, 2, 1),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2025, 11, 10),
    date(2026, 6, 17),
]
days = st.dates(FIRST, LAST)
births = st.sampled_from(BOUNDARIES) | days
checks = st.sampled_from(CHECKS) | st.dates(date(2016, 12, 1), LAST)  # from the first edition on
sexes = st.sampled_from(["male", "female", ""])
provinces = st.sampled_from([None, None, None, "浙江", "青海"])
editions = st.sampled_from([None, None, None, "2016", "2021", "2025dtap", "2025hpv", "2026"])


def dose(product, day):
    return {"product": product, "given_on": day.isoformat() if day else None}


@st.composite
def routine(draw, born, sex):
    """The doses of a child on time, some left out, some shifted by days or months, some without a date."""
    doses = []
    for given in on_time(born, sex).values():
        for product, day in given:
            fate = draw(st.integers(0, 9))
            if fate == 0:
                continue
            shift = draw(st.integers(-3, 40)) if fate < 4 else draw(st.integers(-40, 900)) if fate == 4 else 0
            doses.append(dose(product, None if fate == 5 else day + timedelta(days=shift)))
    return doses


@st.composite
def stray(draw, born):
    """One dose of any product on any day, near the child's life or without a date."""
    product = draw(st.sampled_from(PRODUCTS))
    day = draw(st.none() | st.integers(-40, 6700).map(lambda n: born + timedelta(days=n)))
    return dose(product, day)


@st.composite
def children(draw):
    """(child, doses, check date); the child is born by then."""
    born, sex = draw(births), draw(sexes)
    doses = draw(st.one_of(st.just([]), routine(born, sex), routine(born, sex)))
    doses = doses + draw(st.lists(stray(born), max_size=6))
    states = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "series": st.sampled_from(SERIES),
                    "n": st.integers(1, 5),
                    "state": st.sampled_from(["refused", "unknown", "contraindicated", "had_disease"]),
                }
            ),
            max_size=1,
        )
    )
    child = {"born": born.isoformat(), "sex": sex, "states": states}
    return child, draw(st.permutations(doses)), max(draw(checks), born).isoformat()


oddities = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "2024-02-30",
            "0000-01-01",
            "9999-12-31",
            "0001-01-01",
            "2024-1-1",
            "DTaP",
            "mcv",
            "female",
            "contraindicated",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["product", "given_on", "series", "n", "state", "born"]), inner, max_size=4
        )
    ),
    max_leaves=6,
)
odd_doses = st.lists(
    oddities | st.fixed_dictionaries({"product": st.sampled_from(PRODUCTS) | oddities, "given_on": oddities}),
    max_size=6,
)
odd_children = st.fixed_dictionaries(
    {},
    optional={"born": births.map(str) | oddities, "sex": oddities, "states": oddities | st.lists(oddities)},
)
