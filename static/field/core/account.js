/* Who works on this phone. A device is one person on one phone: each person who signs in here has a device name and a
   ledger of their own, kept when someone else signs in; only the rows of the person before are let go. */

import { ask } from './api.js';
import { learn, now } from './clock.js';
import { endDoubt } from './doubts.js';
import { uuid7 } from './ids.js';
import { clearOutbox, loadOutbox } from './outbox.js';
import { loadDrafts } from './drafts.js';
import { current, enter, everybody, known, leaving, nobody, reduce, remember } from './people.js';
import { plainUsername } from './same.js';
import { Refusal } from './sentences.js';
import { clearHeld, expectScopes, holds, loadHeld } from './held-scopes.js';
import { progress, session, signInAgain, stopped, unsent } from './signals.js';
import { publicKeyOf } from './signing.js';
import * as store from './store.js';
import { clearView, view } from './view.js';

export { current, remember };

function show({ username, device, user, token }) {
  session.value = { token, device, user: { ...user, username } };
}

/** Open what was left when the browser was closed. */
export async function resume() {
  const account = await current();
  signInAgain.value = Boolean(account && !account.token);
  if (account) {
    await loadHeld(account.device);
    expectScopes(account.scopes || []);
    if (!holds('setup')) progress.value = { done: 0, total: account.scopes.length, words: '' };
    show(account);
  }
  await loadOutbox();
  await loadDrafts();
}

/** The role this person has now, as the village's people say: another may have been given since signing in, and with it
 *  what the screens offer changes. */
export async function followRole() {
  const { user } = session.value || {};
  const { role } = (user && view.person(user.id)) || {};
  if (!role || role === user.role) return;
  await remember({ user: { ...user, role } });
  session.value = { ...session.value, user: { ...user, role } };
}

async function registered(username, password, device) {
  const value = { username, password, device, name: navigator.userAgent.slice(0, 60) };
  const key = await publicKeyOf(device);
  if (key) value.public_key = key;
  const { body, sent, came } = await ask('/api/v1/devices', { value });
  if (!body || !body.token || !body.user || !Array.isArray(body.scopes)) throw new Refusal('not_ours');
  await learn(body.time, sent, came);
  return body;
}

/** A phone's name that was given to someone else meanwhile is not ours to use: take a new one. */
async function askIn(username, password, before) {
  const device = before ? before.device : uuid7(now());
  try {
    return { device, answer: await registered(username, password, device) };
  } catch (refusal) {
    if (!before || refusal.code !== 'device_of_another') throw refusal;
    return askIn(username, password, null);
  }
}

/** Sign in, needs the network. Signing in again renews the token and keeps everything; whoever was signed in before is
 *  signed out. Resolves to true when that was someone else. Throws {code, sentence}. */
export async function signIn(username, password) {
  const before = await current();
  const { device, answer } = await askIn(plainUsername(username), password, await known(username));
  const { token, user, epoch, scopes } = answer;
  const another = Boolean(before && before.device !== device);
  if (another) await leave(before);
  const same = await known(username);
  const kept = same && same.device === device ? same : {};
  await enter(username, { epoch, ...kept, device, user, token, scopes });
  stopped.value = false;
  await resume();
  keepStorage();
  return another;
}

/** Ask the browser not to clear this site away; it may say no. */
function keepStorage() {
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
}

/** Let go of a person's rows and token, and of all she has sent; what is unsent, device and counter stay. */
async function leave(account) {
  session.value = null; // from here on nothing is recorded, shown or marked as hers
  await leaving(account.device);
  await loadDrafts();
  await store.dropScope(account.device);
  const left = await store.letGo(account.device, await strangers(account.device));
  await reduce(account, left);
  await clearHeld();
  clearOutbox();
  clearView();
  forgetWords();
  await endDoubt();
}

/** The other phones' names that people have here. */
const strangers = async (device) => (await everybody()).map((one) => one.device).filter((one) => one !== device);

const SETTINGS = ['fieldapp.work.']; // of each person, and no personal data in them

/** Whatever a screen put by for later. */
function forgetWords() {
  for (const place of ['localStorage', 'sessionStorage']) {
    try {
      const names = Object.keys(globalThis[place]).filter((name) => name.startsWith('fieldapp.'));
      names.filter((name) => !SETTINGS.some((kept) => name.startsWith(kept))).forEach((name) => globalThis[place].removeItem(name));
    } catch (closed) {
      // a browser that keeps nothing has nothing to forget
    }
  }
}

/** Sign out. Everything sent leaves this phone; what is unsent stays for who recorded it, and is refused to be left
 *  behind unless `leaving` says that she knows. */
export async function signOut(leaving = false) {
  if (unsent.value > 0 && !leaving) throw new Refusal('unsent_left');
  const account = await current();
  if (account) await leave(account);
  await nobody();
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

/** Forget everything but what others left unsent here: a stopped phone whose outbox is empty. False, and nothing is
 *  forgotten, when something unsent came in between; what comes later is refused. */
export async function wipe() {
  const account = await current();
  if (!account || !(await store.wipe(account.device, await everybody()))) return false;
  await clearHeld();
  clearOutbox();
  clearView();
  forgetWords();
  session.value = null;
  await loadDrafts();
  await loadOutbox();
  return true;
}
