/* What was recorded here, as a list to look through and as a file that the office, or another phone, can take in; and taking in
   another phone's. */

import { everyRecord, takeIn, unsentRecords } from './outbox.js';
import { Refusal } from './sentences.js';
import { isOperation, isStrange, shown } from './showing.js';
import { session, unsent } from './signals.js';
import { signatureOf } from './signing.js';

const item = ({ id, seq, state, problem, note, op }) => ({
  id, seq, kind: op.kind, key: op.key, area: op.area, at: op.at, by: op.by, note, op,
  data: shown(op.data, op.id), strange: isStrange(op),
  state: state === 'applied' ? 'sent' : state,
  sentence: problem ? problem.sentence : null,
});

/** Everything kept of the person signed in, newest first; `data` is fit to be shown. */
export async function list() {
  const all = await everyRecord();
  return all.map(item).sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : other.seq - one.seq));
}

const FORMAT = 'fieldapp-operations';

/** What is unsent, and signed by this phone, as the text of a file the office, or another phone, can take in. */
export async function exportText() {
  const records = await unsentRecords();
  const { user, device } = session.value || {};
  const about = { format: FORMAT, version: 1, exported_at: new Date().toISOString(), device, by: user && user.name };
  const signed = await Promise.all(records.map(async ({ op, signature }) => [op.id, signature || (await signatureOf(op))]));
  const signatures = Object.fromEntries(signed.filter(([, signature]) => signature));
  return JSON.stringify({ ...about, ops: records.map(({ op }) => op), signatures }, null, 1);
}

/** Take in another phone's file: its operations are sent from here under their own names. Resolves to how many were new,
 *  and to the beginnings of the ids of those that are none: {taken, strange}. */
export async function importText(text) {
  const { ops, signatures } = read(text);
  const before = unsent.value;
  for (const op of ops.filter(isOperation)) await takeIn(op, signedBy(signatures, op.id));
  const strange = ops.filter((op) => !isOperation(op)).map((op) => String((op && op.id) || '—').slice(0, 8));
  return { taken: unsent.value - before, strange };
}

const SIGNATURE = /^[\w-]{86}$/;

function signedBy(signatures, id) {
  const signature = Object.prototype.hasOwnProperty.call(signatures, id) && signatures[id];
  return SIGNATURE.test(signature) ? { signature } : {};
}

function read(text) {
  try {
    const { format, ops, signatures } = JSON.parse(text);
    const signed = signatures && typeof signatures === 'object' ? signatures : {};
    if (format === FORMAT && Array.isArray(ops) && (!ops.length || ops.some(isOperation))) return { ops, signatures: signed };
  } catch (broken) {
    // not JSON: refused below
  }
  throw new Refusal('not_a_file');
}
