/* Two people on one phone: what each sees, what lies in IndexedDB after one has left, and that nothing is lost. */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone, restart, signIn, talk } from './phone.mjs';
import { ROUND, VILLAGE } from './server.mjs';

const { act } = await import('../../static/field/core/act.js');
const { hashOf } = await import('../../static/field/core/canonical.js');
const account = await import('../../static/field/core/account.js');
const outbox = await import('../../static/field/core/outbox.js');
const recorded = await import('../../static/field/core/recorded.js');
const people = await import('../../static/field/core/people.js');
const signals = await import('../../static/field/core/signals.js');
const store = await import('../../static/field/core/store.js');
const { view } = await import('../../static/field/core/view.js');
const { reads } = await import('../../static/field/rounds/reads.js');

const CHILD = '00000000-0000-4000-8000-00000000c001';
const add = (name) => act.record('child', { area: VILLAGE, data: { name } });
const ownNames = async () => (await recorded.list()).map(({ op }) => op.data.name);
let server;

/** Everything that lies in IndexedDB, as text. */
async function everything() {
  const db = await new Promise((resolve) => (indexedDB.open('fieldapp').onsuccess = ({ target }) => resolve(target.result)));
  const read = (ask) => new Promise((resolve) => (ask.onsuccess = ({ target }) => resolve(target.result)));
  const found = [];
  for (const name of db.objectStoreNames) {
    const place = db.transaction(name).objectStore(name);
    found.push(name, await read(place.getAllKeys()), await read(place.getAll()));
  }
  db.close();
  return JSON.stringify(found);
}

/** Leave this phone: the server cannot be reached meanwhile, so that what is unsent stays so. */
async function leaveWith(...unsent) {
  server.wrong.down = true;
  for (const name of unsent) await add(name);
  await account.signOut(true);
  server.wrong.down = false;
}

beforeEach(async () => {
  server = await newPhone();
  server.addChild(CHILD, { name: '王在册', guardian: '王家长', phone: '13800001111' });
  await signIn();
});

test('after sign-out no name of a child lies on the phone but in what its owner did not send', async () => {
  server.wrong.judge = ({ data }) => ({ outcome: { 王未采: 'refused', 王待核: 'held' }[data.name] || 'applied', problem: { code: 'x', sentence: '王因' } });
  for (const name of ['王已报', '王未采', '王待核']) await add(name);
  await talk();
  for (const name of ['王在册', '13800001111', '王已报', '王未采', '王待核', '王因']) assert.ok((await everything()).includes(name), name);
  await leaveWith('王没报');
  const left = await everything();
  for (const name of ['王在册', '王家长', '13800001111', '王已报', '王未采', '王待核', '王因']) assert.ok(!left.includes(name), name);
  assert.ok(left.includes('王没报'));
  assert.ok(!left.includes('token-'), 'no token stays');
  assert.deepEqual(signals.left.value, [{ name: 'ann', n: 1 }]);
  assert.deepEqual([signals.unsent.value, signals.held.value, signals.refused.value], [0, 0, 0]);
});

test('who has sent everything leaves nothing of herself but the phone’s name for her', async () => {
  server.people.ann.name = '李秀英';
  await signIn();
  await add('王已报');
  await talk();
  await account.signOut();
  const left = await everything();
  for (const words of ['李秀英', '"ann"', '王已报', VILLAGE]) assert.ok(!left.includes(words), words);
  assert.deepEqual(signals.left.value, []);
});

test('the next person sees, counts, exports and sends nothing of the one before', async () => {
  const { device } = signals.session.value;
  await leaveWith('甲的孩子');
  await signIn('bao');
  await add('乙的孩子');
  assert.deepEqual(await ownNames(), ['乙的孩子']);
  assert.deepEqual([signals.unsent.value, signals.left.value], [1, [{ name: 'ann', n: 1 }]]);
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name).sort(), ['乙的孩子', '王在册']);
  assert.ok(!(await recorded.exportText()).includes('甲的孩子'));
  await talk();
  await outbox.purge();
  assert.deepEqual([...server.log.values()].map(({ op }) => op.data.name), ['乙的孩子']);
  assert.deepEqual((await store.marks('state', 'unsent')).map((one) => one.device), [device]);
});

test('who comes back finds what she left, sends it under its own name, and goes on counting', async () => {
  const { device } = signals.session.value;
  await add('一');
  await talk();
  await leaveWith('二');
  await signIn('bao');
  await add('乙');
  await signIn('ann');
  assert.equal(signals.session.value.device, device);
  assert.deepEqual([signals.unsent.value, signals.left.value], [0, [{ name: 'bao', n: 1 }]]);
  await add('三');
  await talk();
  const sent = [...server.log.values()].map(({ op }) => [op.data.name, op.device, op.seq]);
  assert.deepEqual(sent, [['一', device, 1], ['二', device, 2], ['三', device, 3]]);
  await signIn('bao');
  assert.equal(server.log.size, 4);
  assert.deepEqual(signals.left.value, []);
});

