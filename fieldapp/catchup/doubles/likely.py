"""Which records may be one child: pairs that share something, weighed, ranked, with the reasons in words. Pure.

Pairs are looked for in blocks (`blocks`): records that share a number, a telephone, the sound of a name with most of a
birth date, a birth date with a family. One block is held at a time, so memory does not grow with pairs, and one that
is too large to tell anything is left out. Each pair is weighed as in record linkage: what agrees speaks for it by how
seldom it agrees by chance, what contradicts against it. Brothers born on one day have all but the name in common, so a
given name that sounds otherwise weighs most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA

from fieldapp.records.lists.likeness import is_slip

LARGEST = 250  # records of one block; a larger one says nothing that another block does not say better
LIKELY = 8.5  # of the weights below; measured in benchmarks/doubles.py
LUNAR = range(17, 52)  # days by which the same numbers of the old calendar fall later
REASONS = {
    "number": ("编码相同", "the same number"),
    "near_number": ("编码有两位颠倒", "numbers of which two digits are swapped"),
    "name": ("姓名相同", "the same name"),
    "sound": ("姓名同音", "names that sound alike"),
    "near_name": ("姓名相近", "names that are near"),
    "unnamed": ("一个未取名", "one without a name yet"),
    "born": ("出生日期相同", "the same birth date"),
    "slip": ("出生日期差一处", "birth dates that differ in one place"),
    "lunar": ("出生日期像一个农历、一个公历", "birth dates as of the old and the new calendar"),
    "family": ("家长相同", "the same guardian"),
    "phone": ("电话相同", "the same telephone"),
    "near_phone": ("电话差一位", "telephones that differ by a digit"),
    "home": ("同一户", "one household"),
    "moved": ("在两个村", "in two villages"),
    "other_sex": ("性别不同", "another sex"),
    "other_family": ("家长不同", "another guardian"),
}
WEIGHTS = {
    "number": 9.0,
    "near_number": 5.0,
    "name": 5.5,
    "sound": 5.0,
    "near_name": 2.5,
    "unnamed": 0.0,
    "born": 4.5,
    "slip": 2.0,
    "lunar": 1.0,
    "family": 3.5,
    "phone": 4.5,
    "near_phone": 3.0,
    "home": 2.0,
    "moved": 0.0,
    "other_sex": -2.5,
    "other_family": -1.5,
}
OTHER_NAME, OTHER_BORN, OTHER_NUMBER, OTHER_PHONE = (
    -9.0,
    -8.0,
    -4.0,
    -1.0,
)  # what contradicts and needs no words


@dataclass(frozen=True, slots=True)
class Who:
    """What a record is told by: key, village, the name and how it sounds, birth date (ISO), sex, numbers, how those who
    answer for it sound, telephones and household."""

    key: str
    area: str
    name: str
    heard: tuple[str, ...]
    born: str
    sex: str
    numbers: tuple[str, ...]
    family: tuple[str, ...]
    phones: tuple[str, ...]
    home: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one child, the smaller key first, with what they weigh and why."""

    one: str
    other: str
    weight: float
    reasons: tuple[str, ...]


def likely(records: Sequence[Who]) -> list[Pair]:
    """The pairs that may be one child, the likeliest first."""
    found: dict[tuple[str, str], Pair] = {}
    for block in blocks(records):
        for n, one in enumerate(block):
            for other in block[n + 1 :]:
                pair = weigh(one, other)
                if pair is not None:
                    found[(pair.one, pair.other)] = pair
    return sorted(found.values(), key=lambda pair: (-pair.weight, pair.one, pair.other))


def blocks(records: Sequence[Who]) -> Iterator[list[Who]]:
    """Records that share something, a kind of thing at a time: a pair may come more than once."""
    for marks in KINDS_OF_MARKS:
        some: dict[tuple[str, ...], list[Who]] = {}
        for one in records:
            for mark in marks(one):
                some.setdefault(mark, []).append(one)
        yield from (block for block in some.values() if 1 < len(block) <= LARGEST)


def _numbers(one: Who) -> Iterable[tuple[str, ...]]:
    return [(number,) for number in one.numbers]


def _phones(one: Who) -> Iterable[tuple[str, ...]]:
    return [(phone,) for phone in one.phones]


