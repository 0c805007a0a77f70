"""Records that may be one child, as they were found last, and what was said of them"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

LOSES = (('child_pair', None, None), ('pair_search', None, None))


def upgrade():
    op.create_table(
        'child_pair',
        *(sa.Column(name, sa.String(), nullable=False) for name in ('county', 'one', 'other')),
        sa.Column('weight', sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ('reasons', 'found')),
        *(sa.Column(name, sa.String(), nullable=True) for name in ('said', 'by', 'at')),
        sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_child_pair_by')),
        sa.PrimaryKeyConstraint('county', 'one', 'other', name=op.f('pk_child_pair')),
    )
    op.create_index(op.f('ix_child_pair_county_weight'), 'child_pair', ['county', 'weight'], unique=False)
    op.create_table(
        'pair_search',
        *(sa.Column(name, sa.String(), nullable=False) for name in ('county', 'area', 'began')),
        sa.Column('done', sa.String(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ('records', 'pairs')),
        sa.Column('by', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_pair_search_by')),
        sa.PrimaryKeyConstraint('county', 'area', name=op.f('pk_pair_search')),
    )


def downgrade():
    op.drop_table('pair_search')
    op.drop_index(op.f('ix_child_pair_county_weight'), table_name='child_pair')
    op.drop_table('child_pair')
