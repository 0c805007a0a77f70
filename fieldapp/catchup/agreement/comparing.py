"""What certificate, card and register each have of a child, dose beside dose, and where they differ. Pure.

A source that was not looked at says nothing: neither that a dose was given nor that it was not. One that was says all
it has up to its day; a dose given later is not held against it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

REGISTER, CERTIFICATE, CARD = "register", "certificate", "card"
SOURCES = (REGISTER, CERTIFICATE, CARD)
PAPERS = (CERTIFICATE, CARD)
# What is held against what, by name: the sources that must agree.
PAIRS: Mapping[str, tuple[str, ...]] = {
    "papers": (CARD, CERTIFICATE),
    "certificate": (CERTIFICATE, REGISTER),
    "card": (CARD, REGISTER),
    "all": SOURCES,
}
NEAR = 60  # days within which two days of one product are one dose with a wrong day
Dose = tuple[str, str | None]  # product and day, None where none can be read
Alike = Callable[[str, str], bool]


@dataclass(frozen=True)
class Said:
    """All that one source has of a child, and the last day it speaks of."""

    doses: Sequence[Dose]
    until: str


@dataclass
class Slot:
    """One dose: what each source that has it says."""

    said: dict[str, Dose] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """The earliest day any source says; empty where none does."""
        return min((day for _product, day in self.said.values() if day), default="")

    @property
    def product(self) -> str:
        """What it is called: as the first source says, in their order."""
        return next(self.said[one][0] for one in SOURCES if one in self.said)

    def same(self, sources: Collection[str]) -> bool:
        """Whether all these sources have it, with one product and one day that can be read."""
        found = {self.said.get(one) for one in sources}
        return len(found) == 1 and None not in found and all(one[1] for one in found if one)


@dataclass(frozen=True)
class Compared:
    """A child's doses side by side; `until`: the last day each source speaks of, of those looked at."""

    slots: Sequence[Slot]
    until: Mapping[str, str]

    def counted(self, sources: Sequence[str]) -> list[Slot]:
        """The doses that are compared between sources: any of them has it, and none of the others was looked at before
        the dose was given. Nothing where one of them was not looked at."""
        if any(one not in self.until for one in sources):
            return []
        return [one for one in self.slots if self._is_counted(one, sources)]

    def _is_counted(self, slot: Slot, sources: Sequence[str]) -> bool:
        if not any(one in slot.said for one in sources):
            return False
        return all(one in slot.said or slot.day <= self.until[one] for one in sources)

    def differing(self, sources: Sequence[str]) -> list[Slot]:
        """Those of them that differ."""
        return [one for one in self.counted(sources) if not one.same(sources)]

    def agrees(self, sources: Sequence[str]) -> bool | None:
        """Whether the sources agree on every dose; None where one was not looked at."""
        return not self.differing(sources) if all(one in self.until for one in sources) else None

    def looked_at(self) -> tuple[str, ...]:
        """The sources that were looked at, in their order."""
        return tuple(one for one in SOURCES if one in self.until)


def compared(said: Mapping[str, Said], alike: Alike) -> Compared:
    """Doses of the sources side by side: first those that are the same, then one product on near days, then products of
    one series on one day, then one product without a day."""
    slots: list[Slot] = []
    for source in SOURCES:
        if source in said:
            _put(slots, source, said[source].doses, alike)
    slots.sort(key=lambda one: (one.day or "9", one.product))
    return Compared(slots, {source: one.until for source, one in said.items()})


def _put(slots: list[Slot], source: str, doses: Sequence[Dose], alike: Alike) -> None:
    left = sorted(doses, key=lambda one: (one[1] or "9", one[0]))
    for fits in (_exact, _near, _same_day(alike), _undated):
        left = [dose for dose in left if not _placed(slots, source, dose, fits)]
    slots.extend(Slot({source: dose}) for dose in left)


def _placed(slots: list[Slot], source: str, dose: Dose, fits: Callable[[Dose, Dose], int | None]) -> bool:
    found: list[tuple[int, int]] = []
    for n, slot in enumerate(slots):
        far = [fits(dose, other) for other in slot.said.values()] if source not in slot.said else []
        found += [(one, n) for one in far if one is not None]
    if found:
        slots[min(found)[1]].said[source] = dose
    return bool(found)


def _exact(one: Dose, other: Dose) -> int | None:
    return 0 if one == other else None


def _near(one: Dose, other: Dose) -> int | None:
    if one[0] != other[0] or not one[1] or not other[1]:
        return None
    days = abs((date.fromisoformat(one[1]) - date.fromisoformat(other[1])).days)
    return days if days <= NEAR else None


def _same_day(alike: Alike) -> Callable[[Dose, Dose], int | None]:
    def fits(one: Dose, other: Dose) -> int | None:
        return 0 if one[1] and one[1] == other[1] and alike(one[0], other[0]) else None

    return fits


def _undated(one: Dose, other: Dose) -> int | None:
    return 0 if one[0] == other[0] and not (one[1] and other[1]) else None
