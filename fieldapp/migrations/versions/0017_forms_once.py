"""Forms of the office that were taken, so that none is taken twice"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

LOSES = (('sent_form', None, None),)


def upgrade():
    op.create_table(
        'sent_form',
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('person', sa.String(), nullable=False),
        sa.Column('at', sa.String(), nullable=False),
        sa.Column('answer', sa.String(), nullable=True),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_sent_form_person_person')),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_sent_form')),
    )
    op.create_index(op.f('ix_sent_form_at'), 'sent_form', ['at'])


def downgrade():
    op.drop_index(op.f('ix_sent_form_at'), table_name='sent_form')
    op.drop_table('sent_form')
