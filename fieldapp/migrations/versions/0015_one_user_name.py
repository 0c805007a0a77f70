"""User names as they are now compared: without inner spaces, a mobile number as its digits"""

import sqlalchemy as sa
from alembic import op

from fieldapp.ground.same import plain_username

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

LOSES = ()


def upgrade():
    """Where two people had names that are now one, both keep theirs: only the one that is plain opens a session."""
    connection = op.get_bind()
    rows = connection.execute(sa.text('SELECT id, username FROM person ORDER BY id')).all()
    taken = {row.username for row in rows}
    for row in rows:
        plain = plain_username(row.username)
        if plain and plain not in taken:
            taken.add(plain)
            words = {'id': row.id, 'username': plain}
            connection.execute(sa.text('UPDATE person SET username = :username WHERE id = :id'), words)


def downgrade():
    """A name without spaces is one that was always taken."""
