"""A sheet of schools: every line judged before any is stored; every wrong one is named.

An empty cell leaves what stands there, so that a sheet of some columns changes only these, and a sheet that was
downloaded and is brought back changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.areas.codes import level_of
from fieldapp.areas.naming import same_name
from fieldapp.ground.parsing import TELEPHONE, plain
from fieldapp.ground.spreadsheets.cells import NUMBER, Column, Words
from fieldapp.ground.spreadsheets.lines import Line, Wrong
from fieldapp.models.areas import Area
from fieldapp.models.clinics import Clinic
from fieldapp.models.schools import School
from fieldapp.records.permissions import TOWNSHIP_DIGITS, is_own
from fieldapp.school.store import KIND_NAMES, LONGEST, SchoolLine, found

LICENCES = (("有", "yes"), ("没有", "no"))
COLUMNS = (
    Column(
        "name", "学校名称", "School", needed=True, also=("学校", "名称", "单位名称", "幼儿园名称", "园所名称")
    ),
    Column("kind", "种类", "Kind", choices=tuple(KIND_NAMES.values()), also=("学校类别", "类别", "办学类型")),
    Column(
        "area",
        "所在村代码",
        "Village code",
        needed=True,
        also=("村代码", "地区代码", "区划代码", "所在地区代码"),
    ),
    Column("code", "学校编码", "School code", also=("学校标识码", "标识码", "编码", "学校代码")),
    Column("licensed", "办学许可", "Licence", choices=LICENCES, also=("办学许可证", "许可")),
    Column("clinic", "接种单位", "Clinic", also=("接种单位名称", "接种单位编码", "所属接种单位")),
    Column("address", "地址", "Address", also=("学校地址",)),
    Column("phone", "电话", "Phone", also=("联系电话", "学校电话")),
    Column("lon", "经度", "Longitude", also=("lon", "lng", "学校经度"), holds=NUMBER),
    Column("lat", "纬度", "Latitude", also=("lat", "学校纬度"), holds=NUMBER),
)
# what a sheet may say beside the code: code and name that disagree are a question
NAMES = (Column("area_name", "所在村", "Village", also=("村", "村名", "社区", "所在村名称", "区划名称")),)
READ = (*COLUMNS, *NAMES)
FARTHEST = {"lat": 90, "lon": 180}  # degrees
KIND_WORDS = {word.casefold(): kind for kind, names in KIND_NAMES.items() for word in (kind, *names)}
KIND_WORDS |= {
    "完全小学": "primary",
    "完小": "primary",
    "教学点": "primary",
    "托儿所": "nursery",
    "托育园": "nursery",
}
LICENCE_WORDS = {
    "有": True,
    "是": True,
    "yes": True,
    "持证": True,
    "没有": False,
    "无": False,
    "否": False,
    "no": False,
}


@dataclass(frozen=True)
class Known:
    """What the lines of a sheet name, looked up once: areas by code, and clinics of one's areas by code or name."""

    areas: Mapping[str, Area]
    clinics: Mapping[str, list[Clinic]]
    own: Sequence[str]


@dataclass(frozen=True)
class Entry:
    """One line: what it says, the clinic as it was written, what becomes of it (`new`, `changes`, `same`), and what is
    wrong with it."""

    line: int
    said: SchoolLine
    clinic: str
    becomes: str
    wrong: list[Wrong] = field(default_factory=list)


def read_schools(
    session: Session, lines: Sequence[Line], own: Sequence[str], clinics: Sequence[Clinic]
) -> list[Entry]:
    """The schools of a sheet; villages and clinics must be of `own`, and no school stands there twice."""
    named = {line.cells.get("area", "").strip() for line in lines}
    current = select(Area).where(Area.code.in_(named), Area.retired_on.is_(None))
    known = Known({area.code: area for area in session.scalars(current)}, _by_words(clinics), own)
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for line in lines:
        there = found(session, SchoolLine(*(_cell(line, name) for name in ("area", "name", "code"))))
        said = _said(line, there, known)
        why = [*_wrong(line, said, known), *_taken(line, there, said, known), *_twice(line, said, seen)]
        wrong = [line.wrong(column, words, said.name) for column, words in why if column not in line.faults]
        wrong = line.all_faults(said.name) + wrong
        entries.append(Entry(line.number, said, _cell(line, "clinic"), _becomes(there, said), wrong))
    return entries


def _by_words(clinics: Sequence[Clinic]) -> dict[str, list[Clinic]]:
    """Clinics by code and by name."""
    known: dict[str, list[Clinic]] = {}
    for clinic in clinics:
        for words in {plain(clinic.name), clinic.code or ""} - {""}:
            known.setdefault(words, []).append(clinic)
    return known


def _cell(line: Line, name: str) -> str:
    return line.cells.get(name, "").strip()


def _said(line: Line, there: School | None, known: Known) -> SchoolLine:
    """What a line says; where it says nothing, what stands there, or what is usual."""
    kind, licence = _cell(line, "kind"), LICENCE_WORDS.get(_cell(line, "licensed").casefold())
    clinics = known.clinics.get(plain(_cell(line, "clinic")), [])
    usual = there.kind if there else _kind_by_name(_cell(line, "name"))
    standing = {name: getattr(there, name, None) or "" for name in ("code", "address", "phone", "clinic")}
    return SchoolLine(
        area=_cell(line, "area"),
        name=_cell(line, "name"),
        code=_cell(line, "code") or standing["code"],
        kind=KIND_WORDS.get(kind.casefold(), kind) or usual,
        licensed=licence if licence is not None else there.licensed if there else True,
        clinic=clinics[0].key if len(clinics) == 1 else standing["clinic"],
        address=_cell(line, "address") or standing["address"],
        phone=_cell(line, "phone") or standing["phone"],
        **_place(line, there),
    )


