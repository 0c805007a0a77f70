"""`fieldapp schedule check` and `fieldapp schedule evaluate`: files in, files out, nothing decided here."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from fieldapp.problems import BadInput
from fieldapp.schedule import Programme, programme_for
from fieldapp.schedule.checking import check
from fieldapp.schedule.days import parse_day
from fieldapp.schedule.evaluation import answer, assess
from fieldapp.schedule.library import load
from fieldapp.schedule.lines import read_line, write_line

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
    out = sys.stdout.buffer
    for said in answers(sys.stdin.buffer, day, edition):
        wrong = wrong or "problem" in said
        out.write(write_line(said))
    out.flush()
    if wrong:
        sys.exit(2)


def answers(lines: Iterable[bytes], on: int, edition: str | None) -> Iterator[dict[str, Any]]:
    """One answer a line that is not empty; `{line, problem}` in the place of a line that cannot be used."""
    ready: dict[str | None, Programme] = {None: programme_for(edition)}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            child, history = read_line(line, ready[None])
        except BadInput as wrong:
            yield {"line": number, "problem": str(wrong)}
            continue
        province = child.get("province") or None
        if province not in ready:
            if len(ready) > MOST_PROVINCES:
                ready = {None: ready[None]}
            ready[province] = programme_for(edition, province)
        rules = ready[province]
        yield {"id": child.get("id"), **answer(assess(child, history, on, rules), rules)}
