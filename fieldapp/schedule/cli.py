"""`fieldapp schedule check` and `fieldapp schedule evaluate`: files in, files out, nothing decided here."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from fieldapp.problems import BadInput
from fieldapp.schedule import programme_for
from fieldapp.schedule.checking import check
from fieldapp.schedule.days import ISO_TEXTS, parse_day
from fieldapp.schedule.evaluation import evaluate
from fieldapp.schedule.library import load
from fieldapp.schedule.lines import read_line
from fieldapp.schedule.programme import Programme

MOST_PROVINCES = 1000  # different texts remembered; a file full of odd ones must not fill the memory


@click.group()
def schedule() -> None:
    """The national schedule: check a rule file, evaluate children."""


@schedule.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_file(file: Path) -> None:
    """List every error of an edition or province FILE; status 0 when there is none, else 2."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput(f"{file}: cannot be read as UTF-8 text ({wrong.__class__.__name__}).") from wrong
    faults = check(text, load())
    for fault in faults:
        click.echo(f"{file}: {fault.sentence('en')}", err=True)
    if faults:
        sys.exit(2)
    click.echo(f"{file}: no errors.")


@schedule.command("evaluate")
@click.option("--on", "on", metavar="DATE", help="The check date, YYYY-MM-DD.")
@click.option("--edition", metavar="ID", help="Judge everything by this edition alone.")
def evaluate_lines(on: str | None, edition: str | None) -> None:
    """Evaluate children: JSON lines on standard input, JSON lines on standard output."""
    day = parse_day(on)
    if day is None:
        raise BadInput(f"--on: a check date such as 2026-09-01 is needed{f', not {on}' if on else ''}.")
    programme_for(edition)
    wrong = False
    out, encode = sys.stdout.buffer, json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    for answer in answers(sys.stdin.buffer, ISO_TEXTS[day], edition):
        wrong = wrong or "problem" in answer
        # half of a surrogate pair in an id is written as its JSON escape, which is what came in
        out.write((encode(answer) + "\n").encode("utf-8", "backslashreplace"))
    out.flush()
    if wrong:
        sys.exit(2)


def answers(lines: Iterable[bytes], on: str, edition: str | None) -> Iterator[dict[str, Any]]:
    """One answer a line that is not empty; `{line, problem}` in the place of a line that cannot be used."""
    series, ready = programme_for(edition).series, dict[str | None, Programme]()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            child = read_line(line, series)
        except BadInput as wrong:
            yield {"line": number, "problem": str(wrong)}
            continue
        province = child.get("province") or None
        if province not in ready:
            if len(ready) > MOST_PROVINCES:
                ready.clear()
            ready[province] = programme_for(edition, province)
        yield {"id": child.get("id"), **evaluate(child, child.get("doses") or [], on, ready[province])}
