"""Certificates, cards and register held against each other, one time after another"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

LOSES = (('agreement_run', None, None),)
SAID = ('key', 'county', 'area', 'name', 'first_day', 'last_day', 'born_from', 'born_to')


def upgrade():
    op.create_table(
        'agreement_run',
        *(sa.Column(name, sa.String(), nullable=False) for name in SAID),
        sa.Column('drawn', sa.Text(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ('by', 'at')),
        sa.Column('issued', sa.Text(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=True) for name in ('issued_at', 'issued_by')),
        sa.ForeignKeyConstraint(['area'], ['area.code'], name=op.f('fk_agreement_run_area')),
        sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_agreement_run_by')),
        sa.ForeignKeyConstraint(['issued_by'], ['person.id'], name=op.f('fk_agreement_run_issued_by')),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_agreement_run')),
    )
    op.create_index(op.f('ix_agreement_run_county'), 'agreement_run', ['county'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_agreement_run_county'), table_name='agreement_run')
    op.drop_table('agreement_run')
