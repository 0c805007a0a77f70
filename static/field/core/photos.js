/* Photos taken on this phone: kept under the SHA-256 of their content until the server has them, apart from all records and
   never in their way. Loaded with whatever takes photos. */

import { current } from './account.js';
import { effect, signal } from '@preact/signals';
import { lang, net, sending, session, trouble, unsent } from './signals.js';
import { photosOf, transact, using } from './store.js';

/** How many wait to be sent. */
export const waiting = signal(0);
let running = null;

const device = () => session.value && session.value.device;
const nameOf = (of, sha256) => `photo:${of}:${sha256}`;

async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const names = (of) => using((db) => db.getAllKeys('meta', photosOf(of)));

/** Count what waits. */
export async function countPhotos() {
  waiting.value = device() ? (await names(device())).length : 0;
}

/** Keep a photo; resolves to its name. */
export async function keepPhoto(blob) {
  const bytes = await blob.arrayBuffer();
  const sha256 = await digest(bytes);
  await transact(['meta'], undefined, (tx) => tx.objectStore('meta').put(bytes, nameOf(device(), sha256)));
  await countPhotos();
  return sha256;
}

const forget = (name) => transact(['meta'], undefined, (tx) => tx.objectStore('meta').delete(name));

/** Forget one that was not sent yet: another was taken in its place. */
export async function dropPhoto(sha256) {
  await forget(nameOf(device(), sha256));
  await countPhotos();
}

/** The photo, where it still lies here. */
export const photoOf = (sha256) => using((db) => db.get('meta', nameOf(device(), sha256)));

/* Whether the server has it now. What it will never take (too large, no photo) is not asked about again in this window. */
async function put(token, sha256, bytes) {
  const headers = { Authorization: `Bearer ${token}`, 'Accept-Language': lang.value, 'Content-Type': 'application/octet-stream' };
  const answer = await fetch(`/api/v1/files/${sha256}`, { method: 'PUT', headers, body: bytes, credentials: 'omit', redirect: 'error' });
  const said = await answer.json();
  return answer.ok && said.sha256 === sha256;
}

async function sendAll(account) {
  for (const name of await names(account.device)) {
    const bytes = await using((db) => db.get('meta', name));
    const sent = bytes && (await put(account.token, name.slice(name.lastIndexOf(':') + 1), bytes));
    if (sent) await forget(name);
    await countPhotos();
    if (unsent.value) return; // a record was made meanwhile: it goes first
  }
}

/** Send what waits, after all records; never throws. */
export async function sendPhotos() {
  const account = await current();
  if (running || !account || !account.token || unsent.value) return;
  running = sendAll(account).catch(() => {}).finally(() => { running = null; });
  await running;
}

/* When a conversation has ended well, with nothing left to send. */
effect(() => {
  if (!session.value) return;
  const calm = net.value === 'on' && !sending.value && !unsent.value && !trouble.value;
  setTimeout(() => countPhotos().then(() => calm && waiting.value && sendPhotos(), () => {}));
});
