"""Where schools stand; and no child stays in the scope of a school that another school followed"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

LOSES = (('school', 'lat', 'lat IS NOT NULL'), ('school', 'lon', 'lon IS NOT NULL'))
TERM = re.compile(r'[0-9]{4}-[12]\Z')
LATER = ('transfer', 'mid_term')
SEVERAL = """
SELECT e.county, COALESCE(c.joined, c.key) AS head, e.school, e.term, e.joined_on, e.left_on, e.reason
FROM enrolment e JOIN child c ON c.county = e.county AND c.key = e.child
WHERE e.known AND NOT e.voided AND e.school IS NOT NULL
"""
RIDES = (
    ('child', 'SELECT key FROM child WHERE county = :county AND COALESCE(joined, key) = :head'),
    ('enrolment', 'SELECT r.key FROM enrolment r JOIN child c ON c.county = r.county AND c.key = r.child'
                  ' WHERE r.county = :county AND COALESCE(c.joined, c.key) = :head'),
    ('visit', 'SELECT r.key FROM visit r JOIN child c ON c.county = r.county AND c.key = r.child'
              ' WHERE r.county = :county AND COALESCE(c.joined, c.key) = :head'),
)  # fmt: skip


def upgrade():
    for name in ('lat', 'lon'):
        op.add_column('school', sa.Column(name, sa.Double(), nullable=True))
    connection = op.get_bind()
    places = {}
    for row in connection.execute(sa.text(SEVERAL)).mappings():
        places.setdefault((row['county'], row['head']), []).append(row)
    for (county, head), some in sorted(places.items()):
        if len({(row['school'], row['term']) for row in some}) > 1:
            here = {row['school'] for row in some if not row['left_on']}
            on = {r['school'] for r in some if not r['left_on'] and not any(_followed(r, o) for o in some)}
            for school in sorted(here - on):
                _leave(connection, county, head, f'school:{school}')


def _followed(row, other):
    """As `records.rows.enrolled.followed_by` had it when this was written."""
    terms = row['term'] or '', other['term'] or ''
    if terms[0] != terms[1] and all(TERM.match(term) for term in terms):
        return terms[1] > terms[0]
    if row['school'] == other['school']:
        return False
    days = row['joined_on'], other['joined_on']
    if all(days) and days[0] != days[1]:
        return days[1] > days[0]
    return other['reason'] in LATER and row['reason'] not in LATER


def _leave(connection, county, head, scope):
    """Out of the scope, and its phones are told so."""
    words = {'county': county, 'head': head, 'scope': scope}
    gone = sa.text(
        'DELETE FROM in_scope WHERE county = :county AND scope = :scope AND child IN '
        '(SELECT key FROM child WHERE county = :county AND COALESCE(joined, key) = :head)'
    )
    connection.execute(gone, words)
    connection.execute(sa.text('UPDATE county SET version = version + 1 WHERE code = :county'), words)
    words['version'] = connection.scalar(sa.text('SELECT version FROM county WHERE code = :county'), words)
    told = sa.text(
        'INSERT INTO departure (county, scope, kind, key, version) '
        'VALUES (:county, :scope, :kind, :key, :version) '
        'ON CONFLICT (county, scope, kind, key) DO UPDATE SET version = excluded.version'
    )
    for kind, query in RIDES:
        for key in connection.scalars(sa.text(query), words).all():
            connection.execute(told, words | {'kind': kind, 'key': key})


def downgrade():
    for name in ('lat', 'lon'):
        op.drop_column('school', name)
