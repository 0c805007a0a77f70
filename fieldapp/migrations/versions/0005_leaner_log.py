"""The indexes of the log leave out what nobody looks for in them"""

from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

LOSES = ()  # indexes only

BEFORE = {
    'ix_operation_county_device_told': ['county', 'device', 'told'],
    'ix_operation_county_kind_key': ['county', 'kind', 'key'],
    'ix_operation_county_verdict_position': ['county', 'verdict', 'position'],
    'ix_operation_waits_for': ['waits_for'],
}
AFTER = {
    'ix_operation_unsettled': ("verdict <> 'applied'", ['county', 'verdict', 'position']),
    'ix_operation_of_record': ("kind <> 'visit'", ['county', 'kind', 'key']),
    'ix_operation_waits_for': ('waits_for IS NOT NULL', ['waits_for']),
    'ix_operation_told': ('told IS NOT NULL', ['county', 'device', 'told']),
}


def upgrade():
    for name in BEFORE:
        op.drop_index(name, table_name='operation')
    for name, (words, columns) in AFTER.items():
        where = sa.text(words)
        op.create_index(name, 'operation', columns, sqlite_where=where, postgresql_where=where)


def downgrade():
    for name in AFTER:
        op.drop_index(name, table_name='operation')
    for name, columns in BEFORE.items():
        op.create_index(name, 'operation', columns)
