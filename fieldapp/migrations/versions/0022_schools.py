"""Schools, what counties set for their check, and the numbers that reports and notices are found by"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

COLUMNS = (('certificate_check', 'report_no'), ('notice', 'number'), ('enrolment', 'left_to'))
LOSES = (('school', None, None), ('school_setting', None, None))  # the columns go back into `more`


def upgrade():
    op.create_table(
        'school',
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('county', sa.String(), nullable=False),
        sa.Column('area', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('code', sa.String(), nullable=True),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('licensed', sa.Boolean(), nullable=False),
        sa.Column('clinic', sa.String(), nullable=True),
        sa.Column('address', sa.String(), nullable=True),
        sa.Column('phone', sa.String(), nullable=True),
        sa.Column('retired_on', sa.String(), nullable=True),
        sa.Column('replaced_by', sa.String(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('kindergarten', 'nursery', 'primary', 'other')", name=op.f('ck_school_kind')
        ),
        sa.ForeignKeyConstraint(['area'], ['area.code'], name=op.f('fk_school_area_area')),
        sa.ForeignKeyConstraint(['clinic'], ['clinic.key'], name=op.f('fk_school_clinic_clinic')),
        sa.ForeignKeyConstraint(
            ['replaced_by'], ['school.key'], name=op.f('fk_school_replaced_by_school')
        ),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_school')),
        sa.UniqueConstraint('code', name=op.f('uq_school_code')),
    )
    for column in ('area', 'county', 'clinic'):
        op.create_index(op.f(f'ix_school_{column}'), 'school', [column], unique=False)
    op.create_table(
        'school_setting',
        sa.Column('county', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('county', 'name', name=op.f('pk_school_setting')),
    )
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.String(), nullable=True))
        _move(table, column, out=True)
    op.create_index('ix_certificate_check_report', 'certificate_check', ['county', 'report_no'])
    op.create_index('ix_notice_number', 'notice', ['county', 'number'])


def downgrade():
    op.drop_index('ix_notice_number', table_name='notice')
    op.drop_index('ix_certificate_check_report', table_name='certificate_check')
    for table, column in COLUMNS:
        _move(table, column, out=False)
        op.drop_column(table, column)
    op.drop_table('school_setting')
    for column in ('area', 'county', 'clinic'):
        op.drop_index(op.f(f'ix_school_{column}'), table_name='school')
    op.drop_table('school')


def _move(table, column, out):
    """What was said of a field goes from `more` into the column it has now, or back."""
    connection = op.get_bind()
    one = sa.table(table, *(sa.column(name) for name in ('county', 'key', 'more', column)))
    where = one.c.more.like(f'%"{column}"%') if out else one.c[column].is_not(None)
    for row in connection.execute(sa.select(one).where(where)).mappings().all():
        more = json.loads(row['more'] or '{}')
        said = more.pop(column, None) if out else row[column]
        if out and not isinstance(said, str):
            continue
        if not out:
            more[column] = said
        text = json.dumps(more, ensure_ascii=False, sort_keys=True, separators=(',', ':')) if more else None
        here = (one.c.county == row['county'], one.c.key == row['key'])
        connection.execute(sa.update(one).where(*here).values({'more': text, column: said if out else None}))
