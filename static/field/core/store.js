/* The one module that touches IndexedDB. In the clear are ids, areas, versions, states and times; everything else is
   sealed: rows of a scope in blocks, operations one by one. Whatever the outbox writes is written strictly: it is on the
   disk when the promise resolves. Never decides anything about records.

   meta: name → value, of each draft `draft:DEVICE:ID` → sealed · scopes: [device, scope] → {cursor, etag} · blocks: [device, scope, n] → sealed rows, packed
   outbox: [device, seq] → {id, area, state, live?, version?, named?, owner?, signature?, sealed}; `owner` is the device that
   took it in from another phone's file, with that phone's `signature` */

import { openDB } from 'idb';
import { pack, unpack } from './packed.js';
import { seal, unseal } from './seal.js';
import { Refusal } from './sentences.js';
import { storageProblem } from './signals.js';

const NAME = 'fieldapp';
const VERSION = 1;
export const counterOf = (device) => `seq:${device}`; // in meta: the highest number whose operation may be gone
export const STRICT = { durability: 'strict' };
let opening = null;
/** What `meta` said last, for a store that was cleared. */
export const mirror = new Map();

/** In meta: the device whose person is being let go of. */
export const LEAVING = 'leaving';

let lose = () => {};

/** Who is to be told that the browser took the store away. */
export function onLoss(tell) {
  lose = tell;
}

function upgrade(db, from) {
  if (from >= 1) return;
  db.createObjectStore('meta');
  db.createObjectStore('scopes', { keyPath: ['device', 'scope'] });
  db.createObjectStore('blocks', { keyPath: ['device', 'scope', 'n'] });
  const outbox = db.createObjectStore('outbox', { keyPath: ['device', 'seq'] });
  outbox.createIndex('id', 'id', { unique: true });
  outbox.createIndex('live', 'live'); // only operations still shown over the server's rows have the field
  outbox.createIndex('state', 'state');
}

function forget() {
  opening = null;
}

function taken() {
  forget();
  setTimeout(lose);
}

/** Another window on an older shape can hold an upgrade up: whoever waits is told; when it lets go, we go on. */
function open(version) {
  return new Promise((resolve, reject) => {
    const opened = openDB(NAME, version, {
      upgrade,
      blocked: () => reject(new Refusal('storage_blocked')),
      blocking: (_now, next, event) => {
        event.target.close(); // another window brings a newer shape: let it
        if (next === null) taken();
      },
      terminated: taken,
    });
    opened.then(resolve, reject);
  });
}

async function connect() {
  if (typeof indexedDB === 'undefined') throw new Refusal('storage_missing');
  try {
    return await open(VERSION);
  } catch (wrong) {
    if (wrong.name === 'VersionError') return open(undefined); // stores are only ever added: an older page can go on
    throw wrong;
  }
}

function database() {
  if (!opening) {
    opening = connect();
    opening.catch(forget);
  }
  return opening;
}

const CLOSED = ['InvalidStateError', 'AbortError'];

function refusalOf(wrong) {
  if (wrong instanceof Refusal) return wrong;
  return new Refusal(wrong.name === 'QuotaExceededError' ? 'storage_full' : 'storage_failed');
}

/** Run `work(db)`; a connection the browser closed meanwhile is opened again, once. */
export async function using(work, again = true) {
  try {
    return await work(await database());
  } catch (wrong) {
    if (again && CLOSED.includes(wrong.name)) {
      forget();
      return using(work, false);
    }
    if (wrong.name === 'ConstraintError') throw wrong;
    const refusal = refusalOf(wrong);
    storageProblem.value = { code: refusal.code, sentence: refusal.sentence };
    throw refusal;
  }
}

/** One writing transaction: all of it is kept, or none and the reason is thrown. */
export async function transact(stores, options, work) {
  await using(async (db) => {
    const tx = db.transaction(stores, 'readwrite', options);
    const done = tx.done;
    done.catch(() => {}); // an abort is reported below; unheard it would count as nobody's
    try {
      await work(tx);
    } catch (wrong) {
      abort(tx);
      await done.catch(() => {});
      throw tx.error || wrong;
    }
    await done;
  });
  storageProblem.value = null;
}

function abort(tx) {
  try {
    tx.abort();
  } catch (already) {
    // the failing request has done it
  }
}

/** The keys of one scope of a phone, or of all. */
export const all = (device, scope) =>
  scope === undefined ? IDBKeyRange.bound([device], [device, []]) : IDBKeyRange.bound([device, scope], [device, scope, []]);

/** Close the connection; the next use opens it again. */
export async function close() {
  if (opening) (await opening).close();
  forget();
}

const noted = (name, value) => {
  if (value !== undefined) mirror.set(name, value);
  return value;
};

