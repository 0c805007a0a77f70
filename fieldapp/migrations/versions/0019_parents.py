"""A check, a second look, a notice and what became of it name what they are about in columns of their own"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

LOSES = ()
PARENTS = {
    'certificate_check': {'enrolment': 'enrolment'},
    'recheck': {'check': 'certificate_check'},
    'notice': {'child': 'child', 'check': 'certificate_check', 'household': 'household'},
    'notice_event': {'notice': 'notice'},
}
SAID = {
    'certificate_check': ('enrolment', 'checked_on', 'certificate', 'clinic_assessment', 'assessed_on', 'assessed_by'),
    'recheck': ('check', 'on', 'result'),
    'notice': ('child', 'check', 'household', 'round', 'issued_on', 'how'),
    'notice_event': ('notice', 'event', 'on'),
}
KEPT = ('county', 'key', 'area', 'home', 'version', 'known', 'voided', 'at', 'by', 'voids')
IN_FACT = ('child', 'round', 'on')


def _make(name):
    text = [sa.Column(column, sa.String(), nullable=True) for column in SAID[name]]
    op.create_table(
        name,
        *text,
        sa.Column('county', sa.String(), nullable=False),
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('area', sa.String(), nullable=False),
        sa.Column('home', sa.String(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('known', sa.Boolean(), nullable=False),
        sa.Column('voided', sa.Boolean(), nullable=False),
        sa.Column('at', sa.String(), nullable=True),
        sa.Column('by', sa.String(), nullable=True),
        sa.Column('voids', sa.Text(), nullable=True),
        sa.Column('more', sa.Text(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                ['county', column], [f'{of}.county', f'{of}.key'], name=op.f(f'fk_{name}_county_{column}')
            )
            for column, of in PARENTS[name].items()
        ),
        sa.PrimaryKeyConstraint('county', 'key', name=op.f(f'pk_{name}')),
    )
    for column in PARENTS[name]:
        op.create_index(op.f(f'ix_{name}_county_{column}'), name, ['county', column])
    op.create_index(op.f(f'ix_{name}_county_home_version'), name, ['county', 'home', 'version'])


class Moving:
    """The rows as they lie before and after, in memory: of these kinds there are as yet few."""

    def __init__(self, connection):
        self.connection, self.new, self.changed, self.departed = connection, {}, {}, []
        names = ('fact', 'visit', 'child', 'household', 'enrolment', 'operation', 'county', 'departure', *PARENTS)
        held = sa.MetaData()
        self.tables = {name: sa.Table(name, held, autoload_with=connection) for name in names}
        self.versions = dict(self.rows_of('county', 'code', 'version'))
        self.gone = []

    def rows_of(self, name, *columns):
        return self.connection.execute(sa.select(*(self.tables[name].c[one] for one in columns))).all()

    def read(self, name, *where):
        rows = self.connection.execute(sa.select(self.tables[name]).where(*where))
        return [dict(row._mapping) for row in rows]

    def get(self, name, county, key):
        """A row as it will lie, or None."""
        if (name, county, key) in self.new:
            return self.new[name, county, key]
        if name in PARENTS:
            return None
        if (name, county, key) not in self.changed:
            table = self.tables[name]
            found = self.read(name, table.c.county == county, table.c.key == key)
            if not found:
                return None
            self.changed[name, county, key] = [found[0], dict(found[0])]
        return self.changed[name, county, key][1]

    def next(self, county):
        self.versions[county] = self.versions.get(county, 0) + 1
        return self.versions[county]

    def place(self, name, county, key, area):
        """A row that is only named as yet."""
        row = {column.name: None for column in self.tables[name].columns}
        row |= {'county': county, 'key': key, 'area': area, 'home': area, 'known': False, 'voided': False}
        if 'stamps' in row:
            row['stamps'] = '{"o":[],"f":{}}'
        self.new[name, county, key] = row | {'version': self.next(county)}
        return self.new[name, county, key]

    def write(self):
        fact = self.tables['fact']
        for county, key in self.gone:
            self.connection.execute(sa.delete(fact).where(fact.c.county == county, fact.c.key == key))
        for name in ('household', 'enrolment', *PARENTS, 'fact'):
            rows = [row for (of, _county, _key), row in self.new.items() if of == name]
            if rows:
                self.connection.execute(sa.insert(self.tables[name]), rows)
        for (name, county, key), (before, row) in self.changed.items():
            if row != before:
                table = self.tables[name]
                here = (table.c.county == county, table.c.key == key)
                self.connection.execute(sa.update(table).where(*here).values(row))
        table = self.tables['departure']
        for county, scope, kind, key, version in self.departed:
            here = (table.c.county == county, table.c.scope == scope, table.c.kind == kind, table.c.key == key)
            self.connection.execute(sa.delete(table).where(*here))
            said = {'county': county, 'scope': scope, 'kind': kind, 'key': key, 'version': version}
            self.connection.execute(sa.insert(table).values(said))
        table = self.tables['county']
        for county, version in self.versions.items():
            self.connection.execute(sa.update(table).where(table.c.code == county).values(version=version))


def _dump(said):
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(',', ':')) if said else None


def _stands(row, claim):
    """As `records.claims.claim_stands` had it."""
    _at, _id, by, strong, *reach = claim
    if reach and row['known']:
        own = any(code and row['area'].startswith(code) for code in reach[0])
        return (strong or row['by'] == by) and own
    return bool(strong or reach or row['by'] in (None, by))


def _claim(row, claims):
    row['voids'] = json.dumps(sorted(claims), separators=(',', ':')) if claims else None
    row['voided'] = any(_stands(row, claim) for claim in claims)


def _said_by(moving, county, ids):
    """Kind and area of the operations with these ids."""
    log = moving.tables['operation']
    found = {}
    for one in ids:
        here = (log.c.county == county, log.c.id == one, log.c.verdict.in_(('applied', 'conflict', 'held')))
        row = moving.connection.execute(sa.select(log.c.kind, log.c.area).where(*here)).first()
        if row is not None:
            found[one] = row
    return found


def _move(moving, row):
    """Lay one fact in the table of its kind, and each word that takes it back in the table of the kind it names."""
    county, key, kind = row['county'], row['key'], row['kind']
    own = kind if kind in PARENTS else 'fact'
    claims = json.loads(row['voids']) if row['voids'] else []
    told = _said_by(moving, county, [claim[1] for claim in claims if claim[1]])
    by_table = {}
    for claim in claims:
        said = told[claim[1]].kind if claim[1] in told else kind
        by_table.setdefault(said if said in PARENTS else 'fact' if claim[1] in told else own, []).append(claim)
    if own == 'fact' and not by_table.keys() - {'fact'}:
        return
    moving.gone.append((county, key))
    if row['known']:
        more = json.loads(row['more']) if row['more'] else {}
        new = dict(row)
        if own != 'fact':
            columns = {name: row[name] if name in IN_FACT else more.pop(name, None) for name in SAID[own]}
            new = {name: row[name] for name in KEPT} | columns | {'more': _dump(more)}
        _claim(new, by_table.pop(own, []))
        moving.new[own, county, key] = new
    for name, some in by_table.items():
        last = max(some)
        area = last[4][0] if len(last) > 4 else told[last[1]].area
        _claim(moving.place(name, county, key, area), some)


def _name(moving, name, row, of, key, named_at):
    """What a row names waits for its own words, as the fold has it."""
    parent = moving.get(of, row['county'], key)
    if parent is None:
        parent = moving.place(of, row['county'], key, row['area'])
    if parent['known']:
        return
    if 'stamps' not in parent:
        mark = f'-{named_at[0]} {named_at[1]}'
        if mark > (parent['at'] or ''):
            _lies(moving, parent, row['area'], at=mark)
        return
    stamps = json.loads(parent['stamps'])
    stamp = stamps['o'][stamps['f']['area']] if 'area' in stamps['f'] else ['', '']
    if [f'-{named_at[0]}', named_at[1]] > stamp[:2]:
        said = {'o': [[f'-{named_at[0]}', named_at[1], '', 0]], 'f': {'area': 0}}
        _lies(moving, parent, row['area'], stamps=json.dumps(said, separators=(',', ':')))


def _lies(moving, row, area, **said):
    row |= said | {'area': area, 'home': area, 'version': moving.next(row['county'])}


def _settle(moving, name, row):
    """The package it travels in: that of the first it names."""
    first = next(((of, row[column]) for column, of in PARENTS[name].items() if row[column]), None)
    home = moving.get(first[0], row['county'], first[1])['home'] if first else row['area']
    if home != row['home']:
        before, row['home'], row['version'] = row['home'], home, moving.next(row['county'])
        if row['known']:
            moving.departed.append((row['county'], before, name, row['key'], row['version']))


def upgrade():
    op.create_index('ix_enrolment_class', 'enrolment', ['county', 'school', 'term', 'grade', 'class_name'])
    for name in PARENTS:
        _make(name)
    moving = Moving(op.get_bind())
    fact = moving.tables['fact'].c
    for row in moving.read('fact', sa.or_(fact.kind.in_(PARENTS), fact.voids.is_not(None))):
        _move(moving, row)
    for review in moving.read('fact', fact.kind == 'visit_review'):
        visit = json.loads(review['more'] or '{}').get('visit')
        if visit:
            _name(moving, 'fact', review, 'visit', visit, (review['at'], review['key']))
    for name, named in PARENTS.items():
        for row in [row for (of, _c, _k), row in moving.new.items() if of == name and row['known']]:
            for column, of in named.items():
                if row[column]:
                    _name(moving, name, row, of, row[column], (row['at'], row['key']))
    for name in PARENTS:
        for row in [row for (of, _c, _k), row in moving.new.items() if of == name]:
            _settle(moving, name, row)
    moving.write()


def downgrade():
    """Back into one table. What is only named, and an empty word said on purpose, are not kept apart from nothing there:
    `fieldapp recount` makes them anew from the log."""
    moving = Moving(op.get_bind())
    there = {(row.county, row.key) for row in moving.rows_of('fact', 'county', 'key')}
    for name in PARENTS:
        for row in moving.read(name, sa.or_(moving.tables[name].c.known, moving.tables[name].c.voids.is_not(None))):
            more = json.loads(row['more']) if row['more'] else {}
            more |= {one: row[one] for one in SAID[name] if one not in IN_FACT and row[one] is not None}
            kept = {one: row[one] for one in KEPT} | {'kind': name if row['known'] else None, 'more': _dump(more)}
            kept |= {one: row.get(one) for one in IN_FACT} | ({} if row['known'] else {'at': None})
            if (row['county'], row['key']) not in there:
                there.add((row['county'], row['key']))
                op.get_bind().execute(sa.insert(moving.tables['fact']), [kept])
    for name in reversed(PARENTS):
        op.drop_table(name)
    op.drop_index('ix_enrolment_class', table_name='enrolment')
