/* What is known on this phone, ready to be shown: the server's rows with the phone's own operations laid over them
   until the rows say the same. Kept in memory; knows no IndexedDB, no network and no screen. Reading a signal is left to
   the screens: `tick` grows whenever anything here changed. */

import { whyNot } from '../rounds/counting.js';
import { families, heads } from './family.js';
import { asksBack } from './fold.js';
import { PARENTS } from './kinds.js';
import { Table } from './table.js';
import { touch } from './signals.js';

const tables = new Map();
const scopes = new Set();
const authors = new Map(); // who made a visit or a link, by this phone's own operations: the server's rows do not say it
let authorsRead = false; // a moment after the start: until then a dose is taken for its giver's own
const caches = { rounds: new Map(), kin: null, children: new Map(), wholes: new Map() };

function table(kind) {
  if (!tables.has(kind)) tables.set(kind, new Table(PARENTS[kind]));
  return tables.get(kind);
}

const rows = (kind) => table(kind).all();

function stale(kind) {
  if (kind === 'round' || kind === 'campaign') [caches.rounds, caches.wholes].forEach((one) => one.clear());
  if (kind === 'child' || kind === 'same_child') caches.children.clear();
  if (kind === 'child' || kind === 'same_child') caches.kin = null;
}

/* ---- written by core only ---- */

