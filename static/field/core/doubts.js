/* Verdicts that may have changed unheard. A package fetched whole moves the cursor past every news of a verdict, so what
   is held or refused here is sent once more: the server answers `duplicate` with the verdict that now stands. That it is
   still to be done is stored before the package is, for a conversation cut short. */

import { hashOf } from './canonical.js';
import { getMeta, operations, setMeta } from './store.js';

let doubtful = new Map();

async function gather() {
  const found = await Promise.all(['held', 'refused'].map((state) => operations('state', state)));
  doubtful = new Map(found.flat().map(({ op }) => [op.id, op]));
}

/** A package comes whole: ask again what became of all that is not settled. */
export async function doubt() {
  await setMeta('doubt', true);
  await gather();
}

/** Take up what a conversation cut short left unasked. */
export async function resumeDoubt() {
  if (await getMeta('doubt')) await gather();
}

/** Up to `most` of them, with their hashes. */
export const doubts = (most) => Promise.all([...doubtful.values()].slice(0, most).map(async (op) => ({ op, hash: await hashOf(op) })));

/** These have been asked. */
export const asked = (ops) => ops.forEach(({ id }) => doubtful.delete(id));

/** Everything has been asked. */
export async function endDoubt() {
  if (await getMeta('doubt')) await setMeta('doubt', null);
}
