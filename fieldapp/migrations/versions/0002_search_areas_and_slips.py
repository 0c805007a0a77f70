"""Indexes for looking areas up by name and pinyin, and households by key alone; when a one-time password was issued"""

from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

LOSES = (('person', 'issued_at', 'issued_at IS NOT NULL'),)

INDEXES = (
    ('area', 'name'),
    ('area', 'pinyin'),
    ('area', 'replaced_by'),
    ('local_unit', 'area'),
    ('area_change', 'code'),
    ('area_change', 'other'),
    ('person_area', 'area'),
    ('household', 'key'),
)
BY_CHARACTER = ('name', 'pinyin', 'initials')


def upgrade():
    op.add_column('person', sa.Column('issued_at', sa.String(), nullable=True))
    if op.get_bind().dialect.name == 'postgresql':
        for column in BY_CHARACTER:
            op.alter_column('area', column, type_=sa.String(collation='C'), existing_nullable=False)
    for table, column in INDEXES:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])


def downgrade():
    for table, column in reversed(INDEXES):
        op.drop_index(op.f(f'ix_{table}_{column}'), table_name=table)
    if op.get_bind().dialect.name == 'postgresql':
        for column in BY_CHARACTER:
            op.alter_column('area', column, type_=sa.String(), existing_nullable=False)
    with op.batch_alter_table('person') as batch_op:
        batch_op.drop_column('issued_at')
