"""Tables of the school check as they were handed in"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

LOSES = (('school_report', None, None),)


def upgrade():
    op.create_table(
        'school_report',
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ('key', 'county', 'scope', 'area', 'unit')
        ),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('half', sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ('group', 'until', 'kind', 'at', 'by')
        ),
        sa.Column('figures', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_school_report_by_person')),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_school_report')),
    )
    for column in ('scope', 'area'):
        op.create_index(op.f(f'ix_school_report_{column}'), 'school_report', [column], unique=False)


def downgrade():
    for column in ('scope', 'area'):
        op.drop_index(op.f(f'ix_school_report_{column}'), table_name='school_report')
    op.drop_table('school_report')
