"""明细表, the wide table of a round: rows are villages, mobile teams and the total. Pure; every total is computed.

Layout: docs/forms.md, table 3. Age is completed years on day 1 of round 1, or the year of birth; children
whose birth date or registration is not known have columns of their own (不详), if there are any: every sum closes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fieldapp.campaigns.counting.rules import LIVES
from fieldapp.campaigns.figures.indicators import Counts, by_parts, total
from fieldapp.campaigns.words import in_form
from fieldapp.ground.showing import percent
from fieldapp.records.standing import UNKNOWN

Cells = Mapping[str, Counts]  # `3|migrant|0` → counts: age, residence, earlier doses
AGES = tuple(str(age) for age in range(7))
PRIOR = ("0", "1", "2", "3", UNKNOWN)
AWAY = (("absent_short", "house_closed"), ("absent_long", "away"))  # out when visited; gone for long
POST_MODES, MOPUP_MODES = ("post", "school", "clinic"), ("door", "mobile")
MEASURES = (
    ("registered", "摸底应服", "Registered"),
    ("found", "现场新增", "Found"),
    ("removed", "不应服", "Removed"),
    ("target", "应服", "Target"),
    ("vaccinated", "实服", "Dosed"),
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
    """What one row is made from: its counts by age × residence × earlier doses, by mode, by reason."""

    code: str
    name: str
    all: Counts
    ages: Cells = field(default_factory=dict)
    modes: Cells = field(default_factory=dict)
    reasons: Cells = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column: three lines of heading, and which cell of a village it shows, in the notation of
    fieldapp/campaigns/children/cells.py with `age` for whatever the table goes by; empty for a rate."""

    top: tuple[str, str]
    middle: tuple[str, str]
    low: tuple[str, str]
    cell: str = ""


@dataclass(frozen=True)
class Row:
    """One row; `kind` is village (`code`: which), mobile (of which, not added again) or total."""

    name: str
    kind: str
    cells: tuple[int | str, ...]
    code: str = ""

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
    columns = [
        replace(
            one, top=_in_form(form, one.top), middle=_in_form(form, one.middle), low=_in_form(form, one.low)
        )
        for one in table.columns
    ]
    return replace(table, columns=tuple(columns))


def _in_form(form: str | None, heading: tuple[str, str]) -> tuple[str, str]:
    zh, en = heading
    return in_form(form, zh), en


def ages_of(villages: Iterable[Village], standard: Iterable[str]) -> list[str]:
    """The age columns: the standard ones and every other age that was counted, unknown last."""
    seen = {cut.partition("|")[0] for village in villages for cut in village.ages}
    return sorted({*standard, *seen}, key=lambda age: (age == UNKNOWN, age.zfill(4)))


def lives_of(villages: Iterable[Village]) -> tuple[str, ...]:
    """The columns of residence: local and migrant, and unknown where it is anybody's."""
    seen = {cut.split("|")[1] for village in villages for cut in village.ages}
    return tuple(lives for lives in LIVES if lives != UNKNOWN or UNKNOWN in seen)


def age_words(age: str) -> tuple[str, str]:
    """`<1岁`, `3岁`; a year of birth as `2019年生`; `出生日期不详`."""
    if age == UNKNOWN:
        return "出生日期不详", "birth unknown"
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
        counts.vaccinated,
    ]
    return [*figures, percent(counts.vaccinated, counts.target)]


def round_table(villages: list[Village], mobile: Village, standard: Iterable[str] = AGES) -> Table:
    """The table of some villages.

    Args:
        mobile: what mobile teams did in them; counted in the villages' rows too, so not added again.
        standard: the age columns that are there even when empty.
    """
    ages, lives = ages_of(villages, standard), lives_of(villages)
    rows = [Row(village.name, "village", _cells(village, ages, lives), village.code) for village in villages]
    columns = tuple(_columns(ages, lives))
    rows.append(Row(ROWS["mobile"][0], "mobile", _cells(mobile, ages, lives)))
    rows.append(Row(ROWS["total"][0], "total", _cells(_sum(villages), ages, lives)))
    return Table(columns, tuple(rows))


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
        merged([village.modes for village in villages]),
        merged([village.reasons for village in villages]),
    )


