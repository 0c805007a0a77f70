/* When to talk to the server: soon after something was recorded, when the network seems back, now and then, and ever more
   rarely while it fails. Never in the way of a screen. */

import { onRecord } from './act.js';
import { net, sending, session, signInAgain, trouble } from './signals.js';
import { watchClock } from './clock.js';
import { putBack } from './putback.js';
import { mirrorMeta, onLoss } from './store.js';
import { sync } from './sync.js';

const SOON = 1500;
const CALM = 60000;
const GLANCE = 10000; // so that a screen says what the clock is now
const RETRY = [5000, 15000, 60000, 180000, 300000];
let failed = 0;
let timer = null;
let running = null;
let after = () => {};

function plan(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(sendNow, milliseconds);
}

async function once() {
  sending.value = true;
  try {
    await putBack();
    await sync();
    failed = 0;
    trouble.value = null;
    if (session.value) after();
    plan(CALM);
    return null;
  } catch (refusal) {
    plan(RETRY[Math.min(failed, RETRY.length - 1)]);
    failed += 1;
    trouble.value = refusal;
    return refusal;
  } finally {
    sending.value = false;
  }
}

/** Talk to the server now. Resolves to null, or to the refusal that stands in the way; never throws. */
export function sendNow() {
  if (!running) {
    running = once().finally(() => {
      running = null;
    });
  }
  return running;
}

/** Begin anew for another person, as soon as what runs has ended. */
export function beginAnew() {
  failed = 0;
  return running ? running.then(sendNow) : sendNow();
}

/* Something was recorded: send it soon. A conversation under way is followed by another. */
function wake() {
  putBack(); // a store cleared since the last look has just been made anew, and is empty but for this record
  if (!session.value || signInAgain.value) return;
  if (running) running.then(() => plan(SOON));
  else if (!failed) plan(SOON);
}

/** Begin, and follow the phone's hints about the network; `calm` is called after each conversation of somebody signed in. */
export function startRunner(calm) {
  after = calm;
  const hint = () => {
    failed = 0;
    plan(0);
  };
  window.addEventListener('online', hint);
  window.addEventListener('offline', () => {
    net.value = 'off';
  });
  document.addEventListener('visibilitychange', () => {
    watchClock();
    if (document.visibilityState === 'visible') plan(0);
  });
  setInterval(watchClock, GLANCE);
  onRecord(wake);
  onLoss(putBack);
  mirrorMeta().catch(() => {}); // `storageProblem` says it
  plan(0);
}
