"""Keys of phones, and the signature an operation was handed over with"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

LOSES = (('device_key', None, None), ('operation', 'signature', 'signature IS NOT NULL'))


def upgrade():
    op.create_table(
        'device_key',
        sa.Column('device', sa.String(), nullable=False),
        sa.Column('public_key', sa.String(), nullable=False),
        sa.Column('since', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ['device'], ['device.id'], name=op.f('fk_device_key_device_device'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('device', 'public_key', name=op.f('pk_device_key')),
    )
    with op.batch_alter_table('operation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('signature', sa.String(), nullable=True))


def downgrade():
    with op.batch_alter_table('operation', schema=None) as batch_op:
        batch_op.drop_column('signature')
    op.drop_table('device_key')
