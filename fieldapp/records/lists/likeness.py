"""Whether a line of a list and a child that is recorded are one child: yes, no, or a question and which. Pure.

A number decides first. Without one it is the name and the birth date, and sex, family, telephone and door say whether
anything speaks against it. What contradicts is never taken for the same: it is another child, or somebody is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldapp.ground.same import name_key, number_key, phone_key, place_key

SAME, OTHER = "same", "other"
REASONS = {  # why it is asked, in both languages; every other answer of `compare`
    "number": ("编码相同，别的不同", "the same number, but not all else"),
    "numbers": ("编码不同，别的相同", "another number, all else the same"),
    "sex": ("性别不同", "another sex"),
    "guardian": ("家长不同", "another guardian"),
    "namesake": ("同名同生日，电话或门牌不同", "same name and birthday, another telephone or door"),
    "moved": ("登记在别的村", "listed in another village"),
    "born": ("出生日期不同", "another birth date"),
    "unnamed": ("未取名", "without a name yet"),
    "twin": ("双胞胎，还是改了名字？", "twins, or a new name?"),
    "twins": ("双胞胎，还是写了两遍？", "twins, or written twice?"),
    "twice": ("写了两遍？", "written twice?"),
    "several": ("不止一个对得上", "more than one fits"),
}
NUMBERS = ("card_no", "certificate_no")
NOBODY = frozenset(
    ("家长", "监护人", "父亲", "母亲", "爸爸", "妈妈", "父", "母", "爷爷", "奶奶", "无", "不详", "同上")
)
YES, NO, UNSAID = "yes", "no", "unsaid"


@dataclass(frozen=True)
class Identity:
    """What tells one child from another, each made comparable; empty where nothing is said.

    `numbers` by field; `people` are guardian and mother, where that is a name (not `NOBODY`: 家长), `head` who heads
    the household, `door` its group and door.
    """

    area: str
    numbers: tuple[str, str]
    name: str
    born: str
    sex: str
    people: frozenset[str]
    head: str
    phones: frozenset[str]
    door: tuple[str, str] | None


def identity_of(area: str, child: Mapping[str, Any], household: Mapping[str, Any] | None = None) -> Identity:
    """What a child's fields and those of its household tell of it."""
    home = household or {}
    phones = {phone_key(one) for one in (child.get("phone"), child.get("phone2"), home.get("phone"))}
    door = place_key(home.get("door"))
    return Identity(
        area,
        (number_key(child.get(NUMBERS[0])), number_key(child.get(NUMBERS[1]))),
        name_key(child.get("name")),
        child.get("born") or "",
        child.get("sex") or "",
        frozenset({name_key(child.get("guardian")), name_key(child.get("mother"))} - {""} - NOBODY),
        name_key(home.get("head")),
        frozenset(phones - {""}),
        (place_key(home.get("group")), door) if door else None,
    )


def compare(one: Identity, other: Identity) -> str:
    """`same`, `other`, or the reason (of `REASONS`) why somebody has to say it."""
    numbers = same_number(one, other)
    name, born, sex = (_alike(getattr(one, f), getattr(other, f)) for f in ("name", "born", "sex"))
    if numbers == YES:
        return "number" if NO in (name, born, sex) else SAME
    if numbers == NO:
        alike = (name, born, _family(one, other)) == (YES, YES, YES) and sex != NO
        return "numbers" if alike else OTHER
    if name == YES:
        return _namesake(one, other, sex) if born == YES else _corrected(one, other, sex)
    if sex == NO:
        return OTHER
    return _nameless(one, other) if name == UNSAID else _renamed(one, other)


def _alike(one: str, other: str) -> str:
    return UNSAID if not one or not other else YES if one == other else NO


def _any(one: frozenset[str], other: frozenset[str]) -> str:
    return UNSAID if not one or not other else YES if one & other else NO


def same_number(one: Identity, other: Identity) -> str:
    """Whether a number of the one is the other's: `yes`, `no` or `unsaid`."""
    said = [_alike(a, b) for a, b in zip(one.numbers, other.numbers, strict=True)]
    return next((answer for answer in (YES, NO) if answer in said), UNSAID)


def _family(one: Identity, other: Identity) -> str:
    """Whether the same people are named; a head of household beside parents proves nothing where it differs."""
    if one.people and other.people:
        return _any(one.people, other.people)
    heads = _any(_with_head(one), _with_head(other))
    return UNSAID if heads == NO and (one.people or other.people) else heads


def _with_head(one: Identity) -> frozenset[str]:
    return one.people | ({one.head} - {""})


def _home(one: Identity, other: Identity) -> str:
    """Whether the door is the same; a group that only one side names does not tell."""
    if one.door is None or other.door is None or one.area != other.area:
        return UNSAID
    (group, door), (other_group, other_door) = one.door, other.door
    return NO if door != other_door or _alike(group, other_group) == NO else YES


def _near(one: Identity, other: Identity) -> bool:
    """Whether something says that both belong to one family."""
    return YES in (_family(one, other), _any(one.phones, other.phones), _home(one, other))


def _namesake(one: Identity, other: Identity, sex: str) -> str:
    """The same name and birth date."""
    family, phones = _family(one, other), _any(one.phones, other.phones)
    against = [sex, family].count(NO)
    if one.area != other.area:
        return OTHER if against else "moved"
    if against:
        return OTHER if against == 2 else "sex" if sex == NO else "guardian"
    doubtful = NO in (phones, _home(one, other)) and not _near(one, other)
    return "namesake" if doubtful else SAME


def _corrected(one: Identity, other: Identity, sex: str) -> str:
    """The same name and another birth date: a correction, in one family, or where one slip of the pen explains it."""
    if sex == NO or (_family(one, other) == NO and not _near(one, other)):
        return OTHER
    slip = is_slip(one.born, other.born) or not (one.born and other.born)
    return "born" if _near(one, other) or (slip and one.area == other.area) else OTHER


def _nameless(one: Identity, other: Identity) -> str:
    """One of them has no name yet, or neither."""
    near = _near(one, other)
    if one.born != other.born and not (near and is_slip(one.born, other.born)):
        return OTHER
    if not near and (one.area != other.area or _family(one, other) == NO):
        return OTHER
    return "unnamed" if one.name or other.name else "twins"


def _renamed(one: Identity, other: Identity) -> str:
    """Two names, one birth date, one family."""
    return "twin" if one.born and one.born == other.born and _near(one, other) else OTHER


def is_slip(one: str, other: str) -> bool:
    """Whether one of two days (ISO) can be the other written wrong: one part differs, or day and month are swapped."""
    try:
        a, b = date.fromisoformat(one), date.fromisoformat(other)
    except ValueError:
        return False
    parts = [a.year != b.year, a.month != b.month, a.day != b.day]
    return sum(parts) <= 1 or (a.year, a.month, a.day) == (b.year, b.day, b.month)