def _cells(village: Village, ages: list[str], lives: tuple[str, ...]) -> tuple[int | str, ...]:
    by_age, everyone = by_parts(village.ages, 0, 1), by_parts(village.ages, 1)
    cells: list[int | str] = []
    for age in ages:
        parts = [by_age.get((age, one), Counts()) for one in lives]
        for part in [*parts, total(parts)]:
            cells += measures_of(part)
    for part in [*(everyone.get((one,), Counts()) for one in lives), village.all]:
        cells += measures_of(part)
    return (*cells, *_tail(village))


def _tail(village: Village) -> list[int]:
    counts, modes = village.all, village.modes
    given = [total(modes.get(m, Counts()) for m in group).vaccinated for group in (POST_MODES, MOPUP_MODES)]
    prior = by_parts(village.ages, 2)
    by_prior = [prior.get((cut,), Counts()) for cut in PRIOR]
    away = [sum(village.reasons.get(cut, Counts()).missed for cut in group) for group in AWAY]
    others = sum(part.missed for part in village.reasons.values()) - sum(away)
    return [
        *given,
        counts.vaccinated - sum(given),
        counts.elsewhere,
        *(part.target for part in by_prior),
        *(part.vaccinated for part in by_prior),
        counts.short,
        *away,
        others,
        counts.short - sum(away) - others,
    ]


def _columns(ages: list[str], lives: tuple[str, ...]) -> list[Column]:
    parts = [*(WORDS[one] for one in lives), WORDS["all"]]
    tops = [*(age_words(age) for age in ages), ("各年龄合计", "All ages")]
    cuts = [f"age:{age}" for age in ages] + ["age:*"]
    columns = [
        Column(top, part, (zh, en), _cell_of(cut, one, name))
        for top, cut in zip(tops, cuts, strict=True)
        for part, one in zip(parts, (*lives, "all"), strict=True)
        for name, zh, en in MEASURES
    ]
    n = ("人", "n")
    split = (("集中服苗", "At posts"), ("补服", "Mop-up"), ("方式不详", "Mode unknown"))
    modes = (",".join(POST_MODES), ",".join(MOPUP_MODES), UNKNOWN)
    columns += [
        Column(("实服其中", "Of the dosed"), words, n, f"mode:{mode} vaccinated")
        for words, mode in zip(split, modes, strict=True)
    ]
    elsewhere = ("不在实服内", "not among the dosed")
    columns.append(Column(("他处已种", "Elsewhere"), elsewhere, n, "all elsewhere"))
    doses = [*((f"{n}剂次", n) for n in "012"), ("≥3剂次", "≥3"), ("不详", "unknown")]
    for top, name in (
        (("应服 按既往剂次", "Target by earlier doses"), "target"),
        (("实服 按既往剂次", "Dosed by earlier doses"), "vaccinated"),
    ):
        columns += [
            Column(top, words, n, f"age:*|*|{prior} {name}")
            for words, prior in zip(doses, PRIOR, strict=True)
        ]
    missed = (
        ("未服人数", "Missed"),
        ("接种时外出/不在家", "Away when visited"),
        ("长期外出", "Away for the round"),
        ("其他原因", "Other reasons"),
        ("未登记原因", "No reason recorded"),
    )
    return columns + [
        Column(("未服", "Not dosed"), words, n, cell) for words, cell in zip(missed, MISSED, strict=True)
    ]


MISSED = (
    "all short",
    *(f"reason:{','.join(group)} missed" for group in AWAY),
    f"reason:!{','.join(reason for group in AWAY for reason in group)} missed",
    "all no_reason",
)


def _cell_of(cut: str, lives: str, measure: str) -> str:
    if measure == "percent":
        return ""
    if lives != "all":
        return f"{cut}|{lives} {measure}"
    return f"{'all' if cut == 'age:*' else cut} {measure}"


def cell_in(cell: str, kind: str, by: str) -> str:
    """The cell that a column with `cell` shows in a row of this kind; empty for a rate, or where a mobile
    team counts nobody.

    Args:
        by: what the table goes by: `age`, `first` (completed years on the campaign's first day) or `born`.
    """
    if kind == "mobile":
        by = "mobile_born" if by == "born" else "mobile_age"
        if cell.startswith("mode:"):
            cell = "mode:mobile vaccinated" if "mobile" in cell else ""
        cell = f"mobile_{cell}" if cell.startswith("reason:") else cell.replace("all ", "mode:mobile ")
    return by + cell.removeprefix("age") if cell.startswith("age:") else cell
