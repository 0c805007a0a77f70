/* Keeps the field app so that it starts without network. Touches GET only, and of those only the shell and the files of
   its own build, each checked by content: a sign-in page of some network, or a file of another version, is never kept.
   A new version waits until the next start.

   A file may be for one capability (`of`): it is kept where the person signed in has a use for that, which her page says. */

/* global __BUILD__, __FILES__ */
const CACHE = `field-${__BUILD__}`;
const SHELL = '/field';
const FILES = __FILES__;
const KEPT_FOR = '/field/kept-for'; // the capabilities whose files are kept here; in no cache of an older version
const urls = new Set(FILES.map(({ url }) => url));

async function digest(response) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function get(url) {
  const response = await fetch(url, { cache: 'no-cache', credentials: 'omit', redirect: 'error' });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

async function keepFile(cache, { url, half }) {
  const response = await get(url);
  if (!(await digest(response.clone())).startsWith(half)) throw new Error(`${url} is not of this build`);
  await cache.put(url, response);
}

async function keepShell(cache) {
  const response = await get(SHELL);
  const text = await response.clone().text();
  if (!text.includes(`data-build="${__BUILD__}"`)) throw new Error('the shell is not of this build');
  await cache.put(SHELL, response);
}

/* Where nobody said for whom, all of it is kept. */
const filesFor = (names) => FILES.filter(({ of }) => !of || !names || names.includes(of));
const keepNames = (cache, names) => cache.put(KEPT_FOR, new Response(JSON.stringify(names)));

async function namesBefore() {
  const kept = await caches.match(KEPT_FOR);
  return kept ? kept.json() : null;
}

/* The first time only what the first screen needs: nothing else may stand in the way of what the phone came for. A later
   version comes with all that the one before was kept for, since it takes its place. */
async function install() {
  const [cache, names] = [await caches.open(CACHE), await namesBefore()];
  const now = self.registration.active ? filesFor(names) : FILES.filter(({ first }) => first);
  await Promise.all([keepShell(cache), keepNames(cache, names), ...now.map((file) => keepFile(cache, file))]);
}

/** What the first screen did not need, one file after the other. */
async function keepRest(names) {
  const cache = await caches.open(CACHE);
  await keepNames(cache, names);
  for (const file of filesFor(names)) if (!(await cache.match(file.url))) await keepFile(cache, file);
}

const tell = (event, names) => event.waitUntil(keepRest(names).then(() => event.ports[0].postMessage('kept')));

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('field-') && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(url, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(url)) || fetch(request);
}

/** The name a request is kept under, null for what is none of our business. */
function nameOf(request) {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return null;
  if (request.mode === 'navigate' && pathname === SHELL) return SHELL;
  return urls.has(pathname) ? pathname : null;
}

async function start() {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open.filter(({ url }) => new URL(url).pathname === SHELL).length <= 1) await self.skipWaiting();
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => {
  if (event.data === 'start') event.waitUntil(start());
  if (event.data === 'rest') tell(event, null); // a page of a version before
  if (event.data.keep) tell(event, event.data.keep);
});
self.addEventListener('fetch', (event) => {
  const url = nameOf(event.request);
  if (url) event.respondWith(kept(url, event.request));
});
