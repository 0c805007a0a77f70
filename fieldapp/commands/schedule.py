"""`fieldapp schedule check` and `fieldapp schedule evaluate`: files in, files out, nothing decided here."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from fieldapp.ground.problems import BadInput
from fieldapp.schedule import Programme, packaged, programme_for
from fieldapp.schedule.evaluation import answer, assess
from fieldapp.schedule.lines import problem_sentence, read_line, write_line
from fieldapp.schedule.plausible import problem_in
from fieldapp.schedule.rules.checking import check
from fieldapp.schedule.rules.days import parse_day
from fieldapp.schedule.rules.library import load

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
    """One answer a line, the empty one too; `{line, problem}` in the place of a line that cannot be used."""
    ready: dict[str | None, Programme] = {None: programme_for(edition)}
    words = packaged().words["problem"]
    for number, line in enumerate(lines, 1):
        try:
            child, history = read_line(line, ready[None])
            rules = _rules_of(child.get("province") or None, ready, edition)
            if fault := problem_in(child, history, on, rules):
                raise BadInput(problem_sentence(fault, words))
        except BadInput as wrong:
            yield {"line": number, "problem": str(wrong)}
            continue
        yield {"id": child.get("id"), **answer(assess(child, history, on, rules), rules)}


def _rules_of(province: str | None, ready: dict[str | None, Programme], edition: str | None) -> Programme:
    """The rules of a line's province, remembered in `ready`. Raises `BadInput` for a place there is not."""
    if province not in ready:
        if province is not None and not packaged().is_place(province):
            raise BadInput(f"province: no such province: {province[:40]}.")
        if len(ready) > MOST_PROVINCES:
            for name in [name for name in ready if name is not None]:
                del ready[name]
        ready[province] = programme_for(edition, province)
    return ready[province]
