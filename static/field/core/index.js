/* All that screens may use. See README.md. */

import { current, resume, signIn as enter, signOut as leave } from './account.js';
import { act } from './act.js';
import { loadClock, serverTime, today } from './clock.js';
import { loadOutbox, take } from './outbox.js';
import { loadDrafts } from './drafts.js';
import { putBack } from './putback.js';
import { beginAnew, sendNow, startRunner } from './runner.js';
import { expectScopes, holds, loadHeld } from './held-scopes.js';
import { net, progress, session, signInAgain, storageProblem } from './signals.js';
import { operations } from './store.js';
import { listen, tell } from './tabs.js';
import { clearView } from './view.js';
import { keepRest, registerWorker, updatedAtStart } from './worker-client.js';

export { clockOff, held, kept, lang, left, net, progress, refused, sending, session, signInAgain, stopped, trouble } from './signals.js';
export { awaited, drafts, pinyinLoaded, putBackMark, storageProblem, tick, unsent, updateReady } from './signals.js';
export { draftOf, dropDraft, keepDraft } from './drafts.js';
export { attachPosition, position, startLocating } from './location.js';
export { find, loadPinyin, nameKey, nearest, prepare } from './search.js';
export { unreadable } from './showing.js';
export { view } from './view.js';
export { VERSION } from './version.js';
export { act, keepRest, putBack, sendNow, serverTime, today };

const AGAIN = 2000;
const UNSEEN = 1000;

/** Sign in and begin to fetch; resolves when signed in, the packages come after: to true when someone else was signed in
 *  before, whose words may still be in this window, which is then to be loaded anew. Throws {code, sentence}. */
export async function signIn(username, password) {
  const another = await enter(username, password);
  if (another) tell('account');
  else beginAnew();
  return another;
}

/** Sign out; `leaving` says that what is unsent may stay behind. Refused without it while something is. The window is to be
 *  loaded anew: nothing of this person may stay in it. */
export async function signOut(leaving) {
  await leave(leaving);
  tell('account');
}

async function readAgain() {
  const account = await current();
  clearView();
  if (account) await loadHeld(account.device);
  else session.value = null;
  if (account) renewed(account);
  await loadOutbox();
  await loadDrafts();
}

/* What another window learned holds here too: a server that answered, a person who signed in again, villages that came. */
function renewed(account) {
  net.value = 'on';
  signInAgain.value = !account.token;
  expectScopes(account.scopes || []);
  if (holds('setup')) progress.value = null;
}

async function hear(what, id) {
  if (what === 'account') location.reload(); // the person before is gone from the store, and goes from this window
  else if (what === 'kept') (await operations('id', id)).forEach(take);
  else await readAgain();
}

async function opened() {
  try {
    await loadClock();
    await resume();
    return true;
  } catch (refusal) {
    storageProblem.value = { code: refusal.code, sentence: refusal.sentence || refusal.message };
    return false;
  }
}

/* Another window may hold the store for a moment: what is kept is shown as soon as it lets go. */
function openLater() {
  setTimeout(async () => {
    if (!(await opened())) return openLater();
    storageProblem.value = null;
    return sendNow();
  }, AGAIN);
}

/** Resolves when what was drawn is on the screen; where nobody looks nothing is drawn, and nothing waits for it. */
const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, UNSEEN);
  });

const whenIdle = (work) => (typeof requestIdleCallback === 'function' ? requestIdleCallback(() => work()) : setTimeout(work, UNSEEN));

/** Open what is on this phone, then `show()` the first screen, and when it is there begin to talk to the server. A store that
 *  cannot be opened is said in `storageProblem`; the screen is shown all the same, and opening is tried again. `ahead()` is
 *  called when the first screen is there and the phone has nothing else to do, `after()` when a conversation with the server
 *  has ended well, for what nothing waits for. */
export async function start(show, { ahead, after }) {
  if (await updatedAtStart()) return;
  if (!(await opened())) openLater();
  show();
  listen(hear);
  await painted();
  startRunner(after);
  if (session.value) whenIdle(ahead);
  registerWorker();
}