def _sound_and_born(one: Who) -> Iterable[tuple[str, ...]]:
    """The sound of a name with two parts of the birth date; so one part may be wrong."""
    if not one.heard or not one.born:
        return []
    name, (year, month, day) = " ".join(one.heard), one.born.split("-")
    swapped = [("d", name, year, *sorted((month, day)))]
    return [("a", name, year, month), ("b", name, year, day), ("c", name, month, day), *swapped]


def _sound_and_family(one: Who) -> Iterable[tuple[str, ...]]:
    return [(" ".join(one.heard), who) for who in one.family] if one.heard else []


def _born_and_surname(one: Who) -> Iterable[tuple[str, ...]]:
    return [(one.born, one.heard[0])] if one.heard and one.born else []


def _born_and_given(one: Who) -> Iterable[tuple[str, ...]]:
    return [(one.born, " ".join(one.heard[1:]))] if len(one.heard) > 1 and one.born else []


def _born_and_family(one: Who) -> Iterable[tuple[str, ...]]:
    return [(one.born, who) for who in (*one.family, one.home) if who] if one.born else []


KINDS_OF_MARKS = (
    *(_numbers, _phones, _sound_and_born, _sound_and_family),
    *(_born_and_surname, _born_and_given, _born_and_family),
)


def weigh(one: Who, other: Who) -> Pair | None:
    """What two records weigh as one child; None where that is not likely."""
    if one.key > other.key:
        one, other = other, one
    reasons, weight = _named(one, other)
    if weight <= OTHER_NAME:
        return None
    for more, heavier in (_born(one, other), _numbered(one, other), _around(one, other)):
        reasons, weight = [*reasons, *more], weight + heavier
    if one.key == other.key or weight < LIKELY:
        return None
    return Pair(one.key, other.key, round(weight, 1), tuple(reasons))


def _said(*reasons: str) -> tuple[list[str], float]:
    return list(reasons), sum(WEIGHTS[one] for one in reasons)


def _named(one: Who, other: Who) -> tuple[list[str], float]:
    if not one.heard or not other.heard:
        return _said("unnamed")
    if one.name == other.name:
        return _said("name")
    if one.heard == other.heard:
        return _said("sound")
    return _said("near_name") if _near_names(one.heard, other.heard) else ([], OTHER_NAME)


def _near_names(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names may be one written wrong: two syllables swapped, or one left out. Names of which one syllable
    is another, be it near, are those of brothers."""
    if len(one) == len(other):
        return sorted(one) == sorted(other)
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return len(long) - len(short) == 1 and len(short) > 1 and all(part in rest for part in short)


def _born(one: Who, other: Who) -> tuple[list[str], float]:
    if not one.born or not other.born:
        return [], 0.0
    if one.born == other.born:
        return _said("born")
    if is_slip(one.born, other.born) or OSA.distance(one.born, other.born, score_cutoff=1) <= 1:
        return _said("slip")
    apart = abs((date.fromisoformat(one.born) - date.fromisoformat(other.born)).days)
    return _said("lunar") if apart in LUNAR else ([], OTHER_BORN)


def _numbered(one: Who, other: Who) -> tuple[list[str], float]:
    if not one.numbers or not other.numbers:
        return [], 0.0
    if set(one.numbers) & set(other.numbers):
        return _said("number")
    near = any(_swapped(a, b) for a in one.numbers for b in other.numbers)
    return _said("near_number") if near else ([], OTHER_NUMBER)


def _swapped(one: str, other: str) -> bool:
    """Whether two digits changed places; one that is another is the next child's number."""
    return sorted(one) == sorted(other) and OSA.distance(one, other, score_cutoff=1) <= 1


def _near_digits(one: str, other: str) -> bool:
    return min(len(one), len(other)) > 6 and OSA.distance(one, other, score_cutoff=1) <= 1


def _around(one: Who, other: Who) -> tuple[list[str], float]:
    """What stands around both: sex, family, telephones, home."""
    reasons, against = [], 0.0
    if one.sex and other.sex and one.sex != other.sex:
        reasons.append("other_sex")
    if one.family and other.family:
        reasons.append("family" if set(one.family) & set(other.family) else "other_family")
    if set(one.phones) & set(other.phones):
        reasons.append("phone")
    elif any(_near_digits(a, b) for a in one.phones for b in other.phones):
        reasons.append("near_phone")
    elif one.phones and other.phones:
        against += OTHER_PHONE
    if one.home and one.home == other.home:
        reasons.append("home")
    if one.area != other.area:
        reasons.append("moved")
    said, weight = _said(*reasons)
    return said, weight + against
