"""Rights are asked in the record's own area

What was applied before stays applied: the log's position up to which it was is kept for each county.
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

LOSES = (('operation', 'own_area', 'own_area IS NOT NULL'), ('operation', 'reach', 'reach IS NOT NULL'))

SETTLED = "settled_until:"


def upgrade():
    op.add_column('operation', sa.Column('reach', sa.Text(), nullable=True))
    op.add_column('operation', sa.Column('own_area', sa.String(), nullable=True))
    op.execute(
        f"INSERT INTO setting (name, value) SELECT '{SETTLED}' || code, CAST(version AS VARCHAR(20)) "  # nosec B608
        "FROM county WHERE version > 0"
    )


def downgrade():
    op.execute(f"DELETE FROM setting WHERE name LIKE '{SETTLED}%'")  # nosec B608
    op.drop_column('operation', 'own_area')
    op.drop_column('operation', 'reach')