export const getMeta = async (name) => noted(name, await using((db) => db.get('meta', name)));

export async function setMeta(name, value) {
  await transact(['meta'], STRICT, (tx) => tx.objectStore('meta').put(value, name));
  noted(name, value);
}

/** Where a person's drafts lie in meta. */
export const draftsOf = (device) => IDBKeyRange.bound(`draft:${device}:`, `draft:${device}:\uffff`);

/** Where the photos lie that a person's phone has not sent yet. */
export const photosOf = (device) => IDBKeyRange.bound(`photo:${device}:`, `photo:${device}:\uffff`);

const LARGE = /^(draft|photo):/; // each is written again by its own module, or by nobody

/** Remember all that `meta` says, for the case that it is cleared. */
export async function mirrorMeta() {
  const [names, values] = await using((db) => Promise.all([db.getAllKeys('meta'), db.getAll('meta')]));
  names.forEach((name, n) => LARGE.test(name) || noted(name, values[n]));
}

/** Every scope of a phone: [{scope, cursor, etag, blocks: [[row, …], …]}]. */
export async function loadScopes(device) {
  const [scopes, blocks] = await using((db) =>
    Promise.all([db.getAll('scopes', all(device)), db.getAll('blocks', all(device))]),
  );
  const opened = await Promise.all(blocks.map(async ({ scope, n, sealed }) => [scope, n, unpack(await unseal(sealed))]));
  return scopes.map(({ scope, cursor, etag }) => {
    const own = [];
    opened.filter(([of]) => of === scope).forEach(([, n, rows]) => (own[n] = rows));
    return { scope, cursor, etag, blocks: Array.from(own, (rows) => rows || []) };
  });
}

/** Blocks of a scope as the store holds them. */
export const sealBlocks = (device, scope, blocks) =>
  Promise.all(blocks.map(async ([n, rows]) => ({ device, scope, n, sealed: await seal(pack(rows)) })));

/** Put a whole package in the place of what was held of its scope. */
export async function saveScope(device, { scope, cursor, etag, blocks }) {
  const sealed = await sealBlocks(device, scope, blocks.map((rows, n) => [n, rows]));
  return transact(['scopes', 'blocks'], undefined, (tx) =>
    Promise.all([
      tx.objectStore('blocks').delete(all(device, scope)),
      ...sealed.map((block) => tx.objectStore('blocks').put(block)),
      tx.objectStore('scopes').put({ device, scope, cursor, etag }),
    ]),
  );
}

/** Write changed blocks and the cursors reached with them: [{scope, cursor, etag, blocks: [[n, rows], …]}]. */
export async function saveChanges(device, changed) {
  const sealed = await Promise.all(changed.map(({ scope, blocks }) => sealBlocks(device, scope, blocks)));
  return transact(['scopes', 'blocks'], undefined, (tx) =>
    Promise.all([
      ...sealed.flat().map((block) => tx.objectStore('blocks').put(block)),
      ...changed.map(({ scope, cursor, etag }) => tx.objectStore('scopes').put({ device, scope, cursor, etag })),
    ]),
  );
}

/** Delete one scope of a phone, or all of them. */
export const dropScope = (device, scope) =>
  transact(['scopes', 'blocks'], undefined, (tx) =>
    Promise.all([
      tx.objectStore('blocks').delete(all(device, scope)),
      tx.objectStore('scopes').delete(scope === undefined ? all(device) : [device, scope]),
    ]),
  );

const openRecord = async ({ sealed, ...clear }) => ({ ...clear, op: await unseal(sealed) });
/** An operation as the store holds it. */
export const sealRecord = async ({ op, ...clear }) => ({ ...clear, sealed: await seal(op) });
const openRecords = (records) => Promise.all(records.map(openRecord));

/** Add one operation strictly. A `seq` or id already used is a ConstraintError. */
export async function addOperation(record) {
  const sealed = await sealRecord(record);
  return transact(['outbox'], STRICT, (tx) => tx.objectStore('outbox').add(sealed));
}

/** The same for the operation that follows all others of its phone: a `seq` ever given before, though its operation may be
 *  gone, is a ConstraintError too. A tap waits for this: everything is asked at once. */
export async function addNext(record) {
  const sealed = await sealRecord(record);
  return transact(['outbox', 'meta'], STRICT, (tx) => Promise.all([neverGiven(tx, record), added(tx, sealed)]));
}

const added = async (tx, sealed) => tx.objectStore('outbox').add(sealed);

async function neverGiven(tx, { device, seq }) {
  const gone = await tx.objectStore('meta').get(counterOf(device));
  if (gone >= seq) throw new DOMException('a number given before', 'ConstraintError');
}

