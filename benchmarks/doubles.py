"""Doubles among 200,000 generated children, two in a hundred of them planted: how many are found, how many found are
none, seconds and memory.

    python -m benchmarks.doubles [--children 200000] [--seed doubles]

A planted double is the same child listed again by somebody else: a character by its sound, or by a sound people mix up,
one left out or two swapped; a day or month mistaken, swapped, or of the old calendar; another guardian; a telephone
with a digit wrong, or another; the number missing or with two digits swapped; another village. Twins are planted as
traps: one family, one telephone, one door, one day, names with one character in common.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from benchmarks.ground import table
from fieldapp.catchup.doubles.likely import Pair, Who, likely
from fieldapp.catchup.doubles.sounds import sound, sounds

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
)
GIVEN = (
    "梓涵欣怡子轩宇浩然雨泽俊杰思远佳琪诗婷嘉豪博文一诺可馨明哲睿晨曦悦心语瑶雪琳静雅芳慧敏丽娜强勇军伟磊洋涛鹏飞"
    "龙凤英华建国庆平安乐康健成志远航天宁兰花香秀玲珍红霞云霄峰岩松柏青山川江海河清源泉林森木金银铭鑫宝玉珠"
)
VILLAGES = tuple(f"4309211{n:05}" for n in range(300))
TWINS = 0.012  # births that are two


@dataclass(frozen=True)
class Made:
    """A child as somebody listed it: what `Who` is made from."""

    key: str
    area: str
    name: str
    born: date
    sex: str
    number: str
    guardian: str
    phone: str
    home: str

    def who(self) -> Who:
        """The same as the finder takes it."""
        numbers, phones = (self.number,) if self.number else (), (self.phone,) if self.phone else ()
        family = (" ".join(sounds(self.guardian)),) if self.guardian else ()
        born = self.born.isoformat()
        heard = sounds(self.name)
        return Who(self.key, self.area, self.name, heard, born, self.sex, numbers, family, phones, self.home)


class Maker:
    """Children, twins among them, and their doubles."""

    def __init__(self, seed: str) -> None:
        self.chance = Random(seed)
        self.by_sound: dict[str, list[str]] = {}
        for letter in dict.fromkeys(SURNAMES + GIVEN):
            self.by_sound.setdefault(sound(letter), []).append(letter)

    def children(self, count: int) -> list[Made]:
        """So many, in families of one to three."""
        found: list[Made] = []
        while len(found) < count:
            surname, home = self.surname(), f"home{len(found)}"
            guardian = self.surname() + self.given()
            phone = f"1{self.chance.choice('3578')}{self.chance.randrange(10**9):09}"
            area = self.chance.choice(VILLAGES)
            for _ in range(self.chance.choice((1, 1, 1, 2, 2, 3))):
                born = date(2019, 12, 1) + timedelta(days=self.chance.randrange(2555))
                name = self.name(surname)
                found.append(self.child(len(found), area, name, born, guardian, phone, home))
                if self.chance.random() < TWINS:
                    twin = name[:-1] + self.letter_unlike(name[-1])
                    found.append(self.child(len(found), area, twin, born, guardian, phone, home))
        return found[:count]

    def child(self, n: int, area: str, name: str, born: date, guardian: str, phone: str, home: str) -> Made:
        """One of a family; a third has no number yet, some no telephone."""
        number = f"430921{n:010}" if self.chance.random() < 0.67 else ""
        phone = phone if self.chance.random() < 0.93 else ""
        return Made(
            f"{n:07}", area, name, born, self.chance.choice(("male", "female")), number, guardian, phone, home
        )

    def surname(self) -> str:
        """The commoner ones more often."""
        return SURNAMES[min(int(self.chance.expovariate(0.09)), len(SURNAMES) - 1)]

    def given(self) -> str:
        """One character or two, popular ones more often."""
        letters = [GIVEN[int(len(GIVEN) * self.chance.random() ** 1.6)] for _ in range(2)]
        return "".join(letters if self.chance.random() < 0.8 else letters[:1])

    def name(self, surname: str) -> str:
        """A child's name."""
        return surname + self.given()

    def letter_unlike(self, letter: str) -> str:
        """Another character that sounds otherwise."""
        while True:
            other = self.chance.choice(GIVEN)
            if sound(other) != sound(letter):
                return other

    def double(self, n: int, of: Made) -> Made:
        """The same child as somebody else listed it: one to three things are otherwise."""
        made = replace(of, key=f"d{n:06}", home="" if self.chance.random() < 0.7 else of.home)
        ways = (self.heard, self.misdated, self.lunar, self.other_guardian, self.misdialled, self.misnumbered)
        weights = (30, 18, 8, 14, 20, 25)
        some = set(self.chance.choices(ways, weights, k=self.chance.choice((1, 1, 2, 2, 3))))
        for way in sorted(some, key=lambda one: one.__name__):
            made = way(made)
        return replace(made, area=self.chance.choice(VILLAGES)) if self.chance.random() < 0.4 else made

    def heard(self, of: Made) -> Made:
        """The name by ear."""
        letters, place = list(of.name), self.chance.randrange(1, len(of.name))
        how = self.chance.random()
        if how < 0.75:
            alike = [one for one in self.by_sound[sound(letters[place])] if one != letters[place]]
            letters[place] = self.chance.choice(alike or letters[place : place + 1])
        elif how < 0.9 and len(letters) > 2:
            del letters[place]
        elif len(letters) > 2:
            letters[1], letters[2] = letters[2], letters[1]
        return replace(of, name="".join(letters))

    def misdated(self, of: Made) -> Made:
        """A birth date with one part wrong, or day and month swapped."""
        how = self.chance.random()
        if how < 0.25 and of.born.day <= 12:
            return replace(of, born=date(of.born.year, of.born.day, of.born.month))
        if how < 0.65:
            return replace(of, born=of.born.replace(day=self.chance.randrange(1, 29)))
        if how < 0.85:
            return replace(
                of, born=of.born.replace(day=min(of.born.day, 28), month=self.chance.randrange(1, 13))
            )
        return replace(
            of,
            born=of.born.replace(day=min(of.born.day, 28), year=of.born.year + self.chance.choice((-1, 1))),
        )

    def lunar(self, of: Made) -> Made:
        """The numbers of the old calendar, some weeks before."""
        return replace(of, born=of.born - timedelta(days=self.chance.randrange(20, 50)))

    def other_guardian(self, of: Made) -> Made:
        """The grandmother is named, or nobody."""
        who = self.surname() + self.given() if self.chance.random() < 0.7 else ""
        return replace(of, guardian=who)

    def misdialled(self, of: Made) -> Made:
        """A digit wrong, two swapped, another telephone, or none."""
        how = self.chance.random()
        if how < 0.5 and of.phone:
            place = self.chance.randrange(3, 10)
            digits, next_to = list(of.phone), place + 1
            if how < 0.25:
                digits[place], digits[next_to] = digits[next_to], digits[place]
            else:
                digits[place] = str((int(digits[place]) + self.chance.randrange(1, 10)) % 10)
            return replace(of, phone="".join(digits))
        return replace(of, phone=f"13{self.chance.randrange(10**9):09}" if how < 0.8 else "")

    def misnumbered(self, of: Made) -> Made:
        """No number, or two digits swapped."""
        if self.chance.random() < 0.8 or not of.number:
            return replace(of, number="")
        digits, place = list(of.number), self.chance.randrange(6, 15)
        digits[place], digits[place + 1] = digits[place + 1], digits[place]
        return replace(of, number="".join(digits))