/** Begin again with nothing. */
export function clearView() {
  tables.forEach((one) => one.clear());
  scopes.clear();
  authors.clear();
  Object.assign(caches, { rounds: new Map(), kin: null, children: new Map(), wholes: new Map() });
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

/** Remember who made a visit, also once the server's row stands in the place of the operation. */
export function knowAuthor({ kind, key, by, void: takesBack }) {
  if (['visit', 'same_child'].includes(kind) && !takesBack) authors.set(key, by);
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

/** The version and the last `at` of the row an operation is about: {version, at}; of a visit, of the child's visits. */
export function seen(kind, key, data) {
  const own = table(kind).rows.get(key);
  const shown = table(kind).get(key);
  const siblings = kind === 'visit' && data.child ? visits(data.child) : [];
  const moments = [own, shown, ...siblings].filter((one) => one && one.at).map((one) => one.at);
  return { version: own ? own.version : 0, at: moments.sort().pop() || null };
}

/* ---- joined children ---- */

function kin() {
  if (caches.kin) return caches.kin;
  const links = [];
  const parted = partedHere();
  for (const [key, { data }] of table('child').rows) if (data.joined && !parted.has(key)) links.push([key, data.joined]);
  for (const link of rows('same_child')) links.push([link.child, link.other]);
  const found = heads(links);
  caches.kin = { heads: found, members: families(found) };
  return caches.kin;
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
  const listed_on = inOrder.map((one) => one.listed_on).filter(Boolean).sort()[0]; // who was listed once before the round is registered
  return Object.assign({}, ...inOrder, { listed_on, key: keys.slice().sort()[0], unsent: found.some((one) => one.unsent) });
}

/* ---- what screens read ---- */

function child(key) {
  const keys = family(key);
  return keys.length === 1 ? table('child').get(key) : joinedChild(keys);
}

function children(area) {
  if (!caches.children.has(area)) {
    const found = table('child').inArea(area).filter((one) => headOf(one.key) === one.key);
    caches.children.set(area, kin().heads.size ? found.map((one) => child(one.key)).filter(Boolean) : found);
  }
  return caches.children.get(area);
}

/** Children of other villages, as far as they are on this phone, who were visited in this one. */
function guests(area) {
  const own = (key) => (table('child').get(key) || { area }).area === area;
  const heads = new Set(table('visit').inArea(area).filter((visit) => !own(visit.child)).map((visit) => headOf(visit.child)));
  return [...heads].map(child).filter((one) => one && one.area !== area);
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

function visits(key) {
  const keys = family(key);
  const found = keys.length === 1 ? table('visit').under(key) : [].concat(...keys.map((one) => table('visit').under(one)));
  return found.length > 1 ? found.sort(byMoment) : found;
}

function latest(found, outcome) {
  for (let n = found.length - 1; n >= 0; n -= 1) if (found[n].outcome === outcome) return found[n];
  return null;
}

const NOT_NOW = ['moved_away', 'not_eligible'];

/** A round with its campaign, or null where one of them is not on this phone. */
function whole(key) {
  if (!caches.wholes.has(key)) {
    const round = table('round').get(key);
    const campaign = round && table('campaign').get(round.campaign);
    caches.wholes.set(key, campaign ? { ...round, campaign } : null);
  }
  return caches.wholes.get(key);
}

/** The result of a child in a round: the latest dose, else the latest dose elsewhere, else what the latest visit says; visits
 *  that do not count in it left out. `out` is the latest of those, {visit, why}, where the child is still to be dosed. */
function result(key, round) {
  const every = visits(key).filter((visit) => visit.round === round);
  if (!every.length) return { state: 'todo' };
  const its = whole(round);
  const found = its ? every.filter((visit) => !whyNot(visit, its)) : every;
  const left = found.length < every.length && every.filter((visit) => !found.includes(visit)).pop();
  const out = left ? { out: { visit: left, why: whyNot(left, its) } } : {};
  if (!found.length) return { state: 'todo', ...out };
  const [dosed, elsewhere] = [latest(found, 'vaccinated'), latest(found, 'vaccinated_elsewhere')];
  if (dosed) return { state: 'vaccinated', visit: dosed };
  if (elsewhere) return { state: 'elsewhere', visit: elsewhere };
  const visit = found[found.length - 1];
  return { state: NOT_NOW.includes(visit.outcome) ? 'removed' : 'later', visit, ...out };
}

function productOf(visit) {
  if (visit.product) return visit.product;
  const round = table('round').get(visit.round);
  const campaign = round && table('campaign').get(round.campaign);
  return campaign ? campaign.product : null;
}

const doseOf = (visit) => ({ product: productOf(visit), given_on: visit.on, source: 'campaign', key: visit.key });

/** Doses the server still counts from visits taken back here a moment ago. */
function takenBack(keys) {
  const { byParent, rows: held } = table('visit');
  const named = [].concat(...keys.map((key) => [...(byParent.get(key) || [])]));
  const gone = named.filter((key) => held.has(key) && !table('visit').get(key)).map((key) => held.get(key).data);
  return new Set(gone.map((visit) => `${productOf(visit)}|${visit.on}`));
}

function listedDoses(keys) {
  const listed = [].concat(...keys.map((key) => (table('child').get(key) || {}).doses || []));
  const gone = listed.some(([, , source]) => source === 'campaign') ? takenBack(keys) : new Set();
  return listed
    .map(([product, given_on, source, key]) => ({ product, given_on, source, key }))
    .filter((dose) => !(dose.source === 'campaign' && gone.has(`${dose.product}|${dose.given_on}`)));
}

/** Doses of a child, dose records and vaccinated visits alike, the same product and day once, by day. */
function doses(key) {
  const keys = family(key);
  const given = visits(key).filter((visit) => visit.outcome === 'vaccinated').map(doseOf);
  const said = [].concat(...keys.map((one) => table('dose').under(one)));
  const found = new Map();
  for (const { product, given_on, source, key: name } of [...listedDoses(keys), ...said, ...given]) {
    const mark = given_on ? `${product}|${given_on}` : name || `${product}|`;
    if (!found.has(mark)) found.set(mark, { product, given_on: given_on || null, source, key: name });
  }
  return [...found.values()].sort((one, other) => ((one.given_on || '') < (other.given_on || '') ? -1 : 1));
}

/** The records that give a dose its batch afterwards: {key, batch}, written here or, as the child's row says, elsewhere. */
function fillings({ child: key, on, ...visit }) {
  const [keys, product] = [family(key), productOf(visit)];
  const own = [].concat(...keys.map((one) => table('dose').under(one)));
  const here = own.filter((dose) => dose.batch && dose.product === product && dose.given_on === on);
  if (here.length) return here;
  const told = keys.map((one) => ((table('child').get(one) || {}).batches || {})[`${product}|${on}`]).filter(Boolean);
  return told.map(([batch, name]) => ({ batch, key: name }));
}

/** The key of the batch a visit's dose is from, given then or afterwards; null while nobody said it. */
function batchOf(visit) {
  const later = fillings(visit).pop();
  return later ? later.batch : visit.batch || null;
}

/** Doses given in a village in a round that stand without a batch. */
const unbatched = (area, round) =>
  table('visit').inArea(area).filter((one) => one.round === round && one.outcome === 'vaccinated' && !batchOf(one));

function rounds(area) {
  if (!caches.rounds.has(area)) caches.rounds.set(area, findRounds(area));
  return caches.rounds.get(area);
}

function findRounds(area) {
  const open = rows('campaign').filter((one) => one.state === undefined || one.state === 'open');
  const here = new Map(open.filter((one) => (one.areas || []).some((code) => area.startsWith(code))).map((one) => [one.key, one]));
  return rows('round')
    .filter((one) => one.state === 'open' && here.has(one.campaign))
    .map((one) => ({ ...one, campaign: here.get(one.campaign) }));
}

const villages = () => [...scopes].filter((scope) => /^\d{12}$/.test(scope)).sort();
const named = (code) => ({ code, name: (table('area').get(code) || { name: code }).name });
const township = (area) => area.slice(0, 9);
const near = (area) => (record) => township(record.area || '') === township(area);
const ownFirst = (area) => (one, other) => (other.area === area) - (one.area === area);

/** Everything screens read. Objects are plain and must not be changed. */
export const view = {
  areas: () => villages().map(named),
  area: named,
  rounds,
  children,
  guests,
  child,
  households: (area) => table('household').inArea(area),
  household: (key) => table('household').get(key),
  members,
  joins,
  visits,
  author: (visit) => visit.by || authors.get(visit.key) || (authorsRead ? undefined : visit.given_by),
  batchOf,
  fillings,
  unbatched,
  productOf,
  asksBack: (visit) => (table('visit').entries.get(visit.key) || []).some(asksBack),
  doses,
  result,
  posts: (area) => rows('post').filter(near(area)).sort(ownFirst(area)),
  batches: (area) => rows('batch').filter(near(area)).sort(byMoment),
  person: (id) => table('person').get(id),
  persons: () => rows('person').map((one) => ({ id: one.key, ...one })),
  assignments: () => rows('assignment'),
  record: (kind, key) => table(kind).get(key),
  records: (kind) => rows(kind),
};
