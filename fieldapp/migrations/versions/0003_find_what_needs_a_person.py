"""Indexes for what a supervisor looks after: missed children, late records, children without a birth date"""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

LOSES = ()  # indexes only

NO_BIRTH = sa.text('born IS NULL')


def upgrade():
    op.create_index(op.f('ix_visit_county_round_outcome_home'), 'visit', ['county', 'round', 'outcome', 'home'])
    op.create_index(
        'ix_operation_late',
        'operation',
        ['county'],
        sqlite_where=sa.text('late = 1'),
        postgresql_where=sa.text('late'),
    )
    op.create_index(
        'ix_child_no_birth', 'child', ['county', 'home'], sqlite_where=NO_BIRTH, postgresql_where=NO_BIRTH
    )


def downgrade():
    op.drop_index('ix_child_no_birth', table_name='child')
    op.drop_index('ix_operation_late', table_name='operation')
    op.drop_index(op.f('ix_visit_county_round_outcome_home'), table_name='visit')
