"""A sheet of 接种单位: every line judged before any is stored; every wrong one is named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.areas.codes import level_of
from fieldapp.areas.naming import same_name
from fieldapp.clinics.store import KIND_NAMES, LONGEST, ClinicLine, found
from fieldapp.ground.parsing import plain, words_apart
from fieldapp.ground.spreadsheets.cells import Column, Words
from fieldapp.ground.spreadsheets.lines import Line, Wrong
from fieldapp.models.areas import Area
from fieldapp.models.clinics import Clinic
from fieldapp.records.permissions import is_own

COLUMNS = (
    Column("name", "接种单位名称", "Clinic", needed=True, also=("接种单位", "单位名称", "名称")),
    Column("code", "接种单位编码", "Clinic code", also=("单位编码", "编码")),
    Column(
        "area",
        "所在地区代码",
        "Area code",
        needed=True,
        also=("地区代码", "所在乡镇代码", "村代码", "区划代码"),
    ),
    Column("kind", "种类", "Kind", choices=tuple(KIND_NAMES.values())),
    Column("address", "地址", "Address", also=("单位地址",)),
    Column("phone", "电话", "Phone", also=("联系电话",)),
    Column("days", "接种日", "Clinic days", also=("接种时间", "门诊日")),
    Column("serves", "服务地区代码", "Area codes served", also=("服务的村", "服务范围")),
)
# what a sheet may say beside the codes: code and name that disagree are a question
NAMES = (
    Column(
        "area_name",
        "所在地区",
        "Area",
        also=("所在乡镇", "地区", "地区名称", "区划名称", "乡镇", "乡镇(街道)", "乡镇街道", "村", "村名"),
    ),
    Column("serves_names", "服务地区", "Areas served", also=("服务村", "服务村名", "服务地区名称")),
)
READ = (*COLUMNS, *NAMES)
KIND_WORDS = {word.casefold(): kind for kind, names in KIND_NAMES.items() for word in (kind, *names)}
SHORT_KINDS = {"卫生院": "township", "社区卫生服务中心": "township", "卫生室": "village", "医院": "hospital"}


@dataclass(frozen=True)
class Entry:
    """One line: what it says, whether it changes one that is there, and what is wrong with it."""

    line: int
    said: ClinicLine
    changes: bool
    wrong: list[Wrong] = field(default_factory=list)


def read_clinics(session: Session, lines: Sequence[Line], own: Sequence[str]) -> list[Entry]:
    """The 接种单位 of a sheet; they and what they serve must exist and lie inside `own`, and none stand there twice."""
    told = [(line, _said(line)) for line in lines]
    named = {code for _line, said in told for code in (said.area, *said.serves)}
    current = select(Area.code, Area.name).where(Area.code.in_(named), Area.retired_on.is_(None))
    known: dict[str, str] = dict(session.execute(current).all())
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for line, said in told:
        there = found(session, said)
        why = _wrong(said, known, own) + _taken(there, said, own) + _disagreeing(line, said, known)
        for column, what in (("code", said.code), ("name", f"{said.area} {said.name}")):
            if what and what in seen:
                why.append((column, (f"和第 {seen[what]} 行是同一个", f"the same as line {seen[what]}")))
            seen.setdefault(what, line.number)
        wrong = [line.wrong(column, words, said.name) for column, words in why if column not in line.faults]
        entries.append(Entry(line.number, said, there is not None, line.all_faults(said.name) + wrong))
    return entries


def _said(line: Line) -> ClinicLine:
    cell = {column.name: line.cells.get(column.name, "").strip() for column in COLUMNS}
    kind = (
        KIND_WORDS.get(cell["kind"].casefold()) or SHORT_KINDS.get(cell["kind"]) or cell["kind"] or "township"
    )
    return ClinicLine(**cell | {"kind": kind, "serves": words_apart(cell["serves"])})  # type: ignore[arg-type]


def _disagreeing(line: Line, said: ClinicLine, known: dict[str, str]) -> list[tuple[str, Words]]:
    """Codes beside which the sheet has names of other areas."""
    wrong: list[tuple[str, Words]] = []
    for column, codes, other in (
        ("area", (said.area,), "area_name"),
        ("serves", said.serves, "serves_names"),
    ):
        names = [plain(word) for word in words_apart(line.cells.get(other, ""))]
        for code in codes if names else ():
            mine = known.get(code)
            if mine and not any(same_name(level_of(code), mine, one) or mine in one for one in names):
                zh = f"代码 {code} 是“{mine}”，表里写的是“{'、'.join(names)}”，请核对哪一个对"
                wrong.append((column, (zh, f"the code {code} is {mine}, the sheet says {', '.join(names)}")))
    return wrong


def _wrong(said: ClinicLine, known: Collection[str], own: Sequence[str]) -> list[tuple[str, Words]]:
    """What is wrong with a line, by column."""
    wrong: list[tuple[str, Words]] = []
    if not 0 < len(said.name) <= LONGEST or not said.name.isprintable():
        wrong.append(("name", ("名称为空或太长", "the name is empty or too long")))
    if said.kind not in KIND_NAMES:
        wrong.append(("kind", (f"没有“{said.kind}”这种接种单位", f"there is no kind “{said.kind}”")))
    for column, code in (("area", said.area), *(("serves", code) for code in said.serves)):
        if code not in known:
            wrong.append(
                (column, (f"没有代码为 {code or '（空）'} 的地区", f"there is no area {code or '(empty)'}"))
            )
        elif not is_own(own, code):
            wrong.append((column, (f"{code} 不在您的地区内", f"{code} lies outside your areas")))
    return wrong


def _taken(there: Clinic | None, said: ClinicLine, own: Sequence[str]) -> list[tuple[str, Words]]:
    """A code that stands for one elsewhere is not this person's to change."""
    if there is None or is_own(own, there.area):
        return []
    return [
        ("code", (f"编码 {said.code} 已是别处的接种单位", f"the code {said.code} is that of another clinic"))
    ]
