"""Code lists"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

LOSES = (('code', None, None),)


def upgrade():
    op.create_table(
        'code',
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('list', sa.String(), nullable=False),
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('zh', sa.String(), nullable=False),
        sa.Column('en', sa.String(), nullable=False),
        sa.Column('retired_on', sa.String(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_code')),
        sa.UniqueConstraint('list', 'code', name=op.f('uq_code_list_code')),
    )


def downgrade():
    op.drop_table('code')
