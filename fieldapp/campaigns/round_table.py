"""强化免疫汇总表, one a round: rows are villages, mobile teams and the total. Pure; every total is computed.

Layout: docs/forms.md, table 3. Age is completed years on day 1 of round 1, or the year of birth; children
whose birth date or registration is not known are in the totals and in a column of their own, if there are any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fieldapp.campaigns.indicators import EMPTY, Counts, percent, total
from fieldapp.campaigns.words import REASONS, in_form

Cells = Mapping[str, Counts]  # `3|migrant` → counts
AGES = tuple(str(age) for age in range(7))
LIVES = ("local", "migrant")
PRIOR = ("0", "1", "2", "3", "unknown")
POST_MODES, MOPUP_MODES = ("post", "school", "clinic"), ("door", "mobile")
MEASURES = (
    ("registered", "摸底应服", "Registered"),
    ("found", "现场新增", "Found"),
    ("removed", "剔除", "Removed"),
    ("target", "应服", "Target"),
    ("covered", "实服", "Dosed"),
    ("percent", "服苗率%", "%"),
)
WORDS = {
    "local": ("本地", "Local"),
    "migrant": ("流动", "Migrant"),
    "all": ("合计", "Total"),
    "unknown": ("不详", "Unknown"),
}

ROWS = {"mobile": ("其中流动队", "Of them mobile teams"), "total": WORDS["all"]}


@dataclass(frozen=True)
class Village:
    """What one row is made from: its counts by age × residence, by earlier doses, by mode, by outcome."""

    code: str
    name: str
    all: Counts
    ages: Cells = field(default_factory=dict)
    prior: Cells = field(default_factory=dict)
    modes: Cells = field(default_factory=dict)
    outcomes: Cells = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column: three lines of heading."""

    top: tuple[str, str]
    middle: tuple[str, str]
    low: tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One row; `kind` is village, mobile (of which, not added again) or total."""

    name: str
    kind: str
    cells: tuple[int | str, ...]

    def words(self, language: str = "zh") -> str:
        """What the row is called: a village's own name, or what it sums up."""
        return ROWS[self.kind][0 if language == "zh" else 1] if self.kind in ROWS else self.name


