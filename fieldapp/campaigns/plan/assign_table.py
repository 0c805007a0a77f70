"""The table of assignments as it was typed: which rows were touched, what is wrong in each, and by which words people
are known in it. Asks no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldapp.areas.latin.said import person_said
from fieldapp.areas.romanised import person_in_latin
from fieldapp.campaigns.plan.assign_sheet import person_mark
from fieldapp.ground.parsing import plain, read_count
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.models.people import Person

BETWEEN = "\n"  # between a person and a number as a row showed them


@dataclass(frozen=True)
class Typed:
    """One row that was touched: its key (an assignment's, or the code of a village nobody has), what it showed, and
    what was typed."""

    row: str
    was: str
    who: str
    expected: str


@dataclass(frozen=True)
class Meant:
    """What a touched row means: the person (None: nobody any more) and the number expected."""

    row: str
    was: str
    person: str | None
    expected: int | None


def as_shown(who: str, expected: int | None) -> str:
    """What a row shows, as one word that comes back with it."""
    return f"{who}{BETWEEN}{'' if expected is None else expected}"


def touched(form: Mapping[str, str]) -> list[Typed]:
    """The rows in which something else stands than they showed; one whose button 收回 was pressed (`take_back`) is
    nobody's, whatever else was typed in it."""
    found = []
    for name, was in form.items():
        if not name.startswith("was."):
            continue
        row, was = name.removeprefix("was."), was.replace("\r\n", BETWEEN)
        who, expected = (form.get(f"{field}.{row}", "").strip() for field in ("who", "expected"))
        if row == form.get("take_back"):
            who = expected = ""
        if f"{who}{BETWEEN}{expected}" != was:
            found.append(Typed(row, was, who, expected))
    return found


def read_rows(rows: Iterable[Typed], people: Mapping[str, str]) -> tuple[list[Meant], dict[str, Words]]:
    """What the touched rows mean, and a sentence for every field that is wrong.

    Args:
        people: the mark of a user name, phone or name (`person_mark`) → id; what two people share is left out.
    """
    meant: list[Meant] = []
    wrong: dict[str, Words] = {}
    for typed in rows:
        person = people.get(person_mark(typed.who)) if typed.who else None
        if typed.who and person is None:
            wrong[f"who.{typed.row}"] = (
                "没有这个人，或有两个同名的：请从列表里选，或写用户名",
                "nobody of this name, or two: choose from the list, or write the user name",
            )
        expected = read_count(typed.expected) if typed.expected else None
        if typed.expected and expected is None:
            wrong[f"expected.{typed.row}"] = ("要写成数字，例如 45", "write a number such as 45")
        if typed.expected and not typed.who:
            wrong[f"who.{typed.row}"] = ("写了人数，还没有写给谁", "a number, and nobody to go there")
        meant.append(Meant(typed.row, typed.was, person, expected))
    return meant, wrong


def changed_words(typed: Typed, now: str) -> Words:
    """What is said of a row somebody else changed meanwhile: what stands there now, and what was typed."""
    (stands, n), said = now.split(BETWEEN), f"{typed.who} {typed.expected}".strip()
    who = f"{stands} {n}".strip()
    return (
        f"别人刚改了这一行：现在是“{who or '没有人'}”，您填的是“{said or '没有人'}”，请看过再存",
        f"somebody changed this row meanwhile: it now says {who or 'nobody'}, you typed {said or 'nobody'}",
    )


def words_for(people: list[Person]) -> dict[str, str]:
    """How each of these people is written where one types whom a village is given: the name, and where two share it
    the user name."""
    known = by_username(people)
    return {
        one.id: person_said(one.name) if known.get(person_mark(one.name)) == one.id else one.username
        for one in people
    }


def by_username(people: list[Person]) -> dict[str, str]:
    """The people by all the words people use for them, but for words that stand for several."""
    said = [(words, p.id) for p in people for words in (p.username, p.phone, p.name, person_in_latin(p.name))]
    return _once([(person_mark(words), id_) for words, id_ in said if words])


def _once(pairs: list[tuple[str | None, str]]) -> dict[str, str]:
    """Words → code, without the words that stand for several."""
    found: dict[str, set[str]] = {}
    for words, code in pairs:
        if words:
            found.setdefault(plain(words), set()).add(code)
    return {words: codes.pop() for words, codes in found.items() if len(codes) == 1}
