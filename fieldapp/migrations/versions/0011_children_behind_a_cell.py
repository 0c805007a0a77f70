"""Find the children behind a cell: visits made elsewhere than at home, visits a supervisor spoke of, children taken back"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

LOSES = ()  # indexes only

INDEXES = (
    ('ix_visit_away', 'visit', ['county', 'round', 'area'], 'area <> home', 'area <> home'),
    ('ix_visit_reviewed', 'visit', ['county', 'round'], 'reviews IS NOT NULL', 'reviews IS NOT NULL'),
    ('ix_child_voided', 'child', ['county', 'home'], 'voided = 1', 'voided'),
)


def upgrade():
    for name, table, columns, sqlite, postgresql in INDEXES:
        where = {'sqlite_where': sa.text(sqlite), 'postgresql_where': sa.text(postgresql)}
        op.create_index(name, table, columns, unique=False, **where)


def downgrade():
    for name, table, *_rest in reversed(INDEXES):
        op.drop_index(name, table_name=table)
