/* What is known on this phone, ready to be shown: the server's rows with the phone's own operations laid over them
   until the rows say the same. Kept in memory; knows no IndexedDB, no network and no screen, and kinds only as the
   contract has them: what a capability makes of its rows it derives itself, and says when that is to be made anew
   (`whenChanged`). Reading a signal is left to the screens: `tick` grows whenever anything here changed. */

import { families, heads } from './family.js';
import { asksBack } from './fold.js';
import { merges, PARENTS } from './kinds.js';
import { say } from './packed.js';
import { Table } from './table.js';
import { touch } from './signals.js';

const tables = new Map();
const scopes = new Set();
const authors = new Map(); // who made what is not merged, by this phone's own operations: the server's rows do not say it
let authorsRead = false;
const forgetting = new Map(); // kind → what forgets that which was made of its rows
const alsoDoses = new Map(); // kind → what a row of it says of a dose
const joined = { kin: null, children: new Map() };

function table(kind) {
  if (!tables.has(kind)) tables.set(kind, new Table(PARENTS[kind]));
  return tables.get(kind);
}

const rows = (kind) => table(kind).all();

function stale(kind) {
  const all = forgetting.get(kind); // asked for every row there is: nothing is made for it
  if (all) for (const forget of all) forget();
}

/** Have `forget` called whenever a row of one of these kinds changes. */
export function whenChanged(kinds, forget) {
  kinds.forEach((kind) => forgetting.set(kind, [...(forgetting.get(kind) || []), forget]));
}

whenChanged(['child', 'same_child'], () => {
  joined.kin = null;
  if (joined.children.size) joined.children.clear();
});

/** Rows of this kind, each about one child, may be doses too: `read(row)` gives {product, given_on, source, key}, or null. */
export const readDosesFrom = (kind, read) => void alsoDoses.set(kind, read);

/* ---- written by core only ---- */

/** Begin again with nothing. */
export function clearView() {
  tables.forEach((one) => one.clear());
  scopes.clear();
  authors.clear();
  new Set([].concat(...forgetting.values())).forEach((forget) => forget());
  touch();
}

/** Take a server row of a scope, or take it away. */
export function putRow(scope, row) {
  if (row.removed) table(row.kind).remove(scope, row.key);
  else table(row.kind).put(scope, row);
  stale(row.kind);
}

/** Say which scopes are held. */
export function holdScopes(names) {
  scopes.clear();
  names.forEach((name) => scopes.add(name));
}

/** Remember who made a record, also once the server's row stands in the place of the operation. */
export function knowAuthor({ kind, key, by, void: takesBack }) {
  if (!merges(kind) && !takesBack) authors.set(key, by);
}

/** Say that the authors of all this phone ever recorded are known, or not yet. */
export function haveAuthors(known) {
  authorsRead = known;
}

/** Lay an operation of this phone over the rows. */
export function lay(op, state) {
  knowAuthor(op);
  table(op.kind).lay({ op, state });
  stale(op.kind);
}

/** Take an operation off again. */
export function lift(op) {
  table(op.kind).lift(op);
  stale(op.kind);
}

/** The version and the last `at` of the row an operation is about: {version, at}; of what is not merged and is about a child,
 *  of all its like of that child. */
export function seen(kind, key, data) {
  const own = table(kind).rows.get(key);
  const shown = table(kind).get(key);
  const siblings = !merges(kind) && PARENTS[kind] === 'child' && data.child ? ofChild(kind, data.child) : [];
  const moments = [own, shown, ...siblings].filter((one) => one && one.at).map((one) => one.at);
  return { version: own ? own.version : 0, at: moments.sort().pop() || null };
}

/* ---- joined children ---- */

function kin() {
  if (joined.kin) return joined.kin;
  const links = [];
  const parted = partedHere();
  for (const [key, row] of table('child').rows) {
    const other = say(row, 'joined');
    if (other && !parted.has(key)) links.push([key, other]);
  }
  for (const link of rows('same_child')) links.push([link.child, link.other]);
  const found = heads(links);
  joined.kin = { heads: found, members: families(found) };
  return joined.kin;
}

/** Children named by links taken back here: what the server's rows say of them is out of date. */
function partedHere() {
  const { rows: held, entries } = table('same_child');
  const gone = [...entries.keys()].filter((key) => held.has(key) && !table('same_child').get(key));
  return new Set(gone.flatMap((key) => [held.get(key).data.child, held.get(key).data.other]));
}

const headOf = (key) => kin().heads.get(key) || key;
const family = (key) => kin().members.get(headOf(key)) || [key];

function joinedChild(keys) {
  const found = keys.map((key) => table('child').get(key)).filter((one) => one && !one.joined);
  if (found.length < 2) return found[0] || null;
  const inOrder = [...found].sort((one, other) => (one.at < other.at ? -1 : 1));
  const listed_on = inOrder.map((one) => one.listed_on).filter(Boolean).sort()[0]; // on a list since the earliest of them
  return Object.assign({}, ...inOrder, { listed_on, key: keys.slice().sort()[0], unsent: found.some((one) => one.unsent) });
}