/** The highest `seq` this phone ever gave. */
export async function lastSeq(device) {
  const [counted, cursor] = await using((db) => {
    const tx = db.transaction(['meta', 'outbox']);
    const last = tx.objectStore('outbox').openKeyCursor(all(device), 'prev');
    return Promise.all([tx.objectStore('meta').get(counterOf(device)), last]);
  });
  return Math.max(counted || 0, cursor ? cursor.primaryKey[1] : 0);
}

/** Write operations whose state changed. */
export async function putOperations(records) {
  const sealed = await Promise.all(records.map(sealRecord));
  return transact(['outbox'], STRICT, (tx) => Promise.all(sealed.map((one) => tx.objectStore('outbox').put(one))));
}

/** Delete operations ([[device, seq], …]); that their numbers were given stays known. */
export const deleteOperations = (keys) =>
  transact(['outbox', 'meta'], STRICT, (tx) =>
    Promise.all([...keys.map((key) => tx.objectStore('outbox').delete(key)), ...highest(keys).map(countUp(tx.objectStore('meta')))]),
  );

function highest(keys) {
  const found = new Map();
  for (const [device, seq] of keys) found.set(device, Math.max(seq, found.get(device) || 0));
  return [...found];
}

const countUp = (meta) => async ([device, seq]) => {
  const counted = await meta.get(counterOf(device));
  if (!(counted >= seq)) await meta.put(seq, counterOf(device));
};

const records = (index, value) => using((db) => (index ? db.getAllFromIndex('outbox', index, value) : db.getAll('outbox')));

/** Operations of the phone; with `index` and `value` only those that have it, and only those `wanted`, told by what is in
 *  the clear: what is another's is not opened. */
export const operations = async (index, value, wanted = () => true) => openRecords((await records(index, value)).filter(wanted));

/** What is in the clear of them. */
export const marks = async (index, value) => (await records(index, value)).map(({ sealed: _sealed, ...clear }) => clear);

/** Whose a record is: who took it in, else who recorded it; what nobody of the `others` recorded, is whoever's asks. */
export const isOf = ({ owner, device }, of, others) => (owner ? owner === of : device === of || !others.includes(device));

/** Forget what a person has sent: everything of this device that is not unsent. Resolves to how much is. */
export async function letGo(of, others) {
  let left = 0;
  await transact(['outbox', 'meta'], STRICT, async (tx) => {
    const outbox = tx.objectStore('outbox');
    const own = (await outbox.getAll()).filter((record) => isOf(record, of, others));
    const gone = own.filter(({ state }) => state !== 'unsent').map(({ device, seq }) => [device, seq]);
    left = own.length - gone.length;
    await Promise.all([...gone.map((key) => outbox.delete(key)), ...highest(gone).map(countUp(tx.objectStore('meta')))]);
  });
  return left;
}

export const EVERYTHING = ['meta', 'scopes', 'blocks', 'outbox'];

/** The `seq` after the last of a phone that was wiped: there is none. */
export const OVER = Infinity;

/** Forget everything on this phone, in one transaction, but what others than `of` left unsent with what brings it back;
 *  nothing at all while an operation of `of` is unsent. Whatever is still being saved for the people who are gone then, in
 *  whatever window, finds no number any more. `people` are the accounts. True when it is done. */
export async function wipe(of, people) {
  const others = people.map(({ device }) => device).filter((device) => device !== of);
  let done = false;
  await transact(EVERYTHING, STRICT, async (tx) => {
    const waiting = await tx.objectStore('outbox').index('state').getAll('unsent');
    if (waiting.some((record) => isOf(record, of, others))) return;
    const staying = people.filter(({ device }) => waiting.some((record) => (record.owner || record.device) === device));
    const kept = await metaOf(tx.objectStore('meta'), staying);
    await Promise.all(EVERYTHING.map((name) => tx.objectStore(name).clear()));
    await Promise.all(waiting.map((record) => tx.objectStore('outbox').put(record)));
    const over = people.filter((one) => !staying.includes(one)).map(({ device }) => [counterOf(device), OVER]);
    await Promise.all([...kept, ...over].map(([name, value]) => tx.objectStore('meta').put(value, name)));
    done = true;
  });
  return done;
}

/** What is remembered of these people: accounts, counters and keys. */
async function metaOf(meta, people) {
  if (!people.length) return [];
  const own = await Promise.all(people.flatMap(({ device }) => [draftsOf, photosOf].map((where) => meta.getAllKeys(where(device)))));
  const names = [...people.flatMap(({ device }) => [counterOf(device), `key:${device}`]), ...own.flat()];
  const found = await Promise.all(names.map(async (name) => [name, await meta.get(name)]));
  const accounts = Object.fromEntries(people.map(({ tag, ...account }) => [tag, account]));
  return [['accounts', accounts], ...found.filter(([, value]) => value !== undefined)];
}
