"""The schools' part of the story: added to what the townships told. Pure."""

from __future__ import annotations

from fieldapp.demo.schools.calendar import school_days
from fieldapp.demo.schools.places import SCHOOLS
from fieldapp.demo.schools.pupils import Registers, new_pupils
from fieldapp.demo.schools.telling import SchoolStory
from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.phone import Operation
from fieldapp.demo.stage.story import Story
from fieldapp.schedule import programme_for


def schools(story: Story, cast: Cast) -> list[Operation]:
    """The checks of all schools, school by school. Nine children of the story's registers become the cases."""
    when, rules = school_days(cast.days), programme_for()
    registers = Registers(story, when)
    told: list[Operation] = []
    for school in SCHOOLS:
        if school.from_registers:
            pupils = registers.pupils_of(school)
        else:
            said = list(new_pupils(cast, school, when))
            told += [operation for operation, _pupil in said]
            pupils = [pupil for _operation, pupil in said]
        told += SchoolStory(cast, school, when, rules).told(pupils)
    return told
