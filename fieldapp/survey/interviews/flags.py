"""What is odd about interviews: of one alone, and of one surveyor's beside each other. None blocks; all are to be asked
about. Pure.

A flag is a code; `WORDS` says each. What a household's own record shows is worked out once and kept; what needs the
others (all at one point, the same answers) is worked out over a surveyor's interviews of the survey.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from fieldapp.survey.interviews.reading import lines

FAR, SHORT, SAME, POINT, RESTDAY, PERFECT, AGE = "far", "short", "same", "point", "restday", "perfect", "age"
TWICE = "twice"
WORDS: dict[str, tuple[str, str]] = {
    FAR: ("离群中心超过 5 公里", "over 5 km from its cluster"),
    SHORT: ("访谈时间短得不像问过", "shorter than an interview can be"),
    SAME: ("几户答得一模一样", "the same answers in several households"),
    POINT: ("几户都在同一点上", "several households at one point"),
    RESTDAY: ("多数剂次在周末、节假日", "most doses on Sundays and holidays"),
    PERFECT: ("每一剂都正好在推荐的那天", "every dose exactly on the recommended day"),
    AGE: ("有孩子不在年龄组", "a child outside the age group"),
    TWICE: ("同一个户号两个人都访了，只算后一份", "one number interviewed by two people; the later counts"),
}
FARTHEST_KM, LEAST_SECONDS, SECONDS_A_DOSE = 5.0, 60, 3
FEW, LEAST_DOSES, POINT_M = 3, 4, 5
EARTH_KM = 6371.0
Row = Mapping[str, Any]


def of_one(
    data: Row, cluster: Sequence[tuple[float, float]], recommended: Callable[[date], set[date]]
) -> list[str]:
    """What is odd about one interview by itself. `cluster`: where its villages lie, as far as it is known."""
    members = lines(data)
    doses = [one for line in members for one in doses_of(line)]
    found = [FAR] if _far(data, cluster) else []
    found += [SHORT] if data.get("outcome") == "interviewed" and _short(data, len(doses)) else []
    return found + [PERFECT for line in members[:1] if _perfect(members, recommended)]


def _far(data: Row, cluster: Sequence[tuple[float, float]]) -> bool:
    lat, lon = data.get("lat"), data.get("lon")
    if not cluster or not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return False
    return min(kilometres((lat, lon), village) for village in cluster) > FARTHEST_KM


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points, latitude and longitude."""
    a, b = math.radians(one[0]), math.radians(other[0])
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _short(data: Row, doses: int) -> bool:
    try:
        began, ended = (
            datetime.fromisoformat(str(data[name]).replace("Z", "+00:00")) for name in ("started", "ended")
        )
        return (ended - began).total_seconds() < LEAST_SECONDS + SECONDS_A_DOSE * doses
    except (KeyError, ValueError, TypeError):
        return False


def doses_of(line: Row) -> list[Row]:
    """The doses of a child, as far as they are any."""
    said = line.get("doses")
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


def days_of(line: Row) -> list[date]:
    """The days of a child's doses, as far as they are days."""
    found = []
    for one in doses_of(line):
        try:
            found.append(date.fromisoformat(str(one["given_on"])))
        except (KeyError, ValueError, TypeError):
            continue
    return found


def _perfect(members: Sequence[Row], recommended: Callable[[date], set[date]]) -> bool:
    """Whether every dated dose of a child with several lies on a recommended day."""
    for line in members:
        days = set(days_of(line))
        try:
            born = date.fromisoformat(str(line.get("born")))
        except ValueError:
            continue
        if len(days) >= LEAST_DOSES and days <= recommended(born):
            return True
    return False


def rest_share(days: Iterable[date], works: Callable[[date], bool]) -> bool:
    """Whether most of some days are no working days: Sundays and holidays are two days of nine at the most."""
    days = list(days)
    return len(days) >= LEAST_DOSES and sum(not works(day) for day in days) * 2 > len(days)


def signature(data: Row) -> str:
    """What a household answered, without who it is: births and doses by day."""
    said = []
    for line in lines(data):
        doses = sorted(f"{one.get('product')}{one.get('given_on')}" for one in doses_of(line))
        said += ["|".join([str(line.get("born")), *doses])] if doses else []
    return "\n".join(said)


def of_surveyor(rows: Sequence[Row]) -> dict[str, set[str]]:
    """What is odd about one surveyor's interviews beside each other: the keys by flag."""
    found: dict[str, set[str]] = {}
    same = Counter(row["signature"] for row in rows if row["signature"])
    often = {words for words, n in same.items() if n >= FEW}
    found[SAME] = {row["key"] for row in rows if row["signature"] in often}
    placed = [row for row in rows if row["lat"] is not None and row["lon"] is not None]
    cells = Counter(_cell(row) for row in placed)
    found[POINT] = {row["key"] for row in placed if cells[_cell(row)] > FEW}
    return {flag: keys for flag, keys in found.items() if keys}


def _cell(row: Row) -> tuple[str, int, int]:
    """The square of a few metres a point lies in, and its day: one surveyor in one place."""
    step = POINT_M / 111_000
    return str(row["on"]), round(row["lat"] / step), round(row["lon"] / step)
