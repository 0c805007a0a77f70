/* One phone in memory for tests of the core: a fake IndexedDB, and a fake server behind `fetch`. Not a test. */

import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { webcrypto } from 'node:crypto';

if (!globalThis.crypto) globalThis.crypto = webcrypto;
Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'test phone' }, configurable: true });

const { FakeServer } = await import('./server.mjs');
const account = await import('../../static/field/core/account.js');
const clock = await import('../../static/field/core/clock.js');
const outbox = await import('../../static/field/core/outbox.js');
const held = await import('../../static/field/core/held-scopes.js');
const signals = await import('../../static/field/core/signals.js');
const store = await import('../../static/field/core/store.js');
const syncing = await import('../../static/field/core/sync.js');
const { clearView } = await import('../../static/field/core/view.js');

async function forget() {
  await held.clearHeld();
  outbox.clearOutbox();
  clearView();
  signals.session.value = null;
}

/** A fresh phone before a fresh server. */
export async function newPhone() {
  await store.close();
  globalThis.indexedDB = new IDBFactory();
  await forget();
  signals.stopped.value = false;
  signals.signInAgain.value = false;
  signals.progress.value = null;
  await clock.loadClock();
  const server = new FakeServer();
  globalThis.fetch = (url, options) => server.answer(String(url), options);
  return server;
}

/** Sign in and fetch everything. */
export async function signIn(username = 'ann') {
  await account.signIn(username, 'right');
  await syncing.sync();
}

/** Close the browser and open it again: only what was stored is left. */
export async function restart() {
  await store.close();
  await forget();
  await clock.loadClock();
  await account.resume();
}

/** Talk to the server; resolves to null or the refusal. */
export const talk = () => syncing.sync().then(() => null, (refusal) => refusal);
