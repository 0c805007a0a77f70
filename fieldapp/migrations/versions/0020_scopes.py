"""Children travel to schools and interviews to clusters beside their villages; people hold such scopes"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

LOSES = (('person_scope', None, None), ('in_scope', None, '1 = 0'))  # in_scope is worked out again by an upgrade
CHILDREN = sa.text(
    "INSERT INTO in_scope (county, scope, key, child) "
    "SELECT DISTINCT one.county, 'school:' || enrolment.school, one.key, one.key FROM enrolment "
    "JOIN child AS named ON named.county = enrolment.county AND named.key = enrolment.child "
    "JOIN child AS one ON one.county = named.county AND (one.key = named.key OR one.joined = named.joined) "
    "WHERE enrolment.known AND NOT enrolment.voided AND enrolment.left_on IS NULL AND enrolment.school <> '' "
    "AND enrolment.school = trim(enrolment.school)"
)


def upgrade():
    op.create_table(
        'in_scope',
        sa.Column('county', sa.String(), nullable=False),
        sa.Column('scope', sa.String(), nullable=False),
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('child', sa.String(), nullable=True),
        sa.Column('fact', sa.String(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                ['county', of],
                [f'{of}.county', f'{of}.key'],
                name=op.f(f'fk_in_scope_county_{of}'),
                ondelete='CASCADE',
            )
            for of in ('child', 'fact')
        ),
        sa.PrimaryKeyConstraint('county', 'scope', 'key', name=op.f('pk_in_scope')),
    )
    for column in ('key', 'child', 'fact'):
        op.create_index(op.f(f'ix_in_scope_county_{column}'), 'in_scope', ['county', column])
    op.create_table(
        'person_scope',
        sa.Column('person', sa.String(), nullable=False),
        sa.Column('scope', sa.String(), nullable=False),
        sa.Column('partition', sa.String(), nullable=False),
        sa.Column('since', sa.String(), nullable=False),
        sa.Column('until', sa.String(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_person_scope_person_person')),
        sa.PrimaryKeyConstraint('person', 'scope', name=op.f('pk_person_scope')),
    )
    connection = op.get_bind()
    connection.execute(CHILDREN)
    words = "SELECT county, key, more FROM fact WHERE kind = 'interview' AND known AND NOT voided"
    for county, key, more in connection.execute(sa.text(words)).all():
        cluster = json.loads(more or '{}').get('cluster')
        if isinstance(cluster, str) and cluster and cluster == cluster.strip() and cluster.isprintable():
            row = {'county': county, 'scope': f'cluster:{cluster}', 'key': key}
            put = "INSERT INTO in_scope (county, scope, key, fact) VALUES (:county, :scope, :key, :key)"
            connection.execute(sa.text(put), row)


def downgrade():
    op.drop_table('person_scope')
    op.drop_table('in_scope')
