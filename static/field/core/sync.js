/* One conversation with the server: operations out, receipts and news in, packages fetched. Runs once at a time in the
   whole browser. Whatever goes wrong, operations stay where they are until a receipt names them. */

import { current, expire, followRole, remember, wipe } from './account.js';
import { alive, ask, clockNow } from './api.js';
import { learn } from './clock.js';
import { asked, doubt, doubts, endDoubt, resumeDoubt } from './doubts.js';
import { batch, loadOutbox, mark, purge, release, resend, waitsIn } from './outbox.js';
import { Refusal } from './sentences.js';
import { isPackage, isReply } from './shapes.js';
import { cursors, dropHeld, etagOf, expectScopes, holds, owner, takeChanges, takePackage } from './held-scopes.js';
import { setMeta } from './store.js';
import { net, progress, stopped, touch, unsent } from './signals.js';
import { tell } from './tabs.js';
import { view } from './view.js';
import { VERSION } from './version.js';

const FIRST = 50;
const ALONE = 3;
const PURGE = 6 * 3600000;
let size = FIRST;
let resent = null;
let purged = 0;

/** Ask as this account; a refusal says with which token, since another may have come meanwhile. */
async function askAs(account, path, words) {
  try {
    return await ask(path, { ...words, token: account.token });
  } catch (refusal) {
    throw Object.assign(refusal, { token: account.token });
  }
}

/** Someone else signed in, or out, while we waited: this conversation is over. */
function stopIfGone(account) {
  if (owner() !== account.device) throw new Refusal('no_network');
}

/** What is to be sent next: what is unsent, then what is asked about once more. */
async function next(most, skip) {
  const fresh = await batch(most, skip);
  return [...fresh, ...(await doubts(most - fresh.length))];
}

/** Whatever came of it, in this conversation each is sent once. */
function passed(skip, ops) {
  ops.forEach(({ id }) => skip.add(id));
  asked(ops);
}

async function exchange(account, skip) {
  const sent = await next(size, skip);
  stopIfGone(account);
  const value = { epoch: account.epoch, cursor: cursors(), now: clockNow(), app: `field ${VERSION}`, ops: sent.map(({ op }) => op) };
  const signed = sent.filter(({ signature }) => signature).map(({ op, signature }) => [op.id, signature]);
  if (signed.length) value.signatures = Object.fromEntries(signed);
  if (etagOf('setup')) value.setup = etagOf('setup');
  const reply = await askAs(account, '/api/v1/sync', { value });
  if (!isReply(reply.body)) throw new Refusal('not_ours');
  await learn(reply.body.time, reply.sent, reply.came);
  const named = await mark(reply.body.receipts, reply.body.time);
  passed(skip, sent.map(({ op }) => op));
  size = Math.min(FIRST, size * 2);
  return { reply: reply.body, named, count: sent.length };
}

const halve = () => {
  size = Math.max(1, Math.floor(size / 2));
};

/** Exchange; a batch that was too much is halved at once, one operation that is too much alone waits for the next time
 *  while the others go on. A server that was too slow gets a smaller batch the next time. */
async function exchangeSmaller(account, skip) {
  for (let alone = 0; ; ) {
    try {
      return await exchange(account, skip);
    } catch (refusal) {
      const [first] = await next(1, skip);
      const tooMuch = first && [400, 413].includes(refusal.status);
      if (tooMuch && size === 1) {
        passed(skip, [first.op]);
        alone += 1;
      }
      halve();
      if (!tooMuch || alone > ALONE) throw refusal;
    }
  }
}

async function fetchPackage(account, scope, fresh) {
  const etag = fresh ? null : etagOf(scope);
  const answer = await askAs(account, `/api/v1/packages/${encodeURIComponent(scope)}`, { etag, seconds: 120 });
  if (answer.status === 304) return;
  if (!isPackage(answer.body, scope)) throw new Refusal('not_ours');
  await (scope === 'setup' ? keepEditions(answer.body.changes) : doubt());
  await takePackage(account.device, answer.body, answer.etag);
}

/* In the clear and before the package is: nothing in it is about a person, and the page that reads it has no account. */
const keepEditions = (changes) =>
  setMeta('editions', Object.fromEntries(changes.filter(({ kind }) => kind === 'edition').map(({ key, data }) => [key, data])));

const GONE = [403, 404];

async function fetchPackages(account, scopes, fresh) {
  const total = scopes.length;
  for (const [done, scope] of scopes.entries()) {
    if (progress.value) progress.value = { done, total, words: /^\d{12}$/.test(scope) ? view.area(scope).name : '' };
    try {
      await fetchPackage(account, scope, fresh);
    } catch (refusal) {
      if (!GONE.includes(refusal.status)) throw refusal; // taken away again meanwhile: the next reply says so
    }
    touch();
  }
  progress.value = null;
}

