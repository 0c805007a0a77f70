"""The slots of the class register: its columns in their order, and what a slot is called on paper and on a page. Pure.

A slot is a series of the schedule and the number of a dose, as checks and notices write it. 百白破5 and 白破1 are one
slot: the product goes by age. The second IPV is a fifth polio dose and has a column of its own; the second MMR of a
child who began with MR is shown under 含麻2.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from fieldapp.records.standing import completed_years
from fieldapp.schedule.series_of import VACCINES

Slot = tuple[str, int]
DT_FROM_YEARS = 7
IPV_AGAIN, MMR_AGAIN = 5, 3  # from these numbers on: the second IPV, the second MMR
BCG = "bcg"


class Column(NamedTuple):
    """One column of the register: its id, the vaccine it belongs to in sums, and its head."""

    id: str
    vaccine: str
    zh: str
    en: str


def _columns(series: str, zh: str, en: str, upto: int, suffix: str = "") -> tuple[Column, ...]:
    return tuple(Column(f"{series}{suffix}-{n}", series, f"{zh}{n}", f"{en} {n}") for n in range(1, upto + 1))


COLUMNS = (
    Column("bcg-1", "bcg", "卡介", "BCG"),
    *_columns("hepb", "乙肝", "HepB", 3),
    *_columns("polio", "脊灰", "Polio", 4),
    Column("polio-ipv", "polio", "脊灰灭活补种", "IPV catch-up"),
    *_columns("dtp", "百白破", "DTaP", 5),
    Column("dt-1", "dt", "白破1", "DT 1"),
    *_columns("mcv", "含麻", "MCV", 2),
    *_columns("je", "乙脑", "JE", 2),
    *_columns("je", "乙脑灭活", "JE-I", 4, "_inact"),
    *_columns("mena", "A群", "MenA", 2),
    *_columns("menac", "A+C", "MenAC", 2),
    Column("hepa-1", "hepa", "甲肝1", "HepA 1"),
    *_columns("hepa", "甲肝灭活", "HepA-I", 2, "_inact"),
)
BY_ID = {column.id: column for column in COLUMNS}
PLACES = {column.id: place for place, column in enumerate(COLUMNS)}
INACTIVATED = {"je": "JE-I", "hepa": "HepA-I"}
ONLY_INACTIVATED = {"je": 3, "hepa": 2}  # from these numbers on no other vaccine has a dose


def read_slots(said: Any) -> tuple[Slot, ...]:
    """The slots of a list as records hold it, each once, in their order; what is no slot is passed over."""
    found = [
        (one[0], one[1])
        for one in (said if isinstance(said, list | tuple) else ())
        if isinstance(one, list | tuple) and len(one) >= 2 and isinstance(one[0], str) and type(one[1]) is int
    ]
    return tuple(dict.fromkeys(found))


def in_order(slots: Any) -> tuple[Slot, ...]:
    """Slots as the register has them, those of no column last."""
    return tuple(sorted(slots, key=lambda slot: (PLACES.get(column_of(slot), len(PLACES)), slot)))


def column_of(slot: Slot, product: str | None = None) -> str:
    """The id of the register's column a slot stands in; `product`: what filled or would fill it, where known."""
    series, n = slot
    if series == "polio" and n >= IPV_AGAIN:
        return "polio-ipv"
    if series == "dtp" and product == "DT":
        return "dt-1"
    if series == "mcv":
        return f"mcv-{min(n, 2)}"
    alone = product is None and n >= ONLY_INACTIVATED.get(series, n + 1)
    inactivated = alone or (product is not None and product == INACTIVATED.get(series))
    return f"{series}_inact-{n}" if inactivated else f"{series}-{n}"


def product_by_age(slot: Slot, born: str | None, on: str) -> str | None:
    """Which product a slot gets on a day where the age decides: DT from the seventh birthday on."""
    if slot[0] != "dtp" or born is None:
        return None
    return "DT" if completed_years(born, on) >= DT_FROM_YEARS else "DTaP"


def vaccine_of_column(column: str) -> str:
    """The vaccine a column of the register is summed under; of one the register does not have, its series."""
    return BY_ID[column].vaccine if column in BY_ID else column.rpartition("-")[0]


def column_words(column: str) -> tuple[str, str]:
    """What a column is called, 中文 and English, also one the register does not have."""
    if column in BY_ID:
        return BY_ID[column].zh, BY_ID[column].en
    series, _, n = column.rpartition("-")
    zh, en = VACCINES.get(series, (series, series))
    return f"{zh}{n}", f"{en} {n}"


def name_of(slot: Slot, language: str = "zh", product: str | None = None) -> str:
    """What a slot is called to families, nurses and clinics: 百白破疫苗第5剂."""
    series, n = slot
    chinese = language == "zh"
    if series == "polio" and n >= IPV_AGAIN:
        return "脊灰灭活疫苗补种" if chinese else "IPV catch-up"
    if series == "mcv" and n >= MMR_AGAIN:
        return "麻腮风疫苗第2剂" if chinese else "MMR, dose 2"
    if series == BCG:
        return "卡介苗" if chinese else "BCG"
    if series == "dtp" and product == "DT":
        return "白破疫苗" if chinese else "DT"
    zh, en = VACCINES.get(series, (series, series))
    return f"{zh}疫苗第{n}剂" if chinese else f"{en}, dose {n}"


def short_name(slot: Slot, language: str = "zh", product: str | None = None) -> str:
    """As the head of its column has it: 百白破5, 脊灰灭活补种."""
    if slot[0] == "mcv" and slot[1] >= MMR_AGAIN:
        return "麻腮风2" if language == "zh" else "MMR 2"
    column = BY_ID.get(column_of(slot, product))
    if column is None:
        return name_of(slot, language, product)
    return column.zh if language == "zh" else column.en


def called_then(slot: Slot, born: str | None, then: str | None, on: str, language: str = "zh") -> str:
    """A slot as its column is called on a day; where the age has changed the product since the look, both: 白破1
    （查验时百白破5）."""
    now = short_name(slot, language, product_by_age(slot, born, on))
    before = short_name(slot, language, product_by_age(slot, born, then)) if then else now
    if before == now:
        return now
    return f"{now}（查验时{before}）" if language == "zh" else f"{now} ({before} at the check)"
