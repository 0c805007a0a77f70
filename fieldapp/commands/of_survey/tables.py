"""What the commands that read a table of a sample share: its file, its design and the columns that name it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import click

from fieldapp.commands.of_survey.options import COLUMN, LEVEL, distinct, options
from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.design import LONELY, Design, Lonely
from fieldapp.survey.stats.table import Table, design_of, populations, read_table
from fieldapp.survey.tables.results import Grouping, grouping

FILE = click.File("rb")


def table_of(file: BinaryIO) -> Table:
    """A file as a table, its faults named by line and column."""
    return read_table(file.read(), Path(file.name).name)


def without(table: Table, ignored: tuple[str, ...]) -> Table:
    """The table less the columns that are to be passed over; each must be there."""
    distinct("--ignore", ignored)
    for column in ignored:
        table.texts(column)
    kept = [place for place, heading in enumerate(table.header) if heading not in ignored]
    return replace(
        table,
        header=tuple(table.header[i] for i in kept),
        columns=tuple(table.columns[i] for i in kept),
    )


@dataclass(frozen=True)
class Columns:
    """The columns that describe the sample, and what a single-cluster stratum contributes."""

    strata: str | None
    cluster: str | None
    weight: str | None
    fpc: str | None
    post_strata: str | None
    population: BinaryIO | None
    lonely: Lonely

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that is named."""
        several = (self.strata, self.cluster, self.weight, self.fpc, self.post_strata)
        return tuple(name for name in several if name)

    def design(self, table: Table, sizes: dict[str, float] | None = None) -> Design:
        """The design of a table. A column has one part to play, and a population needs its cells."""
        self._check()
        parts = (self.strata, self.cluster, self.weight, self.fpc)
        sizes = sizes if sizes is not None else self.sizes()
        return design_of(table, *parts, self.lonely, self.post_strata, sizes)

    def sizes(self) -> dict[str, float] | None:
        """The known population of each post-stratum, where a file of them is given. Read once."""
        return populations(table_of(self.population)) if self.population else None

    def _check(self) -> None:
        said = {
            "--strata": self.strata,
            "--cluster": self.cluster,
            "--weight": self.weight,
            "--fpc": self.fpc,
        }
        for option, column in said.items():
            for other, name in said.items():
                if option < other and column and column == name:
                    raise BadInput(f"{option} and {other} both name the column '{column}'.")
        if self.population and not self.post_strata:
            raise BadInput("--population needs --post-strata, the column of its cells.")


def groupings_of(table: Table, columns: tuple[str, ...]) -> list[Grouping]:
    """Each column its own grouping."""
    distinct("--by", columns)
    return [grouping(name, table.texts(name)) for name in columns]


SAMPLE = options(
    click.option("--strata", type=COLUMN, help="Column of strata."),
    click.option("--cluster", type=COLUMN, help="Column of clusters."),
    click.option("--weight", type=COLUMN, help="Column of weights."),
    click.option("--fpc", type=COLUMN, help="Column: clusters in the stratum, or the fraction drawn."),
    click.option("--post-strata", type=COLUMN, help="Column of cells whose totals the weights keep."),
    click.option("--population", type=FILE, help="Table (cell, population) the weights are to be scaled to."),
    click.option("--lonely", type=click.Choice(LONELY), default="fail", show_default=True),
    click.option("--level", type=LEVEL, default=95, show_default=True, help="Confidence level, per cent."),
)
BY = click.option(
    "--by",
    "groupings",
    type=COLUMN,
    multiple=True,
    help="Column of groups; repeatable, each its own grouping.",
)
CI = click.option("--ci", type=click.Choice(["wilson", "logit", "beta"]), default="wilson", show_default=True)


def columns_of(given: dict[str, Any]) -> Columns:
    """The sample's part of a command's options, taken out of them."""
    return Columns(**{name: given.pop(name) for name in Columns.__dataclass_fields__})