def planted(count: int, seed: str) -> tuple[list[Made], set[tuple[str, str]]]:
    """Children with two in a hundred listed twice, in no order, and which pairs those are."""
    maker = Maker(seed)
    children = maker.children(count)
    chosen = maker.chance.sample(children, count // 50)
    doubles = [maker.double(n, of) for n, of in enumerate(chosen)]
    everybody = children + doubles
    maker.chance.shuffle(everybody)
    true = {tuple(sorted((of.key, made.key))) for of, made in zip(chosen, doubles, strict=True)}
    return everybody, true  # type: ignore[return-value]


def shares(found: Sequence[Pair], true: set[tuple[str, str]]) -> tuple[float, float]:
    """Recall and precision."""
    pairs = {(one.one, one.other) for one in found}
    return len(pairs & true) / len(true), len(pairs & true) / max(len(pairs), 1)


def measure(count: int, seed: str) -> tuple[str, ...]:
    """One row of the table."""
    everybody, true = planted(count, seed)
    start = time.process_time()
    records = [one.who() for one in everybody]
    heard = time.process_time() - start
    start = time.process_time()
    found = likely(records)
    seconds = time.process_time() - start
    recall, precision = shares(found, true)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = f"{len(everybody):,}", f"{len(true):,}", f"{len(found):,}", f"{recall:.2%}", f"{precision:.2%}"
    return (*said, f"{heard:.1f}", f"{seconds:.1f}", f"{most:,.0f}")


HEADS = (
    "records",
    "planted",
    "found",
    "recall",
    "precision",
    "s for sounds",
    "s for pairs",
    "most memory, MB",
)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--children", type=int, default=200_000)
    arguments.add_argument("--seed", default="doubles")
    said = arguments.parse_args()
    rows = [HEADS, measure(said.children, said.seed)]
    table("doubles in a county (seconds of the processor)", rows)


if __name__ == "__main__":
    main()
