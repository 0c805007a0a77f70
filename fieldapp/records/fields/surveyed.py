"""The lists inside an interview and a quick check, as the API's description has them. Pure.

Only their shape is checked: what is odd in a line is a flag in the office, and never costs a household's record.
"""

from __future__ import annotations

from typing import Any

from fieldapp.records.fields.checks import Schema, described

MOST_LINES = 200
CARDS = "seen | at_clinic | not_seen | lost | never"


def _line(**properties: str) -> Schema:
    return {
        "type": "object",
        "properties": {name: {"description": said} for name, said in properties.items()},
    }


MEMBER = _line(
    no="number in the household, from 1",
    child="key of a child's record",
    name="text",
    born="day, or null where nobody knows it",
    born_said="as it was said, where that is no whole day",
    born_estimated="true where the day is a guess",
    sex="male | female",
    chosen="true where this child was asked about",
    card=CARDS,
    certificate=CARDS,
    doses="[{product, n?, given_on: day | null, said?: as written, source: card | certificate | register | recall}]",
    recall='{series: count | "unknown"}, what was remembered without any paper',
    bcg_scar="yes | no | not_seen",
    campaign="yes | no | unknown: a dose in the campaign asked about; or its source as of a dose",
    reason="code: the main reason missed",
    reasons="[code]: all reasons named",
    residence="local | migrant",
    note="text",
    photo="SHA-256 of a file",
)
CHECKED = _line(
    no="number, from 1",
    born="day or null",
    sex="male | female",
    residence="resident | over_3_months | under_3_months",
    certificate="true | false",
    card="true | false",
    prior="0 | 1 | 3 | unknown: none, fewer than three, three or more",
    round1="yes | no | unknown",
    round2="yes | no | unknown",
    vaccinated="true | false: in the rounds that were to be seen",
    reason="code",
    away_where="text",
    listed="true | false: on the list of the round",
)


def _is_list_of_lines(value: Any) -> bool:
    return (
        isinstance(value, list) and len(value) <= MOST_LINES and all(isinstance(one, dict) for one in value)
    )


@described(type="array", maxItems=MOST_LINES, items=MEMBER)
def members(value: Any) -> str | None:
    """The children of a household, each a line."""
    return None if _is_list_of_lines(value) else "wrong_value"


@described(type="array", maxItems=MOST_LINES, items=CHECKED)
def checked_children(value: Any) -> str | None:
    """The children looked at on a site, each a line."""
    return None if _is_list_of_lines(value) else "wrong_value"
