/* Who works on this phone. A device is one person on one phone: each person who signs in here has a device name and a
   ledger of their own, kept when someone else signs in; only the rows of the person before are let go. */

import { ask } from './api.js';
import { learn, now } from './clock.js';
import { uuid7 } from './ids.js';
import { clearOutbox, loadOutbox } from './outbox.js';
import { Refusal } from './sentences.js';
import { clearShelves, holds, loadShelves } from './shelves.js';
import { progress, session, signInAgain, stopped, unsent } from './signals.js';
import * as store from './store.js';
import { clearView } from './view.js';

const accounts = async () => (await store.getMeta('accounts')) || {};
const plain = (username) => username.trim().toLowerCase();

async function save(account) {
  await store.setMeta('accounts', { ...(await accounts()), [account.username]: account });
}

/** The account signed in: {username, device, user, token, epoch, scopes}; null when nobody is. */
export async function current() {
  const username = await store.getMeta('signed_in');
  return username ? (await accounts())[username] || null : null;
}

/** Change what is remembered of the account signed in. */
export async function remember(words) {
  const account = await current();
  if (account) await save({ ...account, ...words });
}

function show({ username, device, user, token }) {
  session.value = { token, device, user: { ...user, username } };
}

/** Open what was left when the browser was closed. */
export async function resume() {
  const account = await current();
  signInAgain.value = Boolean(account && !account.token);
  if (account) {
    await loadShelves(account.device);
    if (!holds('setup')) progress.value = { done: 0, total: account.scopes.length, words: '' };
    show(account);
  }
  await loadOutbox();
}

async function registered(username, password, device) {
  const value = { username, password, device, name: navigator.userAgent.slice(0, 60) };
  const { body, sent, came } = await ask('/api/v1/devices', { value });
  if (!body || !body.token || !body.user || !Array.isArray(body.scopes)) throw new Refusal('not_ours');
  await learn(body.time, sent, came);
  return body;
}

/** A phone's name that was given to someone else meanwhile is not ours to use: take a new one. */
async function askIn(username, password, known) {
  const device = known ? known.device : uuid7(now());
  try {
    return { device, answer: await registered(username, password, device) };
  } catch (refusal) {
    if (!known || refusal.code !== 'device_of_another') throw refusal;
    return askIn(username, password, null);
  }
}

/** Sign in, needs the network. Signing in again renews the token and keeps everything. Throws {code, sentence}. */
export async function signIn(username, password) {
  const name = plain(username);
  const before = await current();
  const { device, answer } = await askIn(username.trim(), password, (await accounts())[name]);
  const { token, user, epoch, scopes } = answer;
  if (before && before.device !== device) await leave(before);
  const same = (await accounts())[name];
  const kept = same && same.device === device ? same : {};
  await save({ epoch, ...kept, username: name, device, user, token, scopes });
  await store.setMeta('signed_in', name);
  stopped.value = false;
  await resume();
  keepStorage();
}

/** Ask the browser not to clear this site away; it may say no. */
function keepStorage() {
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
}

/** Let go of a person's rows and token; operations, device and counter stay. */
async function leave(account) {
  await store.dropScope(account.device);
  await save({ ...account, token: null });
  await clearShelves();
  clearView();
}

/** Sign out. Refused while anything on this phone is unsent. */
export async function signOut() {
  if (unsent.value > 0) throw new Refusal('unsent_left');
  const account = await current();
  if (account) await leave(account);
  await store.setMeta('signed_in', null);
  session.value = null;
  signInAgain.value = false;
  progress.value = null;
  await loadOutbox();
}

/** This token no longer counts: work goes on, someone should sign in again. */
export async function expire(token) {
  const account = await current();
  if (!account || account.token !== token) return; // a newer one came meanwhile
  signInAgain.value = true;
  await remember({ token: null });
}

/** Forget everything: a stopped phone whose outbox is empty. False, and nothing is forgotten, when something unsent came
 *  in between; what comes later is refused. */
export async function wipe() {
  const devices = Object.values(await accounts()).map(({ device }) => device);
  if (!(await store.wipe(devices))) return false;
  await clearShelves();
  clearOutbox();
  clearView();
  session.value = null;
  return true;
}
