"""Lowest age in months, injections at the door; an index for doses without a batch"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

LOSES = (
    ('campaign', 'min_age_months', 'min_age_months IS NOT NULL'),
    ('campaign', 'door_allowed', 'door_allowed'),
)

NO_BATCH = sa.text("outcome = 'vaccinated' AND batch IS NULL")


def upgrade():
    op.add_column('campaign', sa.Column('min_age_months', sa.Integer(), nullable=True))
    op.add_column('campaign', sa.Column('door_allowed', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        'ix_visit_no_batch',
        'visit',
        ['county', 'round', 'area'],
        sqlite_where=NO_BATCH,
        postgresql_where=NO_BATCH,
    )


def downgrade():
    op.drop_index('ix_visit_no_batch', table_name='visit')
    with op.batch_alter_table('campaign') as batch_op:
        batch_op.drop_column('door_allowed')
        batch_op.drop_column('min_age_months')
