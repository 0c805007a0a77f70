"""Which schools there are, whose they are, and who their children are. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.demo.stage.phone import named
from fieldapp.demo.stage.places import ORDINARY

TOWN = ORDINARY[0]  # 明山头镇: all nine cases are here, and here is the demo's nurse
Class = tuple[str, str]


@dataclass(frozen=True)
class DemoSchool:
    """A school or kindergarten of the demo, in the village it stands in, with its nurse.

    entering: its classes of new children, with how many each may have; handed_over: how many days after the check its
    list went to the clinic, None where it has not; unchecked: how many of its last class are still to be checked.
    """

    id: str
    name: str
    kind: str
    area: str
    nurse: str
    clinic_doctor: str
    entering: tuple[tuple[Class, int], ...]
    handed_over: int | None
    unchecked: int
    licensed: bool = True
    from_registers: bool = True

    @property
    def township(self) -> str:
        """The township it stands in."""
        return self.area[:9]

    @property
    def primary(self) -> bool:
        """Whether it is a primary school."""
        return self.kind == "primary"


SCHOOLS = (
    DemoSchool(
        "town primary", "明山头镇中心小学", "primary", "430921102230", "nurse", "clinic",
        ((("1", "1"), 16), (("1", "2"), 16)), 2, 4,
    ),
    DemoSchool(
        "town kindergarten", "明山头镇中心幼儿园", "kindergarten", "430921102230", "nurse2", "clinic",
        ((("小班", "1"), 22), (("小班", "2"), 22)), 5, 0,
    ),
    DemoSchool(
        "published primary", "青树嘴镇中心小学", "primary", "430921103234", "nurse3", "clinic2",
        ((("1", "1"), 25), (("1", "2"), 25)), None, 2,
    ),
    DemoSchool(
        "published kindergarten", "青树嘴小太阳幼儿园", "kindergarten", "430921103233", "nurse4", "clinic2",
        ((("小班", "向日葵"), 20),), 9, 6,
    ),
    DemoSchool(
        "farm primary", "乌嘴乡中心小学", "primary", "430921201001", "nurse5", "",
        ((("1", "1"), 26),), None, 26, from_registers=False,
    ),
)  # fmt: skip


def school_key(seed: int, school: DemoSchool) -> str:
    """The key of a school."""
    return named(seed, "school", school.id)
