"""`fieldapp survey` and `fieldapp lots`: which commands there are; each is a shell in `commands/`.

Bad input is a `BadInput`, which the `fieldapp` command prints as one sentence with exit status 2.
"""

from __future__ import annotations

import click

from fieldapp.commands.of_survey import lots as of_lots
from fieldapp.commands.of_survey.estimate import difference, estimate, indicators
from fieldapp.commands.of_survey.planning import missed, sample, sample_size


@click.group()
def survey() -> None:
    """Coverage surveys: estimates, indicators, differences, sample sizes, sampling, how many were missed."""


@click.group()
def lots() -> None:
    """Lot quality sampling: decide, operating characteristic, plan."""


for command in (estimate, indicators, difference, sample_size, sample, missed):
    survey.add_command(command)
for command in (of_lots.decide, of_lots.oc, of_lots.plan):
    lots.add_command(command)