/* ---- what screens read ---- */

function child(key) {
  const keys = family(key);
  return keys.length === 1 ? table('child').get(key) : joinedChild(keys);
}

function children(area) {
  if (!joined.children.has(area)) {
    const found = table('child').briefsIn(area);
    const whole = () => found.filter((one) => headOf(one.key) === one.key).map((one) => child(one.key)).filter(Boolean);
    joined.children.set(area, kin().heads.size ? whole() : found);
  }
  return joined.children.get(area);
}

/** The links that make this child one with others: each with the `names` of its two records, as far as they are known. */
function joins(key) {
  const own = new Set(family(key));
  const nameOf = (one) => (table('child').get(one) || {}).name;
  return rows('same_child')
    .filter((link) => own.has(link.child))
    .map((link) => ({ ...link, names: [link.child, link.other].map(nameOf).filter(Boolean) }));
}

const members = (household) =>
  [...new Set(table('child').under(household).map((one) => headOf(one.key)))]
    .map(child)
    .filter((one) => one && one.household === household);

const byMoment = (one, other) => (one.at === other.at ? (one.key < other.key ? -1 : 1) : one.at < other.at ? -1 : 1);

/** Records of a kind about a child, whichever of its joined records they name, by their moment. */
function ofChild(kind, key) {
  const keys = family(key);
  const found = keys.length === 1 ? table(kind).under(key) : [].concat(...keys.map((one) => table(kind).under(one)));
  return found.length > 1 ? found.sort(byMoment) : found;
}

const mark = ({ source, product, given_on }) => `${source}|${product}|${given_on}`;

const NONE = new Set();

/** Doses the server still counts from records taken back here a moment ago. */
function takenBack(keys) {
  const gone = [];
  for (const [kind, read] of alsoDoses) {
    const { rows: held } = table(kind);
    for (const key of keys) {
      for (const name of table(kind).keysUnder(key)) {
        const dose = held.has(name) && !table(kind).get(name) && read(held.get(name).data);
        if (dose) gone.push(mark(dose));
      }
    }
  }
  return gone;
}

function listedDoses(keys) {
  const listed = [];
  for (const key of keys) {
    for (const [product, given_on, source, name] of (table('child').get(key) || {}).doses || NONE) listed.push({ product, given_on, source, key: name });
  }
  const gone = listed.length ? takenBack(keys) : [];
  return gone.length ? listed.filter((dose) => !gone.includes(mark(dose))) : listed;
}

function given(key) {
  const found = [];
  for (const [kind, read] of alsoDoses) {
    for (const row of ofChild(kind, key)) {
      const dose = read(row);
      if (dose) found.push(dose);
    }
  }
  return found;
}

/** Doses of a child, dose records and what is a dose besides, the same product and day once, by day. */
function doses(key) {
  const keys = family(key);
  const said = [].concat(...keys.map((one) => table('dose').under(one)));
  const found = new Map();
  for (const { product, given_on, source, key: name } of [...listedDoses(keys), ...said, ...given(key)]) {
    const same = given_on ? `${product}|${given_on}` : name || `${product}|`;
    if (!found.has(same)) found.set(same, { product, given_on: given_on || null, source, key: name });
  }
  return [...found.values()].sort((one, other) => ((one.given_on || '') < (other.given_on || '') ? -1 : 1));
}

const villages = () => [...scopes].filter((scope) => /^\d{12}$/.test(scope)).sort();
const named = (code) => ({ code, name: (table('area').get(code) || { name: code }).name });
const township = (area) => area.slice(0, 9);
const near = (kind, area) => rows(kind).filter((record) => township(record.area || '') === township(area));

/** Everything screens read. Objects are plain and must not be changed; those of `children`, `households`, `houseOf`, `brief` and
 *  `briefs` are to be read field by field (`brief.js`), the whole is `child`, `household` or `record`. `author` is undefined where nobody said it; before
 *  `knowsAuthors` it may become known in a moment. */
export const view = {
  carried: (prefix) => [...scopes].filter((scope) => scope.startsWith(prefix)).map((scope) => scope.slice(prefix.length)),
  areas: () => villages().map(named),
  area: named,
  children,
  child,
  households: (area) => table('household').briefsIn(area),
  houseOf: (key) => table('household').brief(key),
  brief: (kind, key) => table(kind).brief(key),
  briefs: (kind, area) => table(kind).briefsIn(area),
  household: (key) => table('household').get(key),
  members,
  joins,
  family,
  ofChild,
  doses,
  author: (record) => record.by || authors.get(record.key),
  knowsAuthors: () => authorsRead,
  asksBack: (kind, { key }) => (table(kind).entries.get(key) || []).some(asksBack),
  person: (id) => table('person').get(id),
  persons: () => rows('person').map((one) => ({ id: one.key, ...one })),
  record: (kind, key) => table(kind).get(key),
  records: (kind) => rows(kind),
  inArea: (kind, area) => table(kind).inArea(area),
  near,
  under: (kind, key) => table(kind).under(key),
};
