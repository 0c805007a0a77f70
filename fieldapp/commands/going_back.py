"""Taking migrations back: what would be lost is said before the first one starts, and lost only where one asks for it.

Each migration says in `LOSES` what its downgrade cannot keep: (table, column or None, condition or None). Nothing of it
is true of a table or column that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, inspect, text

from fieldapp.ground.problems import BadInput

Loss = tuple[str, str | None, str | None]


def guard(connection: Connection, steps: Iterable[Any], lose: bool) -> list[Any]:
    """The steps Alembic is about to take, if they may be taken.

    Args:
        steps: of Alembic: whether each goes down, and its migration.
        lose: the data may be lost.

    Raises:
        BadInput: some go down and would lose rows; the sentence counts them.
    """
    steps = list(steps)
    down = [step for step in steps if step.is_downgrade]
    lost = {} if lose else losses(connection, [loss for step in down for loss in step.revision.module.LOSES])
    if lost:
        said = ", ".join(f"{count} of {table}" for table, count in lost.items())
        raise BadInput(
            f"Going back would lose rows that older tables cannot hold ({said}): save a backup, then say "
            "'alembic -x lose-data downgrade' if they may go."
        )
    return steps


def losses(connection: Connection, said: Sequence[Loss]) -> dict[str, int]:
    """How many rows of each table these losses are about, tables without any left out."""
    there = inspect(connection)
    tables = set(there.get_table_names())
    found: dict[str, int] = {}
    for table, column, condition in said:
        if table not in tables or (
            column and column not in {one["name"] for one in there.get_columns(table)}
        ):
            continue
        where = f" WHERE {condition}" if condition else ""
        count = connection.scalar(text(f"SELECT count(*) FROM {table}{where}"))  # nosec B608
        if count:
            found[table] = max(count, found.get(table, 0))
    return found
