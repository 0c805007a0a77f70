"""The chart of a round's days: true distances, figures beside what they belong to, the goal where it lies, and letters
as large as other text."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.campaigns.rounds.charts import NARROW, WIDE, DayChart, Frame, day_chart

FRAMES = (WIDE, NARROW)
ROUND = ("2025-12-01", "2025-12-09")


def drawn(days: list[tuple[str, int]], frame: Frame = WIDE, target: int = 100, goal: int = 95) -> DayChart:
    chart = day_chart(days, *ROUND, target, goal, frame)
    assert chart is not None
    return chart


@pytest.mark.parametrize("frame", FRAMES)
def test_a_day_stands_as_far_from_another_as_it_is(frame: Frame) -> None:
    chart = drawn([("2025-12-01", 5), ("2025-12-02", 7), ("2025-12-05", 2), ("2025-12-23", 1)], frame)
    one, three, eighteen = (b.middle - a.middle for a, b in pairwise(chart.bars))
    assert three == pytest.approx(3 * one, abs=0.3)
    assert eighteen == pytest.approx(18 * one, abs=0.3)


def test_days_are_in_order_and_add_up() -> None:
    chart = drawn([("2025-12-02", 3), ("2025-12-01", 2)])
    assert [(bar.day, bar.value, bar.to_date) for bar in chart.bars] == [
        ("2025-12-01", 2, 2),
        ("2025-12-02", 3, 5),
    ]


def test_the_axis_begins_on_the_first_day_of_the_round() -> None:
    late, early = drawn([("2025-12-05", 1)]), drawn([("2025-12-01", 1), ("2025-12-05", 1)])
    assert late.bars[0].middle == early.bars[1].middle


@pytest.mark.parametrize(
    ("dosed", "target", "words"), [(50, 100, "50.00"), (120, 100, "120.00"), (1, 3, "33.33")]
)
def test_the_coverage_ends_at_the_figure_of_the_page(dosed: int, target: int, words: str) -> None:
    chart = drawn([("2025-12-01", dosed)], target=target)
    assert chart.coverage == words
    top = max(100, 100 * dosed / target)
    assert chart.points[-1][1] == pytest.approx(
        WIDE.line_foot - WIDE.line * 100 * dosed / target / top, abs=0.06
    )
    assert chart.goal_y == pytest.approx(WIDE.line_foot - WIDE.line * 95 / top, abs=0.06)


def test_without_a_target_there_is_no_share_and_without_a_dose_no_chart() -> None:
    assert day_chart([], *ROUND, 100, 95, WIDE) is None
    chart = drawn([("2025-12-01", 4)], target=0)
    assert (chart.points, chart.goal_y, chart.coverage) == ((), None, "—")


def test_the_goal_is_written_beside_its_line_and_clear_of_the_coverage() -> None:
    far = drawn([("2025-12-01", 40)])
    assert far.goal_words_y == far.goal_y
    for dosed in (90, 94, 95, 96, 100):
        chart = drawn([("2025-12-01", dosed)])
        assert chart.goal_words_y is not None
        assert abs(chart.goal_words_y - chart.points[-1][1]) >= 1.29 * WIDE.letter


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 100_000)),
        min_size=1,
        max_size=41,
        unique_by=lambda d: d[0],
    ),
    st.sampled_from(FRAMES),
)
def test_nothing_leaves_the_picture_and_no_words_touch(said: list[tuple[int, int]], frame: Frame) -> None:
    start = date(2025, 12, 1)
    chart = drawn([((start + timedelta(days=at)).isoformat(), n) for at, n in said], frame, target=1000)
    for bar in chart.bars:
        assert bar.x >= 0 and bar.x + bar.width <= frame.right
        assert frame.bars_foot - frame.bars - 0.2 <= bar.y and bar.y + bar.height <= frame.bars_foot + 0.2
    named = [bar.middle for bar in chart.bars if bar.named]
    assert all(abs(a - b) >= 3.2 * frame.letter for a, b in combinations(named, 2))
    assert chart.bars[-1].named
    assert all(0 <= y <= frame.line_foot for _x, y in chart.points)


def test_letters_are_of_sixteen_pixels_where_the_chart_is_shown() -> None:
    """The wide one is shown at its own width, the narrow one on screens of 340 px of room and more or less."""
    assert WIDE.letter >= 16
    assert NARROW.letter * (360 - 24) / NARROW.width >= 16  # a telephone of 360 px
