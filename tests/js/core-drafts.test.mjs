import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone, restart, signIn } from './phone.mjs';

const { act } = await import('../../static/field/core/act.js');
const account = await import('../../static/field/core/account.js');
const { draftOf, dropDraft, keepDraft, loadDrafts } = await import('../../static/field/core/drafts.js');
const { drafts } = await import('../../static/field/core/signals.js');

const KEY = '01890000-0000-7000-8000-00000000000a';
const VILLAGE = '430921103001';
const typed = (words, key = KEY) => keepDraft({ key, kind: 'child', area: VILLAGE, fresh: true, words });

beforeEach(async () => {
  await newPhone();
  await signIn();
});

test('what was typed last is there after the browser was closed', async () => {
  typed({ name: '周' });
  typed({ name: '周小雨', sex: 'female' });
  await loadDrafts();
  await restart();
  assert.deepEqual(draftOf(KEY).words, { name: '周小雨', sex: 'female' });
});

test('nothing typed, or only the household it was opened from, is no draft', async () => {
  typed({ name: '周' });
  typed({ household: 'x' });
  await loadDrafts();
  await restart();
  assert.deepEqual(drafts.value, []);
});

test('saved or thrown away it is gone', async () => {
  typed({ name: '周' });
  await dropDraft(KEY);
  await restart();
  assert.deepEqual(drafts.value, []);
});

test('one whose record was saved in the moment the page died is known for saved', async () => {
  typed({ name: '周小雨' });
  await act.record('child', { key: KEY, area: VILLAGE, data: { name: '周小雨' } });
  await restart();
  assert.deepEqual(drafts.value, []);
  await restart();
  assert.deepEqual(drafts.value, []);
});

test('only its own person sees it, also after the other one has signed out', async () => {
  typed({ name: '周小雨' });
  await account.signOut(true);
  assert.deepEqual(drafts.value, []);
  await signIn('bao');
  assert.deepEqual(drafts.value, []);
  await account.signOut(true);
  await signIn('ann');
  assert.equal(draftOf(KEY).words.name, '周小雨');
});
