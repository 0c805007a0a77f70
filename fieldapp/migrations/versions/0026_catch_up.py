"""Campaigns, sessions and visits of catch-up, gaps counted nightly, and the campaign a notice is of"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

LOSES = tuple(
    (table, None, None) for table in ('catchup_campaign', 'catchup_session', 'catchup_visit', 'gap_count')
)


def texts(*names, nullable=False):
    return (sa.Column(name, sa.String(), nullable=nullable) for name in names)


def upgrade():
    op.create_table(
        'catchup_campaign',
        *texts('key', 'county', 'name', 'state'),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ('areas', 'series')),
        *texts('born_from', 'born_to', 'residence', 'first_day', 'last_day'),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ('grace', 'rule')),
        sa.Column('goal', sa.Integer(), nullable=False),
        *texts('document_name', 'document_no', 'document_by', nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('draft', 'open', 'closed')", name=op.f('ck_catchup_campaign_state')),
        sa.CheckConstraint(
            "residence in ('all', 'local', 'migrant')", name=op.f('ck_catchup_campaign_residence')
        ),
        sa.CheckConstraint('first_day <= last_day', name=op.f('ck_catchup_campaign_days')),
        sa.CheckConstraint('born_from <= born_to', name=op.f('ck_catchup_campaign_born')),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_catchup_campaign')),
    )
    op.create_index(op.f('ix_catchup_campaign_county'), 'catchup_campaign', ['county'])
    op.create_table(
        'catchup_session',
        *texts('key', 'county', 'campaign', 'area', 'place', 'day'),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ('slots', 'villages')),
        sa.Column('cutoff', sa.String(), nullable=True),
        sa.Column('cancelled', sa.Boolean(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['campaign'], ['catchup_campaign.key'], name=op.f('fk_catchup_session_campaign_catchup_campaign')
        ),
        sa.ForeignKeyConstraint(['area'], ['area.code'], name=op.f('fk_catchup_session_area_area')),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_catchup_session')),
    )
    op.create_index(op.f('ix_catchup_session_campaign'), 'catchup_session', ['campaign'])
    op.create_table(
        'catchup_visit',
        *texts('child', 'on', 'outcome', 'campaign', 'mode', 'reason', 'planned_on', nullable=True),
        *texts('county', 'key', 'area', 'package_area'),
        sa.Column('version', sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ('known', 'voided')),
        *texts('at', 'by', nullable=True),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ('voids', 'more')),
        sa.ForeignKeyConstraint(
            ['county', 'child'], ['child.county', 'child.key'], name=op.f('fk_catchup_visit_county_child')
        ),
        sa.PrimaryKeyConstraint('county', 'key', name=op.f('pk_catchup_visit')),
    )
    for columns in (['county', 'child'], ['county', 'package_area', 'version'], ['county', 'on']):
        op.create_index(op.f(f'ix_catchup_visit_{"_".join(columns)}'), 'catchup_visit', columns)
    op.create_table(
        'gap_count',
        *texts('county', 'area', 'series', 'measure'),
        sa.Column('n', sa.Integer(), nullable=False),
        *texts('on'),
        sa.PrimaryKeyConstraint('county', 'area', 'series', 'measure', name=op.f('pk_gap_count')),
    )
    op.add_column('notice', sa.Column('campaign', sa.String(), nullable=True))
    _move_campaign(out=True)
    op.create_index('ix_notice_campaign', 'notice', ['county', 'campaign'])


def downgrade():
    op.drop_index('ix_notice_campaign', table_name='notice')
    _move_campaign(out=False)
    op.drop_column('notice', 'campaign')
    op.drop_table('gap_count')
    op.drop_table('catchup_visit')
    op.drop_table('catchup_session')
    op.drop_table('catchup_campaign')


def _move_campaign(out):
    """What was said of a notice's campaign goes from `more` into the column it has now, or back."""
    connection = op.get_bind()
    one = sa.table('notice', *(sa.column(name) for name in ('county', 'key', 'more', 'campaign')))
    where = one.c.more.like('%"campaign"%') if out else one.c.campaign.is_not(None)
    for row in connection.execute(sa.select(one).where(where)).mappings().all():
        more = json.loads(row['more'] or '{}')
        said = more.pop('campaign', None) if out else row['campaign']
        if out and not isinstance(said, str):
            continue
        if not out:
            more['campaign'] = said
        text = json.dumps(more, ensure_ascii=False, sort_keys=True, separators=(',', ':')) if more else None
        here = (one.c.county == row['county'], one.c.key == row['key'])
        connection.execute(sa.update(one).where(*here).values(more=text, campaign=said if out else None))
