"""Registers are written with progress, taken back, asked about later, and given out again"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

TABLES = ('register_child', 'register_question', 'register_exported', 'register_export')
MORE = (
    ('state', sa.String(), 'done'),
    ('total', sa.Integer(), '0'),
    ('written', sa.Integer(), '0'),
    ('seen', sa.String(), ''),
    ('version', sa.BigInteger(), '0'),
    ('token', sa.String(), ''),
    ('within', sa.String(), ''),
    ('choices', sa.Text(), '{}'),
    ('layout', sa.Text(), '{}'),
    ('lost', sa.Text(), '[]'),
    ('passed', sa.Text(), '{}'),
    ('taken_back', sa.Text(), '[]'),
)
LOSES = tuple((name, None, None) for name in TABLES) + tuple(('register_import', name, None) for name, *_ in MORE)


def upgrade():
    with op.batch_alter_table('register_import') as table:
        for name, kind, before in MORE:
            table.add_column(sa.Column(name, kind, nullable=False, server_default=before))
    with op.batch_alter_table('register_import') as table:
        for name, kind, _before in MORE:
            table.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    op.create_table(
        'register_child',
        *_texts('brought', 'child', 'county'),
        sa.Column('made', sa.Boolean(), nullable=False),
        sa.Column('doses', sa.Text(), nullable=False),
        _of('register_child', 'brought', 'register_import', 'key'),
        sa.PrimaryKeyConstraint('brought', 'child', name=op.f('pk_register_child')),
    )
    op.create_index(op.f('ix_register_child_county_child'), 'register_child', ['county', 'child'], unique=False)
    op.create_table(
        'register_question',
        *_texts('key', 'county', 'area', 'brought'),
        sa.Column('entry', sa.Text(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ('answer', 'by', 'at')),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.Column('undone', sa.Text(), nullable=False),
        _of('register_question', 'brought', 'register_import', 'key'),
        _of('register_question', 'by', 'person', 'id'),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_register_question')),
    )
    op.create_index(
        op.f('ix_register_question_county_answer'), 'register_question', ['county', 'answer'], unique=False
    )
    op.create_table(
        'register_export',
        *_texts('key', 'county', 'area', 'at', 'by'),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ('children', 'doses')),
        sa.Column('layout', sa.Text(), nullable=False),
        _of('register_export', 'by', 'person', 'id'),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_register_export')),
    )
    op.create_index(op.f('ix_register_export_county'), 'register_export', ['county'], unique=False)
    op.create_table(
        'register_exported',
        *_texts('export', 'child', 'product', 'given_on', 'county'),
        _of('register_exported', 'export', 'register_export', 'key'),
        sa.PrimaryKeyConstraint('export', 'child', 'product', 'given_on', name=op.f('pk_register_exported')),
    )
    op.create_index(
        op.f('ix_register_exported_county_child'), 'register_exported', ['county', 'child'], unique=False
    )


def _texts(*names):
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _of(table, column, other, its):
    return sa.ForeignKeyConstraint([column], [f'{other}.{its}'], name=op.f(f'fk_{table}_{column}'))


def downgrade():
    for name in TABLES:
        op.drop_table(name)
    with op.batch_alter_table('register_import') as table:
        for name, *_ in MORE:
            table.drop_column(name)
