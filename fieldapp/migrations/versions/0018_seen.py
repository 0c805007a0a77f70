"""Who looked at a record that says what cannot be, and when"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

LOSES = (('operation', 'seen_by', 'seen_by IS NOT NULL'), ('operation', 'seen_at', 'seen_at IS NOT NULL'))


def upgrade():
    op.add_column('operation', sa.Column('seen_by', sa.String(), nullable=True))
    op.add_column('operation', sa.Column('seen_at', sa.String(), nullable=True))


def downgrade():
    op.drop_column('operation', 'seen_at')
    op.drop_column('operation', 'seen_by')
