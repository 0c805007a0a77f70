import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { newPhone, signIn } from './phone.mjs';
import { countPhotos, dropPhoto, keepPhoto, photoOf, sendPhotos, waiting } from '../../static/field/core/photos.js';
import { mirror, mirrorMeta } from '../../static/field/core/store.js';
import { unsent } from '../../static/field/core/signals.js';

const CONTENT = 'a photo of a card';
const NAME = createHash('sha256').update(CONTENT).digest('hex');
const photo = () => new Blob([CONTENT]);
let [asked, answer] = [[], null];

beforeEach(async () => {
  const server = await newPhone();
  const { fetch } = globalThis;
  [asked, answer] = [[], () => new Response(JSON.stringify({ sha256: NAME, size: CONTENT.length }), { headers: { 'Content-Type': 'application/json' } })];
  globalThis.fetch = (url, options) => {
    if (!String(url).startsWith('/api/v1/files/')) return fetch(url, options);
    asked.push([options.method, String(url), options.headers.Authorization]);
    return answer();
  };
  await signIn();
  unsent.value = 0;
  await countPhotos();
  return server;
});

test('a photo lies on the phone under its content until the server names it', async () => {
  assert.equal(await keepPhoto(photo()), NAME);
  assert.equal(waiting.value, 1);
  assert.equal(Buffer.from(await photoOf(NAME)).toString(), CONTENT);
  await sendPhotos();
  assert.deepEqual([asked.length, asked[0][0], asked[0][1], waiting.value], [1, 'PUT', `/api/v1/files/${NAME}`, 0]);
  assert.match(asked[0][2], /^Bearer ./);
  assert.equal(await photoOf(NAME), undefined);
});

test('it goes after all records, never before one', async () => {
  await keepPhoto(photo());
  unsent.value = 1;
  await sendPhotos();
  assert.deepEqual([asked.length, waiting.value], [0, 1]);
});

test('whatever answers that is not the server’s word, it stays and is sent again', async () => {
  await keepPhoto(photo());
  const page = () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } });
  const other = () => new Response(JSON.stringify({ sha256: 'f'.repeat(64) }), { headers: { 'Content-Type': 'application/json' } });
  const refused = () => new Response(JSON.stringify({ problem: { code: 'too_large' } }), { status: 413, headers: { 'Content-Type': 'application/json' } });
  const away = () => Promise.reject(new TypeError('no network'));
  const right = answer;
  for (const wrong of [page, other, refused, away]) {
    answer = wrong;
    await sendPhotos();
    assert.equal(waiting.value, 1);
  }
  answer = right;
  await sendPhotos();
  assert.equal(waiting.value, 0);
});

test('one that was taken again is let go; what is remembered of a cleared store holds no photo', async () => {
  await keepPhoto(photo());
  await mirrorMeta();
  assert.deepEqual([...mirror.keys()].filter((name) => String(name).startsWith('photo:')), []);
  await dropPhoto(NAME);
  assert.equal(waiting.value, 0);
});