const startsOver = (account, reply) => reply.reset || reply.epoch !== account.epoch;
const setupFirst = (scopes) => [...scopes].sort((one, other) => (other === 'setup') - (one === 'setup'));

/** Whether `setup` is to be fetched: its changes are not all there is to know. An older server never says that they are. */
function isWhole({ cursor, setup_since: since, add = [] }) {
  const held = cursors().setup;
  return add.includes('setup') || (cursor.setup > (held || 0) && since !== held);
}

async function take(account, reply) {
  if (startsOver(account, reply)) return startOver(account, reply);
  const verdicts = reply.changes.filter(({ kind }) => kind === 'receipt').map(({ key, data }) => ({ id: key, ...data }));
  await mark(verdicts, reply.time);
  const news = reply.changes.filter(({ kind }) => kind !== 'receipt');
  const { setup, ...reached } = reply.cursor;
  if (isWhole(reply)) await fetchPackage(account, 'setup');
  else if (setup) reached.setup = setup;
  if (await takeChanges(account.device, news, reached)) touch();
  await follow(account, reply);
}

/** What this person has been given, whether it has come or not: remembered, so that a download that breaks off is known
 *  for one after the browser was closed. */
async function expect(account, scopes) {
  expectScopes(scopes);
  const before = account.scopes || [];
  const same = before.length === scopes.length && scopes.every((scope) => before.includes(scope));
  if (!same) await remember({ scopes });
}

/** Villages given to this person, or taken from them. Rows go only after what was recorded there is sent. */
async function follow(account, { add = [], drop = [] }) {
  await expect(account, [...new Set([...Object.keys(cursors()), ...add])].filter((scope) => !drop.includes(scope)));
  for (const scope of drop) {
    const waits = scope.includes(':') ? unsent.value : waitsIn(scope); // what waits for a school may be told by nothing
    if (holds(scope) && !waits) await dropHeld(account.device, scope);
  }
  await fetchPackages(account, setupFirst(add.filter((scope) => !holds(scope))));
  if (drop.length) touch();
}

/** The server was restored from a copy: what it holds is fetched anew, what it lost is sent again. The new epoch is
 *  remembered last, so that a conversation cut short begins again here. */
async function startOver(account, { epoch, resend_from: seq, add = [], drop = [] }) {
  await resend(account.device, seq === undefined ? null : seq, true);
  const mine = [...Object.keys(cursors()), ...add].filter((scope) => !drop.includes(scope));
  await fetchPackages(account, setupFirst(new Set(mine)), true);
  await remember({ epoch });
  await follow(account, { drop });
}

async function sendAgain(account, { resend_from: seq }) {
  if (seq === null || seq === undefined || seq === resent) return 0;
  resent = seq;
  return resend(account.device, seq, false);
}

async function converse() {
  const skip = new Set();
  await resumeDoubt();
  for (;;) {
    const account = await current();
    if (!account || !account.token) return;
    const { reply, count } = await exchangeSmaller(account, skip);
    stopIfGone(account);
    if (reply.device === 'stopped') {
      stopped.value = true;
      if (!unsent.value && (await wipe())) return;
      if (!unsent.value) await loadOutbox(); // saved in between: it is sent first
      else if (!count) return;
      continue;
    }
    await take(account, reply);
    await followRole();
    await release();
    const again = startsOver(account, reply) || (await sendAgain(account, reply)) > 0;
    if (again) skip.clear();
    if (!again && !reply.more && !(await next(1, skip)).length) return endDoubt();
  }
}

/** After signing in: what the sign-in named is fetched before anything else is said. */
async function firstDownload() {
  const account = await current();
  if (account && account.token && !Object.keys(cursors()).length) await fetchPackages(account, setupFirst(account.scopes));
}

async function greet() {
  const hello = await alive();
  net.value = 'on';
  await learn(hello.time, hello.sent, hello.came);
}

async function whole() {
  await greet();
  try {
    await firstDownload();
    await converse();
    await tidy();
  } finally {
    tell('news'); // also of what had come before something broke
  }
}

async function tidy() {
  if (Date.now() - purged < PURGE) return;
  await purge();
  purged = Date.now();
}

/* Another window is talking: this one only asks whether the server is there, and what time it is. What the other takes in is
   told to it. */
const alone = (work, otherwise) =>
  navigator.locks ? navigator.locks.request('fieldapp-sync', { ifAvailable: true }, (lock) => (lock ? work() : otherwise())) : work();

/** Talk to the server until there is nothing more to say. Throws a Refusal when it cannot be done now. */
export async function sync() {
  try {
    await alone(whole, greet);
  } catch (refusal) {
    if (refusal.status === 401) await expire(refusal.token);
    else if (!refusal.status) net.value = 'off';
    if (holds('setup')) progress.value = null; // what has come can be worked with
    throw refusal;
  }
}
