import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone, restart, signIn, talk } from './phone.mjs';

const { act } = await import('../../static/field/core/act.js');
const account = await import('../../static/field/core/account.js');
const { putBack } = await import('../../static/field/core/putback.js');
const { awaited, putBackMark, session, unsent } = await import('../../static/field/core/signals.js');
const store = await import('../../static/field/core/store.js');
const { view } = await import('../../static/field/core/view.js');
const { openDB } = await import('idb');

const VILLAGE = '430921103001';
const add = (name) => act.record('child', { area: VILLAGE, data: { name } });

async function clear(...names) {
  const db = await openDB('fieldapp');
  await Promise.all((names.length ? names : ['meta', 'scopes', 'blocks', 'outbox']).map((name) => db.clear(name)));
  db.close();
}

beforeEach(async () => {
  await newPhone();
  putBackMark.value = null;
  await signIn();
  await store.mirrorMeta();
});

for (const names of [[], ['outbox'], ['blocks'], ['scopes', 'blocks'], ['meta']]) {
  test(`a store without ${names.join(', ') || 'anything'} has all of it again`, async () => {
    await add('甲');
    await clear(...names);
    assert.equal(await putBack(), true);
    assert.deepEqual([putBackMark.value.n, unsent.value], [names.length && names[0] !== 'outbox' ? 0 : 1, 1]);
    const [children, device] = [view.children(VILLAGE).length, session.value.device];
    await restart();
    assert.deepEqual([view.children(VILLAGE).length, session.value.device, unsent.value], [children, device, 1]);
  });
}

test('where nothing is missing nothing is written or said', async () => {
  await add('甲');
  assert.equal(await putBack(), false);
  assert.equal(putBackMark.value, null);
});

test('no number is given twice, though all that had them was sent and is gone', async () => {
  await add('甲');
  await add('乙');
  await talk();
  await restart();
  await store.mirrorMeta();
  await clear();
  await putBack();
  await restart();
  await add('丙');
  assert.equal(await store.lastSeq(session.value.device), 3);
});

test('whoever signed out in another window stays signed out', async () => {
  await store.setMeta('leaving', session.value.device);
  await clear('scopes', 'blocks');
  assert.equal(await putBack(), false);
  await store.setMeta('leaving', null);
  await store.setMeta('signed_in', null);
  assert.equal(await putBack(), false);
});

test('a phone that was wiped stays empty', async () => {
  const before = session.value;
  await account.wipe();
  session.value = before;
  assert.equal(await putBack(), false);
});

test('what was given and has not come is awaited, also after the browser was closed', async () => {
  await account.remember({ scopes: ['setup', VILLAGE, '430921103208'] });
  await restart();
  assert.deepEqual(awaited.value, ['430921103208']);
});
