import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone, restart, signIn, talk } from './phone.mjs';
import { ROUND, VILLAGE } from './server.mjs';

const { act } = await import('../../static/field/core/act.js');
const { hashOf } = await import('../../static/field/core/canonical.js');
const outbox = await import('../../static/field/core/outbox.js');
const recorded = await import('../../static/field/core/recorded.js');
const { held, refused, session, unsent } = await import('../../static/field/core/signals.js');
const store = await import('../../static/field/core/store.js');
const { view } = await import('../../static/field/core/view.js');
const { reads } = await import('../../static/field/rounds/reads.js');

const DAY = 86400000;
const add = (name) => act.record('child', { area: VILLAGE, data: { name } });
const states = async () => (await recorded.list()).map(({ state }) => state).reverse();
let server;

beforeEach(async () => {
  server = await newPhone();
  await signIn();
});

test('an operation stays until a receipt names its id and its hash', async () => {
  const { id } = await add('小明');
  const [{ op }] = await recorded.list();
  const hash = await hashOf(op);
  await outbox.mark([{ id, hash: 'another', outcome: 'applied', version: 1 }], server.time());
  await outbox.mark([{ id: 'someone', hash, outcome: 'applied', version: 1 }], server.time());
  await outbox.mark([{ id, hash, outcome: 'surprise', version: 1 }], server.time());
  assert.deepEqual([unsent.value, await states()], [1, ['unsent']]);
  assert.equal(await outbox.mark([{ id, hash, outcome: 'applied', version: 1 }], server.time()), 1);
  assert.deepEqual([unsent.value, await states()], [0, ['sent']]);
});

test('every verdict is listed with its reason, newest first, and counted', async () => {
  const verdicts = { a: { outcome: 'applied' }, b: { outcome: 'held', problem: { code: 'unknown_round', sentence: '没有这一轮次' } } };
  verdicts.c = { outcome: 'refused', problem: { code: 'born_in_future', sentence: '出生日期在今天以后' } };
  verdicts.d = { outcome: 'conflict', note: 'differs:born' };
  server.wrong.judge = ({ data }) => verdicts[data.name];
  for (const name of Object.keys(verdicts)) await add(name);
  assert.equal(await talk(), null);
  const found = (await recorded.list()).map(({ op, state, sentence }) => [op.data.name, state, sentence]);
  assert.deepEqual(found, [['d', 'conflict', null], ['c', 'refused', '出生日期在今天以后'], ['b', 'held', '没有这一轮次'], ['a', 'sent', null]]);
  assert.deepEqual([unsent.value, refused.value, held.value], [0, 1, 1]);
});

test('what was refused is not shown as done, what is held is', async () => {
  server.wrong.judge = ({ data }) => ({ outcome: data.name === 'no' ? 'refused' : 'held' });
  await add('no');
  await add('later');
  await talk();
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name), ['later']);
  await restart();
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name), ['later']);
});

test('a verdict that changed later reaches the phone', async () => {
  server.wrong.judge = () => ({ outcome: 'held', problem: { code: 'unknown_round', sentence: '没有这一轮次' } });
  const { id } = await add('小明');
  await talk();
  assert.deepEqual(await states(), ['held']);
  const [{ op }] = await recorded.list();
  server.apply(op);
  const data = { outcome: 'applied', hash: await hashOf(op), version: server.version };
  server.told.push({ to: session.value.device, row: { kind: 'receipt', key: id, area: VILLAGE, version: server.version, data } });
  await talk();
  assert.deepEqual([await states(), held.value], [['sent'], 0]);
  assert.equal((await recorded.list())[0].sentence, null);
  assert.equal(view.children(VILLAGE).length, 1);
});

test('what a supervisor settled is neither waited for nor shown as done: another record counts in its place, or none', async () => {
  const verdicts = { mended: { outcome: 'held', note: 'mended' }, aside: { outcome: 'refused', note: 'late set_aside' } };
  verdicts.chosen = { outcome: 'conflict', note: 'differs:born mended' };
  verdicts.left = { outcome: 'held', note: 'differs:mended' };
  server.wrong.judge = ({ data }) => verdicts[data.name];
  for (const name of Object.keys(verdicts)) await add(name);
  await talk();
  assert.deepEqual(await states(), ['settled', 'settled', 'sent', 'held']);
  assert.deepEqual([refused.value, held.value], [0, 1]);
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name), ['left']);
  await restart();
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name), ['left']);
});

