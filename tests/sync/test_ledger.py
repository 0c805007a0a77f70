"""The ranges of received sequence numbers against plain sets."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.records.ledger import add, resend_from

NUMBERS = st.sets(st.integers(1, 30))


@given(st.lists(NUMBERS))
def test_ranges_hold_exactly_the_numbers_added(batches: list[set[int]]) -> None:
    ranges: list[list[int]] = []
    for batch in batches:
        ranges = add(ranges, batch)
    assert {n for low, high in ranges for n in range(low, high + 1)} == set().union(*batches)
    assert all(a[1] + 1 < b[0] for a, b in pairwise(ranges))


@given(NUMBERS)
def test_resend_from_is_the_lowest_missing_below_the_highest(numbers: set[int]) -> None:
    missing = set(range(1, max(numbers, default=0))) - numbers
    assert resend_from(add([], numbers), restored=False) == min(missing, default=None)
    assert resend_from(add([], numbers), restored=True) == min(missing, default=max(numbers, default=0) + 1)
