/* Verdicts that may have changed unheard. A package fetched whole moves the cursor past every news of a verdict, so what
   is held or refused here is sent once more: the server answers `duplicate` with the verdict that now stands. That it is
   still to be done is stored before the package is, for a conversation cut short. */

import { hashOf } from './canonical.js';
import { owner } from './held-scopes.js';
import { getMeta, operations, setMeta } from './store.js';

let doubtful = new Map();

async function gather() {
  const found = await Promise.all(['held', 'refused'].map((state) => operations('state', state)));
  const asking = found.flat().filter(({ device, owner: by }) => (by || device) === owner());
  doubtful = new Map(asking.map(({ op, signature }) => [op.id, { op, signature }]));
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

/** Up to `most` of them, with hash and signature. */
export const doubts = (most) =>
  Promise.all([...doubtful.values()].slice(0, most).map(async ({ op, signature }) => ({ op, signature, hash: await hashOf(op) })));

/** These have been asked. */
export const asked = (ops) => ops.forEach(({ id }) => doubtful.delete(id));

/** Everything has been asked. */
export async function endDoubt() {
  doubtful = new Map();
  if (await getMeta('doubt')) await setMeta('doubt', null);
}
