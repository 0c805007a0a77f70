"""Every English text the office may say, read from where it is written: its punctuation, and what stands after a 1."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from fieldapp.ground.english.in_number import Sentence, in_number

PACKAGE = Path(__file__).parents[2] / "fieldapp"
HAN, WIDE = re.compile(r"[㐀-鿿]"), re.compile(r"[，。：；（）、？！＋－＝％《》「」]")
STRING = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
PAIR = re.compile(rf"\bt\(\s*{STRING},\s*{STRING}")
BLANK = re.compile(r"%[dsi]|%\+d|\{[^{}]*\}")
# after a number nothing of these is what is counted: `1 of 5 villages`, `round 1 was`
NO_NOUN = {
    "is",
    "was",
    "has",
    "as",
    "this",
    "its",
    "lies",
    "begins",
    "needs",
    "lacks",
    "waits",
    "does",
    "minus",
}
NO_NOUN |= {
    "class",
    "counts",
    "holds",
    "comes",
    "differs",
    "stands",
    "records",
    "remains",
    "ends",
    "across",
    "less",
    "status",
    "occurs",
    "exists",
}
ONE = re.compile(r"(?<![\w.,:/–-])1 (?:(?!of|in|is|at|to|or|was|on|has)[a-z]+ )?([a-z]+s|children|people)\b")


def text_of(node: ast.AST) -> str | None:
    """A string as it is written, {} where something is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "{}" for part in node.values)
    return None


def in_python(file: Path) -> Iterator[str]:
    """The second of each two strings side by side of which the first is Chinese."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        beside = node.elts if isinstance(node, ast.Tuple) else node.args if isinstance(node, ast.Call) else []
        for first, second in pairwise(beside):
            zh, en = text_of(first), text_of(second)
            if zh and en and HAN.search(zh) and not HAN.search(en):
                yield en


def in_template(file: Path) -> Iterator[str]:
    """The English of each t(…, …)."""
    for _zh, en in PAIR.findall(file.read_text("utf-8")):
        yield en[1:-1]


def texts() -> Iterator[tuple[str, str]]:
    """Where each stands, and the text."""
    for file in sorted(PACKAGE.rglob("*")):
        read = {".py": in_python, ".html": in_template}.get(file.suffix)
        if read and not {"commands", "survey"} & set(file.parts):
            yield from ((str(file.relative_to(PACKAGE)), one) for one in read(file))


def test_no_english_text_has_chinese_punctuation() -> None:
    every = list(texts())
    assert len(every) > 1000
    assert [one for one in every if WIDE.search(one[1])] == []


def test_no_template_has_chinese_punctuation_outside_a_chinese_text() -> None:
    for file in sorted((PACKAGE / "templates").rglob("*.html")):
        bare = PAIR.sub("", re.sub(r"\{#.*?#\}", "", file.read_text("utf-8"), flags=re.S))
        bare = re.sub(rf"\bt\(\s*{STRING}", "", bare)  # the English is put together
        if file.name != "field.html":  # the phone's first page says it in both languages at once
            assert WIDE.findall(bare) == [], file.name


def test_what_is_counted_is_said_in_its_number_wherever_there_is_one() -> None:
    wrong = []
    for where, text in texts():
        said = in_number(BLANK.sub("1", text).replace("%%", "%"))
        found = [one for one in ONE.finditer(said) if one[1] not in NO_NOUN]
        wrong += [(where, said) for _ in found[:1]]
    assert wrong == []


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("%d lines are wrong", "1 line is wrong"),
        ("%d fields need attention; nothing is saved yet.", "1 field needs attention; nothing is saved yet."),
        ("There are %d villages without", "There is 1 village without"),
        ("%d children lack a date", "1 child lacks a date"),
        ("%d earlier doses", "1 earlier dose"),
        ("Round %d days", "Round 1 days"),
    ],
)
def test_a_sentence_is_filled_in_its_number(many: str, one: str) -> None:
    assert Sentence(many) % 1 == one
    assert Sentence(many) % 11 == many.replace("%d", "11")


def not_said() -> list[str]:
    """What the glossary says is said otherwise."""
    lines = (PACKAGE.parent / "docs" / "glossary.md").read_text("utf-8").splitlines()
    cells = [line.split("|")[3] for line in lines if line.startswith("|") and "---" not in line][1:]
    # these are words of other things too
    words = {word.strip() for cell in cells for word in cell.split(";") if word.strip()}
    return sorted(words - {"short", "turn", "holder", "papers", "figures of"})


def on_phones() -> Iterator[tuple[str, str]]:
    """Where each file of English words for phones stands, and its lines."""
    for file in sorted((PACKAGE.parent / "static" / "field").rglob("words/*en.js")):
        yield from ((file.name, line.replace("\\u00ad", "")) for line in file.read_text("utf-8").splitlines())


def test_one_word_for_one_thing_as_the_glossary_has_it() -> None:
    words = not_said()
    assert len(words) > 10
    wrong = re.compile(rf"\b({'|'.join(map(re.escape, words))})", re.IGNORECASE)
    assert [one for one in (*texts(), *on_phones()) if wrong.search(one[1])] == []
