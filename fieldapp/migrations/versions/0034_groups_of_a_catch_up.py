"""Groups of a catch-up by age with their goals, and how many people they have by the census"""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

LOSES = (('catchup_census', None, None), ('catchup_campaign', 'groups', None))


def upgrade():
    # not in a batch: SQLite would make the table anew, and sessions point to the campaigns in it
    op.add_column('catchup_campaign', sa.Column('groups', sa.Text(), nullable=False, server_default='[]'))
    op.create_table(
        'catchup_census',
        sa.Column('campaign', sa.String(), nullable=False),
        sa.Column('area', sa.String(), nullable=False),
        sa.Column('people', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ['campaign'], ['catchup_campaign.key'], name=op.f('fk_catchup_census_campaign')
        ),
        sa.ForeignKeyConstraint(['area'], ['area.code'], name=op.f('fk_catchup_census_area')),
        sa.PrimaryKeyConstraint('campaign', 'area', name=op.f('pk_catchup_census')),
    )


def downgrade():
    op.drop_table('catchup_census')
    op.drop_column('catchup_campaign', 'groups')
