/* The browser may clear this site away under an open page (its owner, a cleaner, a full disk). What this window still has
   in memory is then put back into the store, in one transaction, and said. What somebody let go of on purpose, in whatever
   window (signing out, a phone that was stopped), stays gone. */

import { putDraftsBack } from './drafts.js';
import { SIGNED_IN } from './people.js';
import { inMemory, numbersGiven, putBackOutbox } from './outbox.js';
import { heldScopes } from './held-scopes.js';
import { putBackMark, session } from './signals.js';
import * as store from './restoring.js';

let running = null;

const markOf = ({ device, seq }) => `${device}/${seq}`;

/** What of the memory is not in the store: {scopes, records}, null where all is there. */
async function missing(device, scopes, records) {
  const there = await store.whatIsThere(device);
  const [names, live] = [new Set(there.scopes), new Set(there.live.map(([of, seq]) => markOf({ device: of, seq })))];
  const gone = scopes.filter(({ scope, size }) => !names.has(scope) || (size > 0 && !there.blocks));
  const lost = records.filter((record) => !live.has(markOf(record)));
  const whole = there.signedIn === undefined;
  return whole || gone.length || lost.length ? { scopes: gone.map((one) => ({ ...one, blocks: one.whole() })), records: lost } : null;
}

async function look() {
  const { device } = session.value || {};
  if (!device) return false;
  const lost = await missing(device, heldScopes(device), inMemory());
  if (!lost) return false;
  const done = await store.putBack({ device, signedIn: SIGNED_IN, ...lost, numbers: numbersGiven() });
  if (!done) return false;
  await putDraftsBack();
  await putBackOutbox();
  putBackMark.value = { n: done.records.filter(({ state }) => state === 'unsent').length, at: Date.now() };
  return true;
}

/** Compare the memory with the store and put back what is missing there. Resolves to true when something was. */
export function putBack() {
  if (!running) {
    running = look()
      .catch(() => false) // what is wrong with the store is said by `storageProblem`
      .finally(() => {
        running = null;
      });
  }
  return running;
}