@dataclass(frozen=True)
class Table:
    """The whole table without its foot; `left_out` empty villages have no row."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    left_out: int = 0


def in_words_of(table: Table, form: str | None) -> Table:
    """The same table with its headings said as in a campaign of this form."""
    said = [
        Column(*((in_form(form, zh), en) for zh, en in (column.top, column.middle, column.low)))
        for column in table.columns
    ]
    return replace(table, columns=tuple(said))


def ages_of(villages: Iterable[Village], standard: Iterable[str]) -> list[str]:
    """The age columns: the standard ones and every other age that was counted."""
    seen = {cut.partition("|")[0] for village in villages for cut in village.ages}
    return sorted({*standard, *seen}, key=int)


def age_words(age: str) -> tuple[str, str]:
    """`<1岁`, `3岁`; a year of birth as `2019年生`."""
    if len(age) == 4:
        return f"{age}年生", f"born {age}"
    return ("<1岁", "<1") if age == "0" else (f"{age}岁", age)


def measures_of(counts: Counts) -> list[int | str]:
    """The six cells of one age and residence."""
    figures: list[int | str] = [
        counts.registered,
        counts.found,
        counts.removed,
        counts.target,
        counts.covered,
    ]
    return [*figures, percent(counts.covered, counts.target)]


def round_table(villages: list[Village], mobile: Village, standard: Iterable[str] = AGES) -> Table:
    """The table of some villages.

    Args:
        mobile: what mobile teams did in them; counted in the villages' rows too, so not added again.
        standard: the age columns that are there even when empty.
    """
    ages = ages_of(villages, standard)
    rows = [Row(village.name, "village", _cells(village, ages)) for village in villages]
    columns = tuple(_columns(ages))
    rows.append(Row(ROWS["mobile"][0], "mobile", _only_known(_cells(mobile, ages), columns)))
    rows.append(Row(ROWS["total"][0], "total", _cells(_sum(villages), ages)))
    return Table(columns, tuple(rows))


def _only_known(cells: tuple[int | str, ...], columns: tuple[Column, ...]) -> tuple[int | str, ...]:
    """Earlier doses and absences are not kept by mode: blank, not 0."""
    kept = {"各年龄合计", "实服其中"}
    return tuple(
        cell if column.top[0] in kept or column.top[0][-1] in "岁生" else ""
        for cell, column in zip(cells, columns, strict=True)
    )


def _sum(villages: list[Village]) -> Village:
    def merged(parts: list[Cells]) -> dict[str, Counts]:
        return {
            cut: total(part.get(cut, Counts()) for part in parts) for cut in {c for p in parts for c in p}
        }

    return Village(
        "",
        "合计",
        total(village.all for village in villages),
        merged([village.ages for village in villages]),
        merged([village.prior for village in villages]),
        merged([village.modes for village in villages]),
        merged([village.outcomes for village in villages]),
    )


def _by_residence(village: Village, ages: Iterable[str]) -> list[Counts]:
    """Local, migrant, and everyone (residence unknown too) of the ages."""
    found = []
    for lives in (*LIVES, "unknown"):
        found.append(total(village.ages.get(f"{age}|{lives}", Counts()) for age in ages))
    return [found[0], found[1], total(found)]


def _cells(village: Village, ages: list[str]) -> tuple[int | str, ...]:
    cells: list[int | str] = []
    for age in ages:
        for part in _by_residence(village, [age]):
            cells += measures_of(part)
    local, migrant, known = _by_residence(village, ages)
    cells += [*measures_of(local), *measures_of(migrant), *measures_of(village.all)]
    cells.append(village.all.target - local.target - migrant.target)
    assert known.target <= village.all.target
    return (*cells, *_tail(village.all, village.prior, village.modes, village.outcomes))


def _tail(counts: Counts, prior: Cells, modes: Cells, outcomes: Cells) -> list[int]:
    given = [total(modes.get(m, Counts()) for m in group).vaccinated for group in (POST_MODES, MOPUP_MODES)]
    by_prior = [prior.get(cut, Counts()) for cut in PRIOR]
    return [
        *given,
        counts.vaccinated - sum(given),
        counts.elsewhere,
        *(part.target for part in by_prior),
        *(part.covered for part in by_prior),
        counts.short,
        *(outcomes.get(cut, Counts()).missed for cut in ("absent_short", "absent_long")),
    ]


def _columns(ages: list[str]) -> list[Column]:
    lives = [WORDS["local"], WORDS["migrant"], WORDS["all"]]
    tops = [*(age_words(age) for age in ages), ("各年龄合计", "All ages")]
    columns = [Column(top, part, (zh, en)) for top in tops for part in lives for _name, zh, en in MEASURES]
    columns.append(Column(("各年龄合计", "All ages"), ("户籍或年龄不详", "Unknown"), ("应服", "Target")))
    split = (
        ("集中服苗", "At posts"),
        ("补服", "Mop-up"),
        ("方式不详", "Mode unknown"),
        ("他处已服", "Elsewhere"),
    )
    columns += [Column(("实服其中", "Of the dosed"), words, ("人", "n")) for words in split]
    doses = [*((f"{n}剂次", n) for n in "012"), ("≥3剂次", "≥3"), ("不详", "unknown")]
    columns += [Column(("应服 按既往剂次", "Target by earlier doses"), words, ("人", "n")) for words in doses]
    columns += [Column(("实服 按既往剂次", "Dosed by earlier doses"), words, ("人", "n")) for words in doses]
    missed = (("未服人数", "Missed"), ("短期外出", "Away briefly"), ("长期外出", "Away for long"))
    return columns + [Column(("未服", "Not dosed"), words, ("人", "n")) for words in missed]


@dataclass(frozen=True)
class Foot:
    """What stands under the table; None where nothing was reported."""

    reasons: tuple[tuple[str, int], ...] = ()
    received: int = 0
    opened: int = 0
    discarded: int = 0
    returned: int = 0
    doses_in_vials: int | None = None
    given: int = 0
    posts: int = 0
    staff: int = 0
    aefi: int = 0
    zero_reports: int = 0
    form: str | None = None
    document: str = ""
    names: Mapping[str, tuple[str, str]] = field(default_factory=lambda: REASONS)

    @property
    def wastage(self) -> str:
        """Doses in vials opened over doses given, two decimals half up; `—` when either is unknown."""
        if not self.doses_in_vials or not self.given:
            return EMPTY
        hundredths = (200 * self.doses_in_vials + self.given) // (2 * self.given)
        return f"{hundredths // 100}.{hundredths % 100:02d}"
