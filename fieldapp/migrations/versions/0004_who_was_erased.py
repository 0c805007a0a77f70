"""Who was erased"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

LOSES = (('erased', None, None),)


def upgrade():
    op.create_table(
        'erased',
        sa.Column('county', sa.String(), nullable=False),
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.Column('at', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('county', 'key', name=op.f('pk_erased')),
    )
    with op.batch_alter_table('erased', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_erased_key'), ['key'], unique=False)


def downgrade():
    op.drop_table('erased')
