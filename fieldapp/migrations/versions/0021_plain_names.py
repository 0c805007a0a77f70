"""Columns say what they hold: the area whose package carries a row, the version of a verdict, a supervisor's word"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

LOSES = ()
OF_LOG = {'told': 'verdict_version', 'strong': 'by_supervisor'}
OF_ROWS = {'home': 'package_area'}


def _names():
    """Table, old and new name of each column."""
    tables = sorted(sa.inspect(op.get_bind()).get_table_names())
    return [(table, old, new) for table in tables for old, new in (OF_LOG if table == 'operation' else OF_ROWS).items()]


def _columns(table):
    return {column['name'] for column in sa.inspect(op.get_bind()).get_columns(table)}


def _rename(table, old, new):
    """Rename a column, and the indexes that have its name in theirs; both databases follow it in what indexes say."""
    connection = op.get_bind()
    names = [index['name'] for index in sa.inspect(connection).get_indexes(table) if f'_{old}' in index['name']]
    op.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{old}" TO "{new}"')
    for name in names:
        renamed = name.replace(f'_{old}', f'_{new}')
        if connection.dialect.name == 'postgresql':
            op.execute(f'ALTER INDEX "{name}" RENAME TO "{renamed}"')
            continue
        made = sa.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = :name")
        words = connection.execute(made, {'name': name}).scalar_one()
        op.execute(f'DROP INDEX "{name}"')
        connection.exec_driver_sql(words.replace(name, renamed, 1))


def upgrade():
    for table, old, new in _names():
        if old in _columns(table):
            _rename(table, old, new)


def downgrade():
    for table, old, new in _names():
        if new in _columns(table):
            _rename(table, new, old)