test('both unsent, the browser closed and opened between: nobody’s is lost', async () => {
  server.wrong.status = 503;
  await add('甲');
  await account.signIn('bao', 'right');
  await restart();
  await add('乙');
  await restart();
  assert.deepEqual(await ownNames(), ['乙']);
  await account.signIn('ann', 'right');
  assert.deepEqual(await ownNames(), ['甲']);
  delete server.wrong.status;
  await talk();
  await signIn('bao');
  assert.deepEqual([...server.log.values()].map(({ op }) => op.data.name).sort(), ['乙', '甲']);
});

test('an answer that comes after its person has left marks nothing and brings nothing back', async () => {
  await add('王甲');
  const sync = server.sync.bind(server);
  server.sync = async (...words) => {
    const said = await sync(...words);
    await account.signOut(true);
    return said;
  };
  assert.equal((await talk()).code, 'no_network');
  assert.deepEqual((await store.marks()).map(({ state }) => state), ['unsent']);
  delete server.sync;
  await signIn();
  assert.deepEqual([signals.unsent.value, server.log.size], [0, 1]);
});

test('what was taken in from a colleague’s file belongs to who took it in', async () => {
  server.wrong.down = true;
  await add('同事的');
  const text = await recorded.exportText();
  server = await newPhone();
  await signIn('bao');
  server.wrong.down = true;
  assert.equal((await recorded.importText(text)).taken, 1);
  await account.signOut(true);
  server.wrong.down = false;
  await signIn('ann');
  assert.deepEqual([await ownNames(), signals.left.value], [[], [{ name: 'bao', n: 1 }]]);
  await signIn('bao');
  assert.equal(server.log.size, 1);
});

test('a stopped phone wipes itself of its person; what another left unsent stays for her', async () => {
  const { device } = signals.session.value;
  await leaveWith('甲的');
  await signIn('bao');
  const mine = signals.session.value.device;
  [...server.tokens.values()].find(({ id }) => id === mine).stopped = true;
  await talk();
  assert.deepEqual([signals.session.value, signals.left.value], [null, [{ name: 'ann', n: 1 }]]);
  const left = await everything();
  assert.ok(left.includes('甲的') && !left.includes('王在册') && !left.includes('"bao"'));
  await signIn('ann');
  assert.deepEqual([...server.log.values()].map(({ op }) => [op.data.name, op.device, op.seq]), [['甲的', device, 1]]);
});

test('an account that an older page kept under its user name is found, and kept so no more', async () => {
  await add('一');
  await talk();
  const whole = await account.current();
  await store.setMeta('accounts', { ann: { username: 'ann', device: whole.device, user: whole.user, token: whole.token, epoch: whole.epoch, scopes: whole.scopes } });
  await store.setMeta('signed_in', 'ann');
  await restart();
  assert.deepEqual([signals.session.value.device, signals.session.value.user.username], [whole.device, 'ann']);
  await account.signOut();
  assert.ok(!(await everything()).includes('"ann"'));
  await signIn();
  await add('二');
  assert.deepEqual([signals.session.value.device, (await recorded.list())[0].seq], [whole.device, 2]);
  assert.equal((await people.everybody()).length, 1);
});

test('what an older page kept of somebody else’s sent records goes at the next conversation', async () => {
  await add('王旧');
  await talk();
  const [old] = await store.operations();
  await signIn('bao');
  await store.addOperation(old);
  await outbox.purge();
  assert.deepEqual((await store.marks()).map(({ state }) => state), []);
});

test('what screens put by in the browser’s own stores goes, settings stay', async () => {
  const fakeStorage = (names) => Object.defineProperty({ ...names }, 'removeItem', { value(name) { delete this[name]; } });
  globalThis.localStorage = fakeStorage({ lang: 'zh', 'fieldapp.draft.child': '{"name":"王"}', 'fieldapp.work.1': '{}', other: 'x' });
  globalThis.sessionStorage = fakeStorage({ 'fieldapp.said': '王' });
  await account.signOut();
  assert.deepEqual(Object.keys(globalThis.localStorage), ['lang', 'fieldapp.work.1', 'other']);
  assert.deepEqual(Object.keys(globalThis.sessionStorage), []);
  delete globalThis.localStorage;
  delete globalThis.sessionStorage;
});

test('a visit of the one before is neither shown nor counted, and her dose is not offered to be taken back', async () => {
  server.wrong.down = true;
  await act.record('visit', { area: VILLAGE, data: { round: ROUND, child: CHILD, on: '2025-12-01', outcome: 'vaccinated' } });
  await account.signOut(true);
  server.wrong.down = false;
  await signIn('bao');
  assert.equal(reads.result(CHILD, ROUND).state, 'todo');
  assert.deepEqual(reads.visits(CHILD), []);
});

test('a user name typed otherwise is the same person, with the same phone number and ledger', async () => {
  await add('一');
  await talk();
  const { device } = signals.session.value;
  for (const typed of [' ANN ', 'ａｎｎ', 'a n\u200bn']) {
    await account.signOut();
    await account.signIn(typed, 'right');
    assert.equal(signals.session.value.device, device, typed);
  }
});

test('what an older page kept of a user name with blanks is found', async () => {
  const whole = await account.current();
  await store.setMeta('accounts', { [await hashOf({ username: 'ann lee' })]: { device: whole.device, epoch: whole.epoch, token: null } });
  assert.equal((await people.known('Ann Lee ')).device, whole.device);
  await people.enter('Ann Lee', whole);
  assert.equal((await people.everybody()).length, 1);
});
