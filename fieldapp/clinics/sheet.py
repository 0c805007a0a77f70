"""A sheet of 接种单位: every line judged before any is stored; every wrong one is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.clinics.store import KIND_NAMES, LONGEST, Said, found
from fieldapp.ground.parsing import words_apart
from fieldapp.ground.spreadsheets.cells import Column, Words
from fieldapp.ground.spreadsheets.lines import Line, Wrong
from fieldapp.models.areas import Area
from fieldapp.models.clinics import Clinic
from fieldapp.records.permissions import is_own

COLUMNS = (
    Column("name", "接种单位名称", "Clinic", needed=True, also=("接种单位", "单位名称", "名称")),
    Column("code", "接种单位编码", "Clinic code", also=("单位编码", "编码")),
    Column("area", "所在地区代码", "Area code", needed=True, also=("地区代码", "所在乡镇代码")),
    Column("kind", "种类", "Kind"),
    Column("address", "地址", "Address", also=("单位地址",)),
    Column("phone", "电话", "Phone", also=("联系电话",)),
    Column("days", "接种日", "Clinic days", also=("接种时间", "门诊日")),
    Column("serves", "服务地区代码", "Area codes served", also=("服务的村", "服务范围")),
)
KIND_WORDS = {word.casefold(): kind for kind, names in KIND_NAMES.items() for word in (kind, *names)}
SHORT_KINDS = {"卫生院": "township", "社区卫生服务中心": "township", "卫生室": "village", "医院": "hospital"}


@dataclass(frozen=True)
class Entry:
    """One line: what it says, whether it changes one that is there, and what is wrong with it."""

    line: int
    said: Said
    changes: bool
    wrong: list[Wrong] = field(default_factory=list)


def read_clinics(session: Session, lines: Sequence[Line], own: Sequence[str]) -> list[Entry]:
    """The 接种单位 of a sheet; they and what they serve must exist and lie inside `own`, and none stand there twice."""
    told = [(line, _said(line)) for line in lines]
    named = {code for _line, said in told for code in (said.area, *said.serves)}
    known = set(session.scalars(select(Area.code).where(Area.code.in_(named), Area.retired_on.is_(None))))
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for line, said in told:
        there = found(session, said)
        why = _wrong(said, known, own) + _taken(there, said, own)
        for column, what in (("code", said.code), ("name", f"{said.area} {said.name}")):
            if what and what in seen:
                why.append((column, (f"和第 {seen[what]} 行是同一个", f"the same as line {seen[what]}")))
            seen.setdefault(what, line.number)
        wrong = [line.wrong(column, words, said.name) for column, words in why if column not in line.faults]
        entries.append(Entry(line.number, said, there is not None, line.all_faults(said.name) + wrong))
    return entries


def _said(line: Line) -> Said:
    cell = {column.name: line.cells.get(column.name, "").strip() for column in COLUMNS}
    kind = (
        KIND_WORDS.get(cell["kind"].casefold()) or SHORT_KINDS.get(cell["kind"]) or cell["kind"] or "township"
    )
    return Said(**cell | {"kind": kind, "serves": words_apart(cell["serves"])})  # type: ignore[arg-type]


def _wrong(said: Said, known: set[str], own: Sequence[str]) -> list[tuple[str, Words]]:
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


def _taken(there: Clinic | None, said: Said, own: Sequence[str]) -> list[tuple[str, Words]]:
    """A code that stands for one elsewhere is not this person's to change."""
    if there is None or is_own(own, there.area):
        return []
    return [
        ("code", (f"编码 {said.code} 已是别处的接种单位", f"the code {said.code} is that of another clinic"))
    ]
