"""What was counted last night: the gaps of a county by township, with the day of the count."""

from __future__ import annotations

from sqlalchemy import Connection, select

from fieldapp.areas.villages import TOWNSHIP, Villages
from fieldapp.catchup.gaps.missing import COUNTED, Sums
from fieldapp.ground.subtrees import inside
from fieldapp.models.catchups import GapCount

EVERY = ""  # in place of a series: of all together
TABLE = GapCount.__table__.c


def night_of(connection: Connection, county: str, villages: Villages) -> tuple[dict[str, Sums], str]:
    """The sums of townships, and the day of the count; empty where none was made."""
    found: dict[str, Sums] = {}
    on = ""
    for row in connection.execute(select(*TABLE).where(TABLE.county == county)):
        if not inside(villages.standing(row.area), villages.codes):
            continue
        sums = found.setdefault(villages.standing(row.area)[:TOWNSHIP], Sums())
        on = max(on, row.on)
        if row.series == EVERY and row.measure in COUNTED:
            setattr(sums, row.measure, getattr(sums, row.measure) + row.n)
        elif row.measure == "doses":
            sums.doses[row.series] += row.n
    return found, on
