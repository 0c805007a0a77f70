"""Phones of a school that a child left are told of all that went with it: checks, notices and states too"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

LOSES = ()
GONE = """
SELECT d.county, d.scope, d.key AS child FROM departure d
WHERE d.kind = 'child' AND d.scope LIKE 'school:%' AND NOT EXISTS (
    SELECT 1 FROM in_scope i WHERE i.county = d.county AND i.scope = d.scope AND i.key = d.key)
ORDER BY d.county, d.scope, d.key
"""
RIDES = """
WITH own AS (
    SELECT k.key FROM certificate_check k JOIN enrolment e ON e.county = k.county AND e.key = k.enrolment
    WHERE k.county = :county AND e.child = :child
), slips AS (
    SELECT n.key FROM notice n
    WHERE n.county = :county AND (n.child = :child OR n."check" IN (SELECT key FROM own))
)
SELECT 'certificate_check' AS kind, key FROM own
UNION SELECT 'notice', key FROM slips
UNION SELECT 'recheck', r.key FROM recheck r WHERE r.county = :county AND r."check" IN (SELECT key FROM own)
UNION SELECT 'notice_event', v.key FROM notice_event v
    WHERE v.county = :county AND v.notice IN (SELECT key FROM slips)
UNION SELECT f.kind, f.key FROM fact f WHERE f.county = :county AND f.child = :child AND f.kind IS NOT NULL
UNION SELECT 'same_child', s.key FROM same_child s
    WHERE s.county = :county AND (s.child = :child OR s.other = :child)
"""


def upgrade():
    connection = op.get_bind()
    for row in connection.execute(sa.text(GONE)).mappings().all():
        _tell(connection, dict(row))


def _tell(connection, gone):
    """Not of the school's lists that were handed over: they are its own, draw themselves, and name no child."""
    words = {'county': gone['county'], 'child': gone['child']}
    went = [tuple(one) for one in connection.execute(sa.text(RIDES), words)]
    told = sa.text('SELECT kind, key FROM departure WHERE county = :county AND scope = :scope')
    known = {tuple(one) for one in connection.execute(told, {'county': gone['county'], 'scope': gone['scope']})}
    new = [one for one in went if one not in known]
    if not new:
        return
    connection.execute(sa.text('UPDATE county SET version = version + 1 WHERE code = :county'), words)
    version = connection.scalar(sa.text('SELECT version FROM county WHERE code = :county'), words)
    put = sa.text(
        'INSERT INTO departure (county, scope, kind, key, version) VALUES (:county, :scope, :kind, :key, :version)'
    )
    rows = [gone | {'kind': kind, 'key': key, 'version': version} for kind, key in new]
    connection.execute(put, rows)


def downgrade():
    """A phone that was told so twice is no worse off."""