test('a copy is kept 60 days counted in the time the server tells, not the phone', async () => {
  await add('小明');
  await talk();
  server.clock = 59 * DAY;
  await talk();
  await outbox.purge();
  assert.equal((await recorded.list()).length, 1);
  server.clock = 61 * DAY;
  await talk();
  await outbox.purge();
  assert.equal((await recorded.list()).length, 0);
});

test('what is unsent or held is never too old', async () => {
  server.wrong.judge = ({ data }) => ({ outcome: data.name === 'held' ? 'held' : 'applied' });
  await add('held');
  await talk();
  server.wrong.most = -1;
  await add('unsent');
  server.clock = 400 * DAY;
  await talk();
  await outbox.purge();
  assert.deepEqual(await states(), ['held', 'unsent']);
});

test('numbers go on after copies were deleted and after a restart', async () => {
  await add('one');
  await talk();
  server.clock = 61 * DAY;
  await talk();
  await outbox.purge();
  await restart();
  await add('two');
  assert.equal((await recorded.list())[0].seq, 2);
});

test('a number another window took in the same moment is not taken twice', async () => {
  const { device } = session.value;
  const other = { id: '00000000-0000-4000-8000-0000000000f1', device, seq: 1, kind: 'child', key: 'k', area: VILLAGE, at: 'x', by: 'y', data: {} };
  const adding = add('mine');
  await store.addOperation({ device, seq: 1, id: other.id, area: VILLAGE, state: 'unsent', live: 1, op: other });
  await adding;
  assert.deepEqual((await store.operations()).map(({ seq }) => seq), [1, 2]);
});

test('a user name that now is another person gets a number of its own on this phone', async () => {
  await add('小明');
  const { device } = session.value;
  server.people.ann = { ...server.people.ann, id: server.people.bao.id };
  await signIn();
  assert.notEqual(session.value.device, device);
  assert.deepEqual((await recorded.list()).map((one) => one.op.device), [device]);
});

test('a number another window gave is not given again, though its operation is gone', async () => {
  await add('one');
  const { device } = session.value;
  const op = { id: '00000000-0000-4000-8000-0000000000f2', device, seq: 2, kind: 'child', key: 'k', area: VILLAGE, at: 'x', by: 'y', data: {} };
  await store.addOperation({ device, seq: 2, id: op.id, area: VILLAGE, state: 'applied', op });
  await store.deleteOperations([[device, 2]]);
  await add('two');
  assert.deepEqual((await store.operations()).map(({ seq }) => seq), [1, 3]);
});

test('unsent operations leave in a file and are sent from another phone under their own names', async () => {
  const mine = await add('小明');
  const text = await recorded.exportText();
  const file = JSON.parse(text);
  assert.deepEqual([file.format, file.ops.length, file.ops[0].id], ['fieldapp-operations', 1, mine.id]);
  server = await newPhone();
  await signIn('bao');
  assert.deepEqual(await recorded.importText(text), { taken: 1, strange: [] });
  assert.deepEqual(await recorded.importText(text), { taken: 0, strange: [] });
  await talk();
  assert.deepEqual(server.log.get(mine.id).op, file.ops[0]);
  assert.equal(unsent.value, 0);
});

test('a file that is not one of ours is refused and changes nothing', async () => {
  const texts = ['', '<html>', '[]', '{"format":"fieldapp-operations","ops":[{"id":1}]}', '{"ops":[]}'];
  for (const text of texts) await assert.rejects(recorded.importText(text), { code: 'not_a_file' });
  assert.equal(unsent.value, 0);
});

test('an operation of a day long done still shows the child as done after its copy is gone', async () => {
  server.addChild('00000000-0000-4000-8000-00000000c001');
  await talk();
  const [{ key }] = view.children(VILLAGE);
  await act.record('visit', { area: VILLAGE, data: { round: ROUND, child: key, on: '2025-12-01', outcome: 'vaccinated' } });
  await talk();
  server.clock = 61 * DAY;
  await talk();
  await outbox.purge();
  await restart();
  assert.equal(reads.result(key, ROUND).state, 'vaccinated');
});

test('who made a visit is still known when the server has it and the app was closed, so that it can be taken back', async () => {
  const { key } = await act.record('visit', { area: VILLAGE, data: { round: ROUND, child: 'k', on: '2025-12-01', outcome: 'vaccinated' } });
  assert.equal(await talk(), null);
  await restart();
  await recorded.list(); // as long as reading all that is kept takes
  assert.equal(view.author({ key }), session.value.user.id);
  assert.equal(view.author({ key: 'another', given_by: session.value.user.id }), undefined); // a lister may have typed it
});
