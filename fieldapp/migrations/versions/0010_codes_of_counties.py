"""A county has codes of its own, and hides common ones for itself"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

LOSES = (('code', 'county', "county <> ''"),)


def _words():
    return (
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('list', sa.String(), nullable=False),
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('zh', sa.String(), nullable=False),
        sa.Column('en', sa.String(), nullable=False),
        sa.Column('retired_on', sa.String(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
    )


def upgrade():
    """Whoever retired a code did so for every county: each keeps it retired, and may now offer it again itself. A code
    somebody added stays common, since records of every county may say it."""
    connection = op.get_bind()
    before = [dict(row._mapping) for row in connection.execute(sa.text('SELECT * FROM code'))]
    counties = list(connection.scalars(sa.text('SELECT DISTINCT county FROM area WHERE county IS NOT NULL')))
    op.drop_table('code')
    code = op.create_table(
        'code',
        sa.Column('county', sa.String(), nullable=False),
        *_words(),
        sa.PrimaryKeyConstraint('county', 'key', name=op.f('pk_code')),
        sa.UniqueConstraint('county', 'list', 'code', name=op.f('uq_code_county_list_code')),
    )
    rows = []
    for row in before:
        hidden = counties if row['retired_on'] else []
        rows.append(row | {'county': '', 'retired_on': None if hidden else row['retired_on']})
        rows += [row | {'county': county} for county in hidden]
    if rows:
        op.bulk_insert(code, rows)


def downgrade():
    connection = op.get_bind()
    kept = [dict(row._mapping) for row in connection.execute(sa.text("SELECT * FROM code WHERE county = ''"))]
    op.drop_table('code')
    code = op.create_table(
        'code',
        *_words(),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_code')),
        sa.UniqueConstraint('list', 'code', name=op.f('uq_code_list_code')),
    )
    for row in kept:
        row.pop('county')
    if kept:
        op.bulk_insert(code, kept)
