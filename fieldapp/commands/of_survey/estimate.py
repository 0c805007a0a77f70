"""`fieldapp survey estimate`, `indicators` and `difference`: a table in, JSON or CSV out.

Nothing is written, neither to the screen nor to a file, unless the whole answer is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

import click
import numpy as np

from fieldapp.commands.of_survey.options import COLUMN, FORMAT, GOAL, Once, Whole, distinct
from fieldapp.commands.of_survey.tables import (
    BY,
    CI,
    FILE,
    SAMPLE,
    columns_of,
    groupings_of,
    table_of,
    without,
)
from fieldapp.ground.design_tokens import colours
from fieldapp.ground.problems import BadInput
from fieldapp.survey.indicators.children import read_children, read_rules
from fieldapp.survey.indicators.coverage import column
from fieldapp.survey.indicators.ground import Ground, Records
from fieldapp.survey.indicators.questions import question
from fieldapp.survey.indicators.usual_questions import usual_questions
from fieldapp.survey.stats.design import Floats
from fieldapp.survey.stats.table import Table
from fieldapp.survey.tables.chart import chart
from fieldapp.survey.tables.difference_table import DIFFERENCE_FIELDS, group_differences, survey_difference
from fieldapp.survey.tables.indicator_table import INDICATOR_FIELDS, indicator_table
from fieldapp.survey.tables.results import FIELDS, PLAIN_FIELDS, estimate_table, grouping, text_of

OUTCOME = click.option(
    "--outcome",
    "outcomes",
    type=COLUMN,
    multiple=True,
    required=True,
    help="Column of 0, 1 or empty; repeatable.",
)


def _write(path: Path, words: str, read: BinaryIO) -> None:
    if path.exists() and path.resolve() == Path(read.name).resolve():
        raise BadInput(f"{path} is the file that is read: it would be lost.")
    try:
        path.write_text(words, encoding="utf-8")
    except OSError as wrong:
        raise BadInput(f"{path} cannot be written: {wrong.strerror}.") from wrong


@click.command(cls=Once)
@click.argument("file", type=FILE)
@OUTCOME
@SAMPLE
@BY
@CI
@click.option("--goal", type=GOAL, help="A goal, 0–1: adds a three-way classification.")
@click.option("--unweighted", is_flag=True, help="Also the numerator and the share without weights.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Also draw the table as SVG.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="The chart's labels: zh unless said.")
@FORMAT
def estimate(
    file: BinaryIO,
    outcomes: tuple[str, ...],
    groupings: tuple[str, ...],
    ci: str,
    level: float,
    goal: float | None,
    unweighted: bool,
    plot: Path | None,
    lang: str | None,
    form: str,
    **sample: Any,
) -> None:
    """Weighted proportions of the outcome columns of FILE with their intervals."""
    if lang and not plot:
        raise BadInput("--lang is the language of the chart: it needs --plot.")
    distinct("--outcome", outcomes)
    table = table_of(file)
    values = {name: table.outcome(name) for name in outcomes}
    groups = groupings_of(table, groupings)
    design = columns_of(sample).design(table)
    records = estimate_table(design, values, groups, ci, level, goal, unweighted)
    more = (*(PLAIN_FIELDS if unweighted else ()), *(() if goal is None else ("goal", "classification")))
    answer = text_of(records, form, (*FIELDS, *more))
    if plot:
        _write(plot, chart(records, goal, lang or "zh", level, colours=colours()), file)
    click.echo(answer)


@click.command(cls=Once)
@click.argument("file", type=FILE)
@click.option(
    "--indicator", "asked", multiple=True, help="KIND:WHAT:SOURCE@DAYS; repeatable. Left out: the usual ones."
)
@click.option("--rules", type=FILE, help="Table (antigen, n, min_age, min_interval, max_age), in days.")
@click.option(
    "--records",
    type=click.Choice(["card", "fallback", "all"]),
    default="card",
    show_default=True,
    help="Whose records speak: the card, the register without a card, or both.",
)
@click.option("--youngest", type=Whole(0, 9999), help="The survey's least age in days.")
@SAMPLE
@BY
@CI
@click.option("--ignore", type=COLUMN, multiple=True, help="Column to pass over; repeatable.")
@click.option("--columns", type=click.Path(dir_okay=False, path_type=Path), help="Also each child's 0 and 1.")
@FORMAT
def indicators(
    file: BinaryIO,
    asked: tuple[str, ...],
    rules: BinaryIO | None,
    records: str,
    youngest: int | None,
    groupings: tuple[str, ...],
    ci: str,
    level: float,
    ignore: tuple[str, ...],
    columns: Path | None,
    form: str,
    **sample: Any,
) -> None:
    """Coverage, dropout and missed opportunities of the children in FILE, one a row."""
    if youngest is not None and not rules:
        raise BadInput("--youngest needs --rules, which say from what age a dose is due.")
    distinct("--indicator", asked)
    of_sample = columns_of(sample)
    table = without(table_of(file), ignore)
    schedule = read_rules(table_of(rules)) if rules else ()
    named = (*of_sample.names, *groupings)
    children = read_children(table, schedule, named)
    if records != "card" and not children.register:
        raise BadInput(f"{table.name}, line 1: --records {records} needs columns such as register_dtp1.")
    ground = Ground(children, schedule, cast(Records, records), youngest)
    questions = [question(words, ground) for words in asked or usual_questions(ground)]
    design = of_sample.design(table)
    found = indicator_table(design, children.interviews, questions, groupings_of(table, groupings), ci, level)
    answer = text_of(found, form, INDICATOR_FIELDS)
    if columns:
        answers = {
            one.asked: column(one.indicator, children.interviews) for one in questions if not one.visits
        }
        kept = [name for name in ("id", *named) if name in table.header]
        _write(columns, _each_child(table, kept, answers), file)
    if children.note:
        click.echo(f"{table.name}: {children.note}", err=True)
    click.echo(answer)


def _each_child(table: Table, kept: Sequence[str], answers: Mapping[str, Floats]) -> str:
    """The columns of the sample and each indicator's 1, 0 or empty, as CSV for `estimate` and `difference`."""
    fields = (*dict.fromkeys(kept), *answers)
    rows: list[dict[str, Any]] = [
        {name: table.texts(name)[row] for name in kept}
        | {name: "" if np.isnan(values[row]) else int(values[row]) for name, values in answers.items()}
        for row in range(len(table.lines))
    ]
    return text_of(rows, "csv", fields) + "\n"


