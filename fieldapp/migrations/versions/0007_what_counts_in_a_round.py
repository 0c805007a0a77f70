"""The day of a status, what supervisors say of a visit, mop-up days, and the figures of a closed round as they stood"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

LOSES = (
    ('closed_round', None, None),
    ('closed_tally', None, None),
    ('child', 'status_on', 'status_on IS NOT NULL'),
    ('visit', 'reviews', 'reviews IS NOT NULL'),
    ('campaign', 'mopup_days', 'mopup_days <> 14'),
)


def upgrade():
    op.add_column('child', sa.Column('status_on', sa.String(), nullable=True))
    op.add_column('visit', sa.Column('reviews', sa.Text(), nullable=True))
    op.add_column('campaign', sa.Column('mopup_days', sa.Integer(), nullable=False, server_default='14'))
    op.create_table(
        'closed_tally',
        sa.Column('county', sa.String(), nullable=False),
        sa.Column('round', sa.String(), nullable=False),
        sa.Column('slice', sa.String(), nullable=False),
        sa.Column('area', sa.String(), nullable=False),
        sa.Column('measure', sa.String(), nullable=False),
        sa.Column('n', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            'county', 'round', 'slice', 'area', 'measure', name=op.f('pk_closed_tally')
        ),
    )
    op.create_table(
        'closed_round',
        sa.Column('county', sa.String(), nullable=False),
        sa.Column('round', sa.String(), nullable=False),
        sa.Column('at', sa.String(), nullable=False),
        sa.Column('facts', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('county', 'round', name=op.f('pk_closed_round')),
    )


def downgrade():
    op.drop_table('closed_round')
    op.drop_table('closed_tally')
    with op.batch_alter_table('campaign') as batch_op:
        batch_op.drop_column('mopup_days')
    with op.batch_alter_table('visit') as batch_op:
        batch_op.drop_column('reviews')
    with op.batch_alter_table('child') as batch_op:
        batch_op.drop_column('status_on')
