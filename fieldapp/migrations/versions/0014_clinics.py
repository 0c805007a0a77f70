"""接种单位, and which one a person belongs to"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

LOSES = (('clinic', None, None), ('person', 'clinic', 'clinic IS NOT NULL'))


def upgrade():
    op.create_table(
        'clinic',
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('area', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('code', sa.String(), nullable=True),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('address', sa.String(), nullable=True),
        sa.Column('phone', sa.String(), nullable=True),
        sa.Column('days', sa.String(), nullable=True),
        sa.Column('serves', sa.String(), nullable=False),
        sa.Column('retired_on', sa.String(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('township', 'village', 'hospital', 'other')", name=op.f('ck_clinic_kind')
        ),
        sa.ForeignKeyConstraint(['area'], ['area.code'], name=op.f('fk_clinic_area_area')),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_clinic')),
        sa.UniqueConstraint('code', name=op.f('uq_clinic_code')),
    )
    op.create_index(op.f('ix_clinic_area'), 'clinic', ['area'], unique=False)
    op.add_column('person', sa.Column('clinic', sa.String(), nullable=True))


def downgrade():
    op.drop_column('person', 'clinic')
    op.drop_index(op.f('ix_clinic_area'), table_name='clinic')
    op.drop_table('clinic')
