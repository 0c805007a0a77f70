"""What says a day or a place that cannot be is found without reading the whole log"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

LOSES = (('operation', 'odd', 'odd'),)


def upgrade():
    with op.batch_alter_table('operation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('odd', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        'ix_operation_odd',
        'operation',
        ['county', 'position'],
        sqlite_where=sa.text('odd'),
        postgresql_where=sa.text('odd'),
    )


def downgrade():
    op.drop_index('ix_operation_odd', table_name='operation')
    with op.batch_alter_table('operation', schema=None) as batch_op:
        batch_op.drop_column('odd')
