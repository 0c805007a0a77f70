"""`fieldapp demo`: fill the database with the demo county."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any

import click

from fieldapp import create_app
from fieldapp.commands.server import prepare
from fieldapp.demo import tell
from fieldapp.demo.stage.places import place

SEED = 1
OPERATIONS = 17_000  # of the base story
OPERATIONS_PER_CHILD = 3.1


@click.command()
@click.option("--children", default=0, type=click.IntRange(0, 5_000_000), help="How many children in all.")
@click.option("--seed", default=SEED, show_default=True, help="Another seed, another county.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The story's today; without it, this day.")
@click.option(
    "--json", "as_json", is_flag=True, help="Last line: people, campaign, rounds and county as JSON."
)
def demo(children: int, seed: int, on: datetime | None, as_json: bool) -> None:
    """Fill the database with 南县 and invented people, on the fourth day of an open round. Harmless to repeat: the demo
    that is there keeps its day."""
    app = create_app()
    prepare(app)
    with click.progressbar(
        length=max(OPERATIONS, round(children * OPERATIONS_PER_CHILD)),
        label="operations",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),  # a program reads one sentence there, or nothing
    ) as bar:
        told = tell.tell(app, children, seed, bar.update, on.date() if on else None)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else sign_ins(told))


def sign_ins(told: dict[str, Any]) -> str:
    """Who can sign in with what, a line each; village workers of a scaled demo are left out."""
    lines = ["用户名 user name · 密码 password · 角色 role · 地区 area"]
    for person in told["people"]:
        if not person["username"].startswith("w"):
            where = "、".join(place(code).short for code in person["areas"])
            lines.append(f"{person['username']:<9} {person['password']}  {person['role']:<14} {where}")
    return "\n".join(lines)
