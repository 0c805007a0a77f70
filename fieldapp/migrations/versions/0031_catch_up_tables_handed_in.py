"""Tables of a catch-up are kept as handed in; days between two doses of the grown are its own"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

LOSES = (('catchup_report', None, None), ('catchup_campaign', 'apart', None))


def upgrade():
    # not in a batch: SQLite would make the table anew, and sessions point to the campaigns in it
    op.add_column('catchup_campaign', sa.Column('apart', sa.Integer(), nullable=False, server_default='28'))
    op.create_table(
        'catchup_report',
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ('key', 'campaign', 'county', 'area', 'unit', 'kind', 'until', 'at', 'by')
        ),
        sa.Column('paper', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ['campaign'], ['catchup_campaign.key'], name=op.f('fk_catchup_report_campaign')
        ),
        sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_catchup_report_by')),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_catchup_report')),
    )
    op.create_index(op.f('ix_catchup_report_campaign'), 'catchup_report', ['campaign'], unique=False)


def downgrade():
    op.drop_table('catchup_report')
    op.drop_column('catchup_campaign', 'apart')
