"""How grades and classes are written in rosters, kept in enrolments, named on pages and put into addresses. Pure.

A grade of a primary school is kept as its number, one of a kindergarten as 小班; a class as its number, or its name.
"""

from __future__ import annotations

import re

from fieldapp.ground.same import bare, place_key

NUMERALS = "零一二三四五六七八九"
SMALL = ("托班", "小班", "中班", "大班", "学前班")  # of a kindergarten, in their order
SMALL_ENGLISH = ("nursery", "junior", "middle", "senior", "preschool")
NUMBER = r"[一二三四五六七八九十]{1,3}|\d{1,2}"
GRADE = re.compile(rf"(?:小学|grade)?({NUMBER})(?:年级?|级)?\Z", re.IGNORECASE)
SMALL_GRADE = re.compile(r"(托|小|中|大|学前)班?\Z")
CLASS = re.compile(rf"(?:第|class)?\(?({NUMBER})\)?班?\Z", re.IGNORECASE)
IN_ONE = re.compile(rf"(?:小学)?({NUMBER})(?:年级?|级|[.·-])?\(?({NUMBER})\)?班\Z")
BY_GRADE = re.compile(rf"(?:小学)?({NUMBER})年级(.+)\Z")
NUMBER_ALONE = re.compile(
    r"(?:\d{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九]十[一二三四五六七八九]?)班\Z"
)
SMALL_IN_ONE = re.compile(rf"(托|小|中|大|学前)班?\(?({NUMBER})\)?班?\Z")
IN_ENGLISH = re.compile(rf"(grade\d{{1,2}}|{'|'.join(SMALL_ENGLISH)}),class(.+)\Z", re.IGNORECASE)
HIGHEST = 9
ESCAPED = (("!", "!0"), ("~", "!1"), ("/", "!2"), (".", "!3"))
Class = tuple[str, str]


def read_class(grade: str, name: str) -> Class:
    """Grade and class as they are kept, of what a roster says in one column or two: 一年级 and 2班, 一（2）班. Beside a
    grade of its own 11班 is class 11; where there is none, it is the first of grade 1."""
    said, of = _plain(name), _grade(_plain(grade))
    apart = None if of and NUMBER_ALONE.match(said) else _apart(said)
    if apart and (not of or apart[0] == of):
        return apart
    if not said:
        return _apart(_plain(grade)) or (of, "")
    if not of and (SMALL_GRADE.match(said) or said.endswith("年级")):
        return _grade(said), ""
    return of, _class(said)


def _plain(text: str) -> str:
    return bare(text).replace(" ", "").replace("[", "(").replace("]", ")")


def _grade(said: str) -> str:
    if said.lower() in SMALL_ENGLISH:
        return SMALL[SMALL_ENGLISH.index(said.lower())]
    if found := SMALL_GRADE.match(said):
        return f"{found[1]}班"
    found = GRADE.match(said)
    return place_key(found[1]) if found else said


def _class(said: str) -> str:
    found = CLASS.match(said)
    return place_key(found[1]) if found else said


def _apart(said: str) -> Class | None:
    """Grade and class of one text that says both."""
    if found := SMALL_IN_ONE.match(said):
        return f"{found[1]}班", place_key(found[2])
    if found := IN_ENGLISH.match(said):
        return _grade(found[1]), _class(found[2])
    if (found := IN_ONE.match(said)) and not said.startswith("十"):
        return place_key(found[1]), place_key(found[2])
    found = BY_GRADE.match(said)
    return (place_key(found[1]), _class(found[2])) if found else None


def class_words(grade: str, name: str, language: str = "zh") -> str:
    """What a class is called: 一年级（2）班, 小（1）班."""
    number = name.isdecimal()
    if language != "zh":
        return ", ".join(part for part in (_grade_english(grade), f"class {name}" if name else "") if part)
    if grade in SMALL and number:
        return f"{grade.removesuffix('班')}（{name}）班"
    return _grade_chinese(grade) + (f"（{name}）班" if number else name)


def _grade_chinese(grade: str) -> str:
    if not grade.isdecimal():
        return grade
    return f"{NUMERALS[int(grade)] if int(grade) < len(NUMERALS) else grade}年级"


def _grade_english(grade: str) -> str:
    if grade in SMALL:
        return SMALL_ENGLISH[SMALL.index(grade)]
    return f"grade {grade}" if grade.isdecimal() else grade


def in_order(one: Class) -> tuple[int, int, str, int, str]:
    """By what classes are sorted: kindergarten before school, youngest first, 2班 before 10班."""
    grade, name = one
    small = SMALL.index(grade) if grade in SMALL else -1
    place = small if small >= 0 else 10 + int(grade) if grade.isdecimal() else 99
    return place, 0 if name.isdecimal() else 1, grade, int(name) if name.isdecimal() else 0, name


def a_year_on(grade: str) -> str | None:
    """The grade a class moves up to; None where it leaves the school, or nobody can tell."""
    if grade in SMALL:
        return SMALL[SMALL.index(grade) + 1] if SMALL.index(grade) < SMALL.index("大班") else None
    return str(int(grade) + 1) if grade.isdecimal() and int(grade) < HIGHEST else None


def is_lowest(grade: str) -> bool:
    """Whether children enter a school in this grade."""
    return grade in ("1", "托班", "小班")


def address_of(grade: str, name: str) -> str:
    """A class as a piece of an address, to be quoted by `url_for`."""
    return "~".join(_escaped(part) for part in (grade, name))


def _escaped(part: str) -> str:
    for letter, instead in ESCAPED:
        part = part.replace(letter, instead)
    return part


def class_of(address: str) -> Class | None:
    """The class that an address names; None where it names none."""
    grade, between, name = address.partition("~")
    return (_unescaped(grade), _unescaped(name)) if between else None


def _unescaped(part: str) -> str:
    for letter, instead in reversed(ESCAPED):
        part = part.replace(instead, letter)
    return part
