/* What the person signed in recorded, or took in from another phone: kept strictly before anything says "saved", sent until the server has named each by id and
   hash, and kept 60 days longer counted in server time. In memory are only those the view still lays over the rows. */

import { hashOf } from './canonical.js';
import { serverTime } from './clock.js';
import { newLine } from './line.js';
import { everybody } from './people.js';
import { Refusal } from './sentences.js';
import { cursors, scopeOf } from './held-scopes.js';
import { held, kept, left, refused, session, touch, unsent } from './signals.js';
import { signatureOf } from './signing.js';
import * as store from './store.js';
import { haveAuthors, knowAuthor, lay, lift } from './view.js';

const KEEP = 60 * 86400000;
const KEPT_FOR_GOOD = ['unsent', 'held'];
const OPEN = { live: 1 };
const inLine = newLine();
let live = new Map();

const bySeq = (one, other) => (one.device === other.device ? one.seq - other.seq : one.device < other.device ? -1 : 1);

let others = []; // the names this phone has for other people
const me = () => session.value && session.value.device;
const mine = (record) => Boolean(me()) && store.isOf(record, me(), others);

async function countOf(state) {
  return (await store.marks('state', state)).filter(mine).length;
}

async function count() {
  unsent.value = [...live.values()].filter((record) => record.state === 'unsent').length;
  [refused.value, held.value] = await Promise.all([countOf('refused'), countOf('held')]);
}

/** What other people left unsent on this phone is counted, by whom, and not opened. */
async function lookForOthers() {
  const people = (await everybody()).filter(({ device }) => device !== me());
  others = people.map(({ device }) => device);
  const waiting = (await store.marks('state', 'unsent')).filter((record) => !mine(record));
  const of = ({ device, user }) => ({ name: (user && user.name) || '', n: waiting.filter((one) => (one.owner || one.device) === device).length });
  left.value = people.map(of).filter(({ n }) => n > 0);
}

/** Read what is not settled and lay it over the rows. */
export async function loadOutbox() {
  live.forEach(({ op }) => lift(op));
  await lookForOthers();
  const records = (await store.operations('live', 1, mine)).sort(bySeq);
  live = new Map(records.map((record) => [record.id, record]));
  live.forEach(({ op, state }) => lay(op, state));
  haveAuthors(false);
  await count();
  rememberAuthors();
  if (me()) numbered.set(me(), await store.lastSeq(me())); // known also when the store is cleared before the first record
}

/** What was sent can still be taken back by who made it; nothing waits for this to be read. */
async function rememberAuthors() {
  const all = await everyRecord().catch(() => []);
  all.forEach(({ op }) => knowAuthor(op));
  haveAuthors(true);
  touch();
}

/** Records that this window shows, as they are kept. */
export const inMemory = () => [...live.values()];

/** The highest number each phone has given, as far as this window knows: [[device, seq], …]. */
export const numbersGiven = () => [...numbered];

/** The store holds again what this window has: count it. */
export const putBackOutbox = () => count();

/** Let go of everything in memory. */
export function clearOutbox() {
  live = new Map();
  unsent.value = refused.value = held.value = 0;
}

const numbered = new Map(); // device → the highest seq this window knows of; what another window took meanwhile is met as taken

async function add(op) {
  for (;;) {
    const seq = (numbered.get(op.device) ?? (await store.lastSeq(op.device))) + 1;
    if (seq === store.OVER) throw new Refusal('phone_stopped');
    const record = { device: op.device, seq, id: op.id, area: op.area, state: 'unsent', ...OPEN, op: { ...op, seq } };
    try {
      await store.addNext(record);
      numbered.set(op.device, seq);
      return record;
    } catch (taken) {
      numbered.delete(op.device);
      if (taken.name !== 'ConstraintError') throw taken;
      const same = await store.operations('id', op.id); // another window took the number, or this very one is kept already
      if (same.length) return same[0];
    }
  }
}

/** Keep one operation (all of it but `seq`) strictly, then show it. Resolves to it with its number. */
export function append(op) {
  return inLine(async () => {
    kept.value = false;
    const record = await add(op);
    kept.value = true;
    take(record);
    return record.op;
  });
}

/** Show an operation kept by this window or another one of this browser. */
export function take(record) {
  if (live.has(record.id) || !mine(record)) return;
  live.set(record.id, record);
  lay(record.op, record.state);
  unsent.value += 1;
  touch();
}

/* What another phone recorded goes with its signature: the one it came with, or that of a key that lies here. */
async function packed({ op, signature, device }) {
  return { op, hash: await hashOf(op), signature: device === me() ? null : signature || (await signatureOf(op)) };
}

/** Up to `most` operations to send, each phone's in its own order, those in `skip` left out; with hash and signature. */
export async function batch(most, skip = new Set()) {
  const waiting = [...live.values()].filter(({ state, id }) => state === 'unsent' && !skip.has(id)).sort(bySeq);
  return Promise.all(waiting.slice(0, most).map(packed));
}

