/* Keeps the field app so that it starts without network. Touches GET only, and of those only the shell and the files of
   its own build, each checked by content: a sign-in page of some network, or a file of another version, is never kept.
   A new version waits until the next start. */

/* global __BUILD__, __FILES__ */
const CACHE = `field-${__BUILD__}`;
const SHELL = '/field';
const FILES = __FILES__;
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

async function keepFile(cache, { url, sha256 }) {
  const response = await get(url);
  if ((await digest(response.clone())) !== sha256) throw new Error(`${url} is not of this build`);
  await cache.put(url, response);
}

async function keepShell(cache) {
  const response = await get(SHELL);
  const text = await response.clone().text();
  if (!text.includes(`data-build="${__BUILD__}"`)) throw new Error('the shell is not of this build');
  await cache.put(SHELL, response);
}

/* The first time only what the first screen needs: nothing else may stand in the way of what the phone came for. A later
   version comes whole, since it takes the place of a whole one. */
async function install() {
  const cache = await caches.open(CACHE);
  const now = self.registration.active ? FILES : FILES.filter(({ first }) => first);
  await Promise.all([keepShell(cache), ...now.map((file) => keepFile(cache, file))]);
}

/** What the first screen did not need, one file after the other. */
async function keepRest() {
  const cache = await caches.open(CACHE);
  for (const file of FILES) if (!(await cache.match(file.url))) await keepFile(cache, file);
}

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
  if (event.data === 'rest') event.waitUntil(keepRest().then(() => event.ports[0].postMessage('kept')));
});
self.addEventListener('fetch', (event) => {
  const url = nameOf(event.request);
  if (url) event.respondWith(kept(url, event.request));
});