@click.command(cls=Once)
@click.argument("file", type=FILE)
@OUTCOME
@SAMPLE
@click.option("--by", type=COLUMN, help="Column of groups to compare.")
@click.option("--first", type=COLUMN, help="Group that the other is taken from.")
@click.option("--second", type=COLUMN, help="Group that is taken from it.")
@click.option("--against", type=FILE, help="Another survey of the same columns, drawn apart from FILE.")
@FORMAT
def difference(
    file: BinaryIO,
    outcomes: tuple[str, ...],
    by: str | None,
    first: str | None,
    second: str | None,
    against: BinaryIO | None,
    level: float,
    form: str,
    **sample: Any,
) -> None:
    """Differences between the groups of FILE, or between FILE and another survey, with intervals and tests."""
    if (by is None) == (against is None):
        raise BadInput("Give either --by, to compare groups, or --against, to compare surveys.")
    if (first is None) != (second is None) or (first is not None and by is None):
        raise BadInput("--first and --second come together, and with --by.")
    if first is not None and first == second:
        raise BadInput(f"--first and --second are both '{first}'.")
    if against and Path(against.name).resolve() == Path(file.name).resolve():
        raise BadInput(f"--against {against.name} is the survey itself.")
    distinct("--outcome", outcomes)
    of_sample, table = columns_of(sample), table_of(file)
    sizes = of_sample.sizes()
    design = of_sample.design(table, sizes)
    found: list[dict[str, Any]] = []
    if against:
        other = table_of(against)
        designs = design, of_sample.design(other, sizes)
        for name in outcomes:
            values = table.outcome(name), other.outcome(name)
            found.append(survey_difference(name, (table.name, other.name), designs, values, level))
    elif by:
        pair = (first, second) if first and second else None
        groups = grouping(by, table.texts(by))
        _check_pair(table, by, groups.values, pair)
        for name in outcomes:
            found += group_differences(design, name, table.outcome(name), groups, pair, level)
    click.echo(text_of(found, form, DIFFERENCE_FIELDS))


def _check_pair(table: Table, by: str, values: Sequence[str], pair: tuple[str, str] | None) -> None:
    """Both groups are there; without a pair there are two at least."""
    for value in pair or ():
        if value not in values:
            known = ", ".join(values)
            raise BadInput(f"{table.name}, column {by}: no row has '{value[:60]}'; the groups are {known}.")
    if len(values) < 2:
        raise BadInput(f"{table.name}, column {by}: there is only one group, and a difference needs two.")
