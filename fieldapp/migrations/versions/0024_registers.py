"""What a county said of its clinics' register, and each time one was brought in"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

LOSES = (('register_word', None, None), ('register_import', None, None))


def upgrade():
    op.create_table(
        'register_word',
        *(sa.Column(name, sa.String(), nullable=False) for name in ('county', 'kind', 'words', 'means', 'by', 'at')),
        sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_register_word_by_person')),
        sa.PrimaryKeyConstraint('county', 'kind', 'words', name=op.f('pk_register_word')),
    )
    op.create_table(
        'register_import',
        *(sa.Column(name, sa.String(), nullable=False) for name in ('key', 'county', 'area', 'as_of', 'at', 'by')),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ('children', 'new_children', 'doses', 'new_doses')
        ),
        sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_register_import_by_person')),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_register_import')),
    )
    op.create_index(op.f('ix_register_import_county'), 'register_import', ['county'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_register_import_county'), table_name='register_import')
    op.drop_table('register_import')
    op.drop_table('register_word')
