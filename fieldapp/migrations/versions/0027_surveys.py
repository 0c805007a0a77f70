"""Coverage surveys with their clusters, lots, and what a county sets for them"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

LOSES = (('survey', None, None), ('survey_cluster', None, None), ('lot', None, None), ('survey_setting', None, None))


def _texts(*names, nullable=False, of=sa.String):
    return [sa.Column(name, of(), nullable=nullable) for name in names]


def upgrade():
    op.create_table(
        'survey',
        *_texts('key', 'county', 'area', 'name', 'kind', 'state', 'born_from', 'born_to'),
        *_texts('series', 'strata', of=sa.Text),
        sa.Column('goal', sa.Integer(), nullable=False),
        *_texts('design', of=sa.Text),
        *_texts('frame', nullable=True, of=sa.Text),
        sa.Column('seed', sa.Integer(), nullable=True),
        *_texts('start', 'interval', nullable=True),
        *_texts('households', 'per_household'),
        sa.Column('households_per_cluster', sa.Integer(), nullable=True),
        sa.Column('children_per_cluster', sa.Integer(), nullable=True),
        *_texts('first_day', 'last_day'),
        *_texts('campaign', 'closed_at', nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('routine', 'after_campaign')", name=op.f('ck_survey_kind')),
        sa.CheckConstraint("state in ('draft', 'open', 'closed')", name=op.f('ck_survey_state')),
        sa.CheckConstraint("households in ('walk', 'list', 'interval')", name=op.f('ck_survey_households')),
        sa.CheckConstraint("per_household in ('one', 'all')", name=op.f('ck_survey_per_household')),
        sa.ForeignKeyConstraint(['area'], ['area.code'], name=op.f('fk_survey_area_area')),
        sa.ForeignKeyConstraint(['campaign'], ['campaign.key'], name=op.f('fk_survey_campaign_campaign')),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_survey')),
    )
    op.create_index(op.f('ix_survey_county'), 'survey', ['county'], unique=False)
    op.create_table(
        'survey_cluster',
        *_texts('key', 'survey'),
        sa.Column('n', sa.Integer(), nullable=False),
        *_texts('area'),
        *_texts('segment', nullable=True),
        *_texts('stratum'),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('probability', sa.Double(), nullable=False),
        *_texts('replaced', 'reason', nullable=True),
        *_texts('households', nullable=True, of=sa.Text),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['survey'], ['survey.key'], name=op.f('fk_survey_cluster_survey_survey')),
        sa.ForeignKeyConstraint(['area'], ['area.code'], name=op.f('fk_survey_cluster_area_area')),
        sa.ForeignKeyConstraint(
            ['replaced'], ['survey_cluster.key'], name=op.f('fk_survey_cluster_replaced_survey_cluster')
        ),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_survey_cluster')),
    )
    op.create_index(op.f('ix_survey_cluster_survey'), 'survey_cluster', ['survey'], unique=False)
    op.create_index(op.f('ix_survey_cluster_area'), 'survey_cluster', ['area'], unique=False)
    op.create_table(
        'lot',
        *_texts('key', 'county', 'area', 'name', 'state'),
        *_texts('campaign', 'round', nullable=True),
        *_texts('born_from', 'born_to'),
        *_texts('clusters', of=sa.Text),
        sa.Column('per_cluster', sa.Integer(), nullable=False),
        *_texts('limits'),
        *_texts('plan', of=sa.Text),
        sa.Column('seed', sa.Integer(), nullable=True),
        *_texts('redo_of', nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'closed')", name=op.f('ck_lot_state')),
        sa.ForeignKeyConstraint(['area'], ['area.code'], name=op.f('fk_lot_area_area')),
        sa.ForeignKeyConstraint(['campaign'], ['campaign.key'], name=op.f('fk_lot_campaign_campaign')),
        sa.ForeignKeyConstraint(['round'], ['round.key'], name=op.f('fk_lot_round_round')),
        sa.ForeignKeyConstraint(['redo_of'], ['lot.key'], name=op.f('fk_lot_redo_of_lot')),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_lot')),
    )
    op.create_index(op.f('ix_lot_county'), 'lot', ['county'], unique=False)
    op.create_index(op.f('ix_lot_area'), 'lot', ['area'], unique=False)
    op.create_table(
        'survey_setting',
        *_texts('county', 'name'),
        *_texts('value', of=sa.Text),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('county', 'name', name=op.f('pk_survey_setting')),
    )


def downgrade():
    for name in ('survey_setting', 'lot', 'survey_cluster', 'survey'):
        op.drop_table(name)
