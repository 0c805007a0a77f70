/* The service worker from the page's side: registers it, and lets a new version in only while nothing is on the screen
   yet, that is at the start. */

import { putBackMark, updateReady } from './signals.js';

const WAIT = 4000;
const SOON = 1000;

const changed = () =>
  new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(true), { once: true });
    setTimeout(() => resolve(false), WAIT);
  });

/** A version that was waiting since the last time: let it in. True when the page must be loaded again. */
async function letIn(registration) {
  if (!registration || !registration.waiting || !navigator.serviceWorker.controller) return false;
  registration.waiting.postMessage('start');
  return changed();
}

function watch(registration) {
  const look = () => {
    updateReady.value = Boolean(registration.waiting && navigator.serviceWorker.controller);
  };
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing;
    if (coming) coming.addEventListener('statechange', look);
  });
  look();
}

/** Before the first screen: true when a new version took over and the page is being loaded again. */
export async function updatedAtStart() {
  if (!navigator.serviceWorker) return false;
  const registration = await navigator.serviceWorker.getRegistration('/field');
  if (!(await letIn(registration))) return false;
  location.reload();
  return true;
}

/** Register the service worker; the app works without it, only not without network. */
export async function registerWorker() {
  if (!navigator.serviceWorker) return;
  try {
    watch(await navigator.serviceWorker.register('/sw.js', { scope: '/field', updateViaCache: 'none' }));
  } catch (offline) {
    // no network, or no secure address: next time
  }
}

let whole = null; // for whom the rest was kept

/* What was kept may have been cleared away since, with the store or alone. */
const isKept = async (names) => whole === names.join() && !putBackMark.value && Boolean(await caches.match('/field'));

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function activeWorker() {
  const registered = () => navigator.serviceWorker.getRegistration('/field');
  if (!(await registered())) await registerWorker();
  const { active } = (await registered()) || {};
  return active;
}

/** Have the rest of the app kept too, as far as this person's capabilities need it; asked after each conversation, until it is
 *  and when it is no longer. Resolves when all is kept, or where nothing can be. */
export async function keepRest(names) {
  if (!navigator.serviceWorker || (await isKept(names))) return;
  const active = await activeWorker();
  if (!active) {
    await later(SOON);
    return keepRest(names);
  }
  const { port1, port2 } = new MessageChannel();
  const kept = new Promise((resolve) => {
    port1.onmessage = resolve;
  });
  active.postMessage({ keep: names }, [port2]);
  await kept;
  whole = names.join();
}
