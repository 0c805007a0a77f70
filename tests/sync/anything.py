"""Operations nobody would make: every kind, wrong sorts, hostile words; the same ones for the same seed.

Words of a township carry its canary, so that a word found elsewhere says whose it was.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fieldapp.records.kinds import KINDS, MERGING
from tests.sync import signed

HOSTILE_WORDS = ["\ud800", "\udfff", "\x00", "\x1b[31m", "\u202e", "\u2066", "\ufffe", "\u2028", "\r\n", "\t"]
HOSTILE_WORDS += [
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%s%n",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "../../x",
]
HOSTILE_WORDS += [
    "𠮷",
    "ﷺ",
    "e\u0301" * 30,
    "x" * 5000,
    "",
    " ",
    "null",
    "NaN",
    "__proto__",
    "constructor",
    "\\",
]
HOSTILE_WORDS += ["]]>", "'", '"']
HOSTILE_KEYS = ["__proto__", "constructor", "toString", "\ud800", "\x00", "mends", "asks", "doses", "joined"]
HOSTILE_KEYS += [
    "known",
    "voided",
    "county",
    "version",
    "stamps",
    "more",
    "key",
    "kind",
    "at",
    "by",
    "a b",
    "a,b",
]
HOSTILE_KEYS += ["a:b", "", "x" * 200]

OFTEN = ("child", "child", "child", "visit", "visit", "visit", "household", "dose")
ABROAD = (
    0.2  # of what is about a child, and of voids, is about one of any township: both may read what it says
)


@dataclass(frozen=True)
class Worker:
    """Who writes: person, phone, and the villages that are hers."""

    person: str
    device: str
    villages: tuple[str, ...]


@dataclass
class Land:
    """Where the operations play: workers, rounds, and by township the word that betrays it."""

    workers: list[Worker]
    villages: list[str]
    rounds: list[str]
    canaries: dict[str, str]
    keys: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    settled: dict[str, list[str]] = field(
        default_factory=dict
    )  # keys the server has, of every township, by kind


class Maker:
    """Makes operations of a land, one after the other, from a seed."""

    def __init__(self, land: Land, seed: int) -> None:
        self.land, self.random, self.numbers = land, random.Random(seed), dict.fromkeys(land.workers, 0)
        self.made: list[dict[str, Any]] = []
        self.abroad = False

    def id(self) -> str:
        """A new id."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def some(self, chance: float) -> bool:
        """True so often."""
        return self.random.random() < chance

    def operations(self, n: int) -> Iterator[tuple[Worker, Any]]:
        """So many, each with who is to send it."""
        for _ in range(n):
            worker = self.random.choice(self.land.workers)
            if self.made and self.some(0.05):
                yield worker, self._again()
            else:
                yield worker, self._one(worker)

    def _again(self) -> Any:
        """One made before, once more, perhaps with other words."""
        self.abroad = False
        before = dict(self.random.choice(self.made))
        if self.some(0.5):
            before["data"] = self.value(str(before.get("area")))
        return before

    def _one(self, worker: Worker) -> Any:
        if self.some(0.01):
            return self.value(worker.villages[0])
        area = self.random.choice(worker.villages if self.some(0.85) else self.land.villages)
        kind = self.random.choice([*KINDS, *OFTEN])
        self.abroad = area not in worker.villages
        self.abroad |= (
            bool(self.land.settled) and kind not in MERGING and kind != "same_child" and self.some(ABROAD)
        )
        self.numbers[worker] += 1
        id_ = self.id()
        key = self._key(kind, area) if kind in MERGING or self.some(0.03) else id_
        said = {"id": id_, "device": worker.device, "seq": self.numbers[worker], "kind": kind, "key": key}
        said |= {
            "area": area,
            "at": self._moment(),
            "by": worker.person,
            "base": self.random.choice([0, 0, 3]),
        }
        void = self.some(0.07)
        said |= {"void": True, "key": self._known(kind, area)} if void else {"data": self._data(kind, area)}
        if not void:
            self.land.keys.setdefault(area[:9], []).append((kind, key, area))
        return self._bent(said, area)

    def _bent(self, said: dict[str, Any], area: str) -> dict[str, Any]:
        if self.some(0.08):
            said[self.random.choice([*said])] = self.value(area)
        if self.some(0.03):
            said.pop(self.random.choice([*said]))
        if self.some(0.03):
            said[self.random.choice(HOSTILE_KEYS)] = self.value(area)
        self.made = [*self.made[-200:], said]
        return said

    def _moment(self) -> str:
        day = self.random.choice(
            ["2025-11-20", "2025-12-01", "2025-12-02", "2026-01-06", "1970-01-01", "8999-12-31"]
        )
        return f"{day}T{self.random.randrange(24):02d}:15:30.{self.random.randrange(1000):03d}Z"

    def _known(self, kind: str, area: str) -> str:
        """The key of a record of this township, or where that is meant of any."""
        own = [key for of, key, _area in self.land.keys.get(area[:9], []) if of == kind]
        found = self.land.settled.get(kind, []) if self.abroad else own
        return self.random.choice(found) if found else self.id()

    def _key(self, kind: str, area: str) -> str:
        return self._known(kind, area) if self.some(0.4) else self.id()

    def _data(self, kind: str, area: str) -> dict[str, Any]:
        fields = [*KINDS[kind].fields]
        chosen = {*KINDS[kind].required, *self.random.sample(fields, self.random.randrange(len(fields) + 1))}
        said = {name: self._right(kind, name, area) for name in sorted(chosen)}
        for _ in range(self.random.choice([0, 0, 0, 0, 0, 0, 1, 1, 3])):
            said[self.random.choice(fields)] = self.value(area)
        if self.some(0.1):
            said[self.random.choice(HOSTILE_KEYS)] = self.value(area)
        return said

    def _right(self, kind: str, name: str, area: str) -> Any:
        """A value the field may have, found by trying."""
        check = KINDS[kind].fields[name]
        if name in ("child", "other", "household") and self.some(0.9):
            return self._known("household" if name == "household" else "child", area)
        if name == "round":
            return self.random.choice(self.land.rounds)
        tries = self._sensible()
        self.random.shuffle(tries)
        found = next((value for value in (self.canary(area), *tries) if check(value) is None), None)
        return found if found is not None else self._listed(check)

    def _sensible(self) -> list[Any]:
        days = ["2021-05-04", "2025-12-01", "2025-12-03"]
        codes = [
            "male",
            "female",
            "county",
            "none",
            "3",
            "unknown",
            "here",
            "moved",
            "vaccinated",
            "absent_short",
        ]
        codes += [
            "refused",
            "ill",
            "post",
            "door",
            "school",
            "drops",
            "card",
            "recall",
            "yes",
            "told",
            "phone",
            "new",
        ]
        codes += ["seen", "needs", "slip", "printed", "rcm", "certificate", "bOPV", "MCV"]
        return [
            *days,
            *codes,
            self.id(),
            True,
            False,
            1,
            37.5,
            [],
            {},
            ["fever"],
            {"county": "430922", "key": self.id()},
        ]

    def _listed(self, check: Any) -> Any:
        codes = ("yes", "brought", "complete", "seen", "invitation", "closed", "left_early")
        return next((code for code in codes if check(code) is None), None)

    def canary(self, area: str) -> str:
        """A name in this township."""
        word = "" if self.abroad else self.land.canaries.get(str(area)[:9], "")
        return f"{word}{self.random.choice(['', '明', '红', ' 刚'])}"

    def value(self, area: str, levels: int = 3) -> Any:
        """Anything at all."""
        made = self.random.randrange(12 if levels else 9)
        if made < 4:
            return self.canary(area) + self.random.choice(HOSTILE_WORDS)
        if made < 9:
            numbers = [0, -1, 7, 1.5, True, False, None, 2**53, 2**64, 10**300, 1e308, 10**400, -0.0, 1e-320]
            return self.random.choice([*numbers, self.id(), self._moment(), "2025-12-01", area])
        some = range(self.random.choice([0, 1, 3]))
        if made == 9:
            return [self.value(area, levels - 1) for _ in some]
        if made == 10:
            return {self.random.choice(HOSTILE_KEYS): self.value(area, levels - 1) for _ in some}
        return self._deep()

    def _deep(self) -> Any:
        found: Any = []
        for _ in range(self.random.choice([5, 49, 60, 200])):
            found = [found] if self.some(0.5) else {"a": found}
        return found


def as_file(maker: Maker, operations: list[Any]) -> bytes:
    """What a phone might have exported of these: one of the forms, signed or not."""
    signatures = signed.signatures(operations, "") if maker.some(0.5) else {}
    form = maker.random.randrange(3)
    if form == 0:
        return json.dumps({"ops": operations, "signatures": signatures}).encode()
    if form == 1:
        return json.dumps(operations).encode()
    lines = [
        {"op": one, "signature": signatures.get(one.get("id") if isinstance(one.get("id"), str) else "")}
        for one in operations
        if isinstance(one, dict)
    ]
    return "\n".join(map(json.dumps, lines)).encode()