def _place(line: Line, there: School | None) -> dict[str, float | None]:
    """Where a line says that it stands, else where it is known to stand."""
    said = {name: _degrees(line, name) for name in FARTHEST}
    if any(_cell(line, name) for name in FARTHEST):
        return said
    return {name: getattr(there, name, None) for name in FARTHEST}


def _degrees(line: Line, name: str) -> float | None:
    try:
        return float(_cell(line, name))
    except ValueError:
        return None


def _wrong_place(line: Line, said: SchoolLine) -> list[tuple[str, Words]]:
    """Both or neither, and on the globe; 0 and 0 stands in many tables for not known."""
    if not any(_cell(line, name) for name in FARTHEST):
        return []
    for name, most in FARTHEST.items():
        value = getattr(said, name)
        if value is None or not -most <= value <= most:
            return [
                (
                    name,
                    (
                        f"经度纬度要一起填，这里是 -{most} 到 {most} 的数",
                        f"give both, from -{most} to {most}",
                    ),
                )
            ]
    return (
        [("lat", ("0、0 不是学校的位置", "0 and 0 is no place of a school"))]
        if said.lat == said.lon == 0
        else []
    )


def _kind_by_name(name: str) -> str:
    """The kind a school's name says where the sheet has no column for it."""
    if "幼儿园" in name:
        return "kindergarten"
    return "nursery" if any(word in name for word in ("托育", "托儿")) else "primary"


def _becomes(there: School | None, said: SchoolLine) -> str:
    if there is None:
        return "new"
    same = all((getattr(there, name) or "") == (getattr(said, name) or "") for name in vars(said))
    return "same" if same else "changes"


def _wrong(line: Line, said: SchoolLine, known: Known) -> list[tuple[str, Words]]:
    """What is wrong with a line, by column."""
    wrong: list[tuple[str, Words]] = []
    if not said.name or not said.name.isprintable():
        wrong.append(("name", ("名称为空或写法不对", "the name is empty or cannot be read")))
    for name in ("name", "code", "address", "phone"):
        if len(getattr(said, name)) > LONGEST:
            wrong.append((name, (f"太长，最多 {LONGEST} 个字", f"too long, at most {LONGEST} characters")))
    if said.kind not in KIND_NAMES:
        wrong.append(("kind", (f"没有“{said.kind}”这种学校", f"there is no kind “{said.kind}”")))
    licence = _cell(line, "licensed")
    if licence and licence.casefold() not in LICENCE_WORDS:
        wrong.append(("licensed", ("要写“有”或“没有”", "write yes or no")))
    if _cell(line, "phone") and not TELEPHONE.match(said.phone):
        wrong.append(("phone", ("要写电话号码，例如 0737-5200000", "write a telephone number")))
    return [
        *wrong,
        *_wrong_place(line, said),
        *_wrong_area(line, said.area, known),
        *_wrong_clinic(line, known),
    ]


def _wrong_area(line: Line, code: str, known: Known) -> list[tuple[str, Words]]:
    area, said = known.areas.get(code), plain(_cell(line, "area_name"))
    shown = code or "（空）"
    if area is None:
        return [("area", (f"没有代码为 {shown} 的地区", f"there is no area {code or '(empty)'}"))]
    if area.level != "village":
        zh, en = (
            f"{code} 是“{area.name}”，要写到村或社区（12 位）",
            f"{code} is {area.name}; write the village’s code",
        )
        return [("area", (zh, en))]
    if not is_own(known.own, code):
        return [("area", (f"{code} 不在您的地区内", f"{code} lies outside your areas"))]
    if said and said not in area.name and not same_name(level_of(code), area.name, said):
        zh = f"代码 {code} 是“{area.name}”，表里写的是“{said}”，请核对哪一个对"
        return [("area", (zh, f"the code {code} is {area.name}, the sheet says {said}"))]
    return []


def _wrong_clinic(line: Line, known: Known) -> list[tuple[str, Words]]:
    said = _cell(line, "clinic")
    number = len(known.clinics.get(plain(said), []))
    if not said or number == 1:
        return []
    if number:
        zh = f"您的地区有 {number} 个叫“{said}”的接种单位，请写编码"
        return [("clinic", (zh, f"{number} clinics are called {said}; write the code"))]
    zh = f"您的地区没有叫“{said}”或编码是它的接种单位"
    return [("clinic", (zh, f"no clinic of your areas has the name or code {said}"))]


def _taken(line: Line, there: School | None, said: SchoolLine, known: Known) -> list[tuple[str, Words]]:
    """A school elsewhere, in another county or closed is not this line's to change."""
    if there is None:
        return []
    column = "code" if _cell(line, "code") and _cell(line, "code") == there.code else "name"
    if not is_own(known.own, there.area):
        return [(column, ("已是别处的学校", "is that of a school elsewhere"))]
    if there.retired_on:
        return [(column, (f"“{there.name}”已停办", f"{there.name} is closed"))]
    area = known.areas.get(said.area)
    if area is not None and area.county != there.county:
        return [("area", ("学校不能搬到别的县", "a school cannot move to another county"))]
    return []


def _twice(line: Line, said: SchoolLine, seen: dict[str, int]) -> list[tuple[str, Words]]:
    """The same school in two lines."""
    wrong: list[tuple[str, Words]] = []
    for column, what in (("code", said.code), ("name", f"{said.area[:TOWNSHIP_DIGITS]} {said.name}")):
        if what and what in seen:
            words = f"和第 {seen[what]} 行是同一所", f"the same as line {seen[what]}"
            wrong.append((column, words))
        seen.setdefault(what, line.number)
    return wrong
