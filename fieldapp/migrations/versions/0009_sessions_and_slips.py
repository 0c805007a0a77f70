"""Sessions of the office and sign-in slips are rows; an office device is told by a column, not by its id"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

LOSES = (
    ('office_session', None, None),
    ('sign_in_slip', None, None),
    ('device', 'token_ended_at', 'token_ended_at IS NOT NULL'),
)
SESSION_ENDS = ('signed_out', 'expired', 'password', 'role', 'stopped', 'own_list', 'administrator', 'restored')
SLIP_ENDS = ('password', 'new_slip', 'stopped', 'expired')
OF_OFFICE = sa.text('office')


def upgrade():
    op.add_column('person', sa.Column('slip', sa.String(), nullable=True))
    op.add_column('device', sa.Column('token_ended_at', sa.String(), nullable=True))
    op.add_column('device', sa.Column('token_ended_how', sa.String(), nullable=True))
    op.add_column('device', sa.Column('office', sa.Boolean(), nullable=False, server_default=sa.false()))
    # what was typed in the office keeps its device, with the numbers it has used; a phone that took the id does not
    op.execute("UPDATE device SET office = true WHERE token_hash = 'office:' || person")
    op.create_index(
        'uq_device_office', 'device', ['person'], unique=True, sqlite_where=OF_OFFICE, postgresql_where=OF_OFFICE
    )
    op.create_table(
        'office_session',
        sa.Column('id', sa.String(), nullable=False),
        sa.Column('token_hash', sa.String(), nullable=False),
        sa.Column('browser', sa.String(), nullable=False),
        sa.Column('person', sa.String(), nullable=False),
        sa.Column('agent', sa.String(), nullable=False),
        sa.Column('made', sa.String(), nullable=False),
        sa.Column('last_used', sa.String(), nullable=False),
        sa.Column('until', sa.String(), nullable=False),
        sa.Column('ended_at', sa.String(), nullable=True),
        sa.Column('ended_how', sa.String(), nullable=True),
        sa.CheckConstraint(f'ended_how in {SESSION_ENDS}', name=op.f('ck_office_session_ended_how')),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_office_session_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_office_session')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_office_session_token_hash')),
    )
    op.create_index(op.f('ix_office_session_person'), 'office_session', ['person'])
    op.create_index(op.f('ix_office_session_browser'), 'office_session', ['browser'])
    slips = op.create_table(
        'sign_in_slip',
        sa.Column('id', sa.String(), nullable=False),
        sa.Column('person', sa.String(), nullable=False),
        sa.Column('issued_at', sa.String(), nullable=False),
        sa.Column('used_at', sa.String(), nullable=True),
        sa.Column('used_by', sa.String(), nullable=True),
        sa.Column('ended_at', sa.String(), nullable=True),
        sa.Column('ended_how', sa.String(), nullable=True),
        sa.CheckConstraint(f'ended_how in {SLIP_ENDS}', name=op.f('ck_sign_in_slip_ended_how')),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_sign_in_slip_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_slip')),
    )
    op.create_index(op.f('ix_sign_in_slip_person'), 'sign_in_slip', ['person'])
    _write_slips_down(slips)
    op.drop_column('person', 'issued_at')
    op.drop_column('person', 'session_epoch')


def _write_slips_down(slips):
    """What was inferred so far: a slip was used by the first phone registered after it was printed."""
    connection = op.get_bind()
    people = connection.execute(
        sa.text('SELECT id, issued_at FROM person WHERE must_change AND issued_at IS NOT NULL')
    ).all()
    first = sa.text(
        'SELECT id, created FROM device WHERE person = :person AND NOT office AND created >= :issued '
        'ORDER BY created, id LIMIT 1'
    )
    for person, issued in people:
        phone = connection.execute(first, {'person': person, 'issued': issued}).first()
        used = {'used_at': phone.created, 'used_by': phone.id} if phone else {'used_at': None, 'used_by': None}
        row = {'id': str(uuid.uuid4()), 'person': person, 'issued_at': issued}
        connection.execute(slips.insert().values(**row, **used))
        connection.execute(sa.text('UPDATE person SET slip = :id WHERE id = :person'), {'id': row['id'], 'person': person})


def downgrade():
    op.add_column('person', sa.Column('issued_at', sa.String(), nullable=True))
    op.add_column('person', sa.Column('session_epoch', sa.Integer(), nullable=False, server_default='0'))
    op.execute('UPDATE person SET issued_at = (SELECT issued_at FROM sign_in_slip WHERE sign_in_slip.id = person.slip)')
    op.drop_table('sign_in_slip')
    op.drop_table('office_session')
    op.drop_index('uq_device_office', table_name='device')
    op.drop_column('device', 'office')
    op.drop_column('device', 'token_ended_how')
    op.drop_column('device', 'token_ended_at')
    op.drop_column('person', 'slip')