/** True when an operation of this area still waits. */
export const waitsIn = (scope) =>
  [...live.values()].some(({ state, op }) => state === 'unsent' && scopeOf(op.kind, op.area) === scope);

/* What a supervisor settled waits for nobody any more: another record counts in its place, or none. */
const SETTLED = { __proto__: null, held: 'settled', refused: 'settled', conflict: 'applied' };

function standing({ outcome, was, note }) {
  const verdict = outcome === 'duplicate' ? was || 'applied' : outcome;
  const settled = typeof note === 'string' && note.split(' ').some((word) => word === 'mended' || word === 'set_aside');
  return (settled && SETTLED[verdict]) || verdict;
}

function marked(record, receipt, time) {
  const { problem, note, version } = receipt;
  const state = standing(receipt);
  const words = problem && { code: problem.code, field: problem.field, sentence: problem.sentence };
  return { ...record, state, note, problem: words || undefined, version: version || record.version, named: record.named || time };
}

async function known(ids) {
  const found = ids.map((id) => live.get(id));
  const missing = ids.filter((id) => !live.has(id));
  const stored = await Promise.all(missing.map((id) => store.operations('id', id, mine)));
  return new Map([...found.filter(Boolean), ...stored.flat()].map((record) => [record.id, record]));
}

const OUTCOMES = ['applied', 'conflict', 'held', 'refused', 'duplicate'];

/** Mark what receipts name by id and by the hash of what is kept here; anything else stays as it is. Resolves to how many
 *  were named. `time` is the server's. */
export async function mark(receipts, time) {
  const records = await known(receipts.map(({ id }) => id).filter((id) => typeof id === 'string'));
  const changed = [];
  for (const receipt of receipts) {
    const record = records.get(receipt.id);
    if (!record || !OUTCOMES.includes(receipt.outcome) || receipt.hash !== (await hashOf(record.op))) continue;
    changed.push({ ...marked(record, receipt, time), ...OPEN });
  }
  if (changed.length) await settle(changed);
  return changed.length;
}

async function settle(records) {
  await store.putOperations(records);
  for (const record of records) {
    live.set(record.id, record);
    lay(record.op, record.state);
  }
  await count();
  touch();
}

function reached({ state, op, version }, at) {
  if (state === 'unsent' || state === 'held') return false;
  if (state === 'refused' || state === 'settled') return true;
  const cursor = at[scopeOf(op.kind, op.area)];
  return cursor === undefined || !version || cursor >= version;
}

/** Take off the view what the server's rows now say themselves. Call when the cursors have moved. */
export async function release() {
  const at = cursors();
  const done = [...live.values()].filter((record) => reached(record, at));
  if (!done.length) return;
  await store.putOperations(done.map(({ live: _shown, ...record }) => record));
  for (const { id, op } of done) {
    live.delete(id);
    lift(op);
  }
  touch();
}

/** Send again what the server turned out not to have: this phone's from `seq` on; `everyone` else's too after a restore. */
export async function resend(device, seq, everyone) {
  const all = await everyRecord();
  const again = all.filter((one) => one.state !== 'unsent' && (one.device === device ? seq !== null && one.seq >= seq : everyone));
  if (!everyone && !again.some((one) => one.seq === seq)) return 0;
  if (again.length) await settle(again.map(({ named: _named, ...record }) => ({ ...record, state: 'unsent', ...OPEN })));
  return again.length;
}

/** Delete copies named more than 60 days ago, counted in the server's time, and whatever another person has sent. */
export async function purge() {
  const before = new Date(serverTime() - KEEP).toISOString();
  const settled = ({ state, named, live: shown }) => !shown && !KEPT_FOR_GOOD.includes(state) && named && named < before;
  const old = (await store.marks()).filter((record) => (mine(record) ? settled(record) : record.state !== 'unsent'));
  if (old.length) await store.deleteOperations(old.map(({ device, seq }) => [device, seq]));
}

/** What is unsent of the person signed in, each phone's in its own order. */
export const unsentRecords = async () => (await store.operations('state', 'unsent', mine)).sort(bySeq);

/** Everything kept of the person signed in. */
export const everyRecord = () => store.operations(undefined, undefined, mine);

/** Keep and show another phone's operation, to be sent from here; one that is kept already stays as it is. */
export function takeIn(op, signed) {
  const record = { device: op.device, seq: op.seq, id: op.id, area: op.area, owner: me(), ...signed, state: 'unsent', ...OPEN, op };
  return inLine(() => store.addOperation(record).then(() => take(record), ignoreTaken));
}

function ignoreTaken(wrong) {
  if (wrong.name !== 'ConstraintError') throw wrong;
}
