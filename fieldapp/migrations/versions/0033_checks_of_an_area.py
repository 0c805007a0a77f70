"""Quick checks travel to the phones of their village, its township and its county"""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

LOSES = ()  # in_scope is worked out again by an upgrade
DRAWN = sa.text(
    "INSERT INTO in_scope (county, scope, key, fact) "
    "SELECT county, 'check:' || substr(area, 1, :digits), key, key FROM fact "
    "WHERE kind = 'quick_check' AND known AND NOT voided"
)
LEVELS = (6, 9, 12)


def upgrade():
    for digits in LEVELS:
        op.get_bind().execute(DRAWN, {'digits': digits})


def downgrade():
    for table in ('in_scope', 'departure'):
        op.get_bind().execute(sa.delete(sa.table(table, sa.column('scope'))).where(sa.column('scope').like('check:%')))
