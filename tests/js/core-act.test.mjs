import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone, restart, signIn, talk } from './phone.mjs';
import { OTHER, ROUND, VILLAGE } from './server.mjs';

const { act } = await import('../../static/field/core/act.js');
const outbox = await import('../../static/field/core/outbox.js');
const recorded = await import('../../static/field/core/recorded.js');
const { session, unsent } = await import('../../static/field/core/signals.js');
const { view } = await import('../../static/field/core/view.js');
const { reads } = await import('../../static/field/rounds/reads.js');

const CHILD = '00000000-0000-4000-8000-00000000c001';
let server;
const dose = (more = {}) => ({ round: ROUND, child: CHILD, on: '2025-12-01', outcome: 'vaccinated', ...more });

beforeEach(async () => {
  server = await newPhone();
  server.addChild(CHILD);
  await signIn();
});

test('a dose recorded without network is kept, shown, still there after a restart, and sent once the network is back', async () => {
  server.wrong.down = true;
  const { id, key } = await act.record('visit', { area: VILLAGE, data: dose() });
  assert.equal(id, key);
  assert.equal(reads.result(CHILD, ROUND).state, 'vaccinated');
  await restart();
  assert.equal(unsent.value, 1);
  assert.equal(reads.result(CHILD, ROUND).state, 'vaccinated');
  server.wrong = {};
  assert.equal(await talk(), null);
  assert.equal(unsent.value, 0);
  assert.equal(server.log.get(id).op.data.child, CHILD);
  assert.equal((await recorded.list())[0].state, 'sent');
  assert.equal(reads.visits(CHILD).length, 1);
});

test('an operation has every field of the contract, and a number without a gap', async () => {
  await act.record('visit', { area: VILLAGE, data: dose({ note: undefined }) });
  await act.record('child', { key: CHILD, area: VILLAGE, data: { name: '王小明', phone: null } });
  const [second, first] = (await recorded.list()).map(({ op }) => op);
  const { user, device } = session.value;
  assert.deepEqual(Object.keys(first).sort(), ['area', 'at', 'base', 'by', 'data', 'device', 'id', 'key', 'kind', 'seq']);
  assert.deepEqual([first.seq, second.seq], [1, 2]);
  assert.deepEqual([second.by, second.device, second.key], [user.id, device, CHILD]);
  assert.deepEqual(second.data, { name: '王小明', phone: null });
  assert.equal(second.base, view.record('child', CHILD).version);
  assert.match(second.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('many taps at once are kept in the order of the taps', async () => {
  const names = Array.from({ length: 20 }, (_, n) => `孩子${n}`);
  await Promise.all(names.map((name) => act.record('child', { area: VILLAGE, data: { name } })));
  const kept = (await recorded.list()).map(({ op }) => op).sort((a, b) => a.seq - b.seq);
  assert.deepEqual(kept.map(({ data }) => data.name), names);
  assert.deepEqual(kept.map(({ seq }) => seq), names.map((_, n) => n + 1));
});

test('who has seen a value can correct it, even with a clock that is a year slow', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2024-01-01T00:00:00Z') });
  await act.record('child', { key: CHILD, area: VILLAGE, data: { name: '改正' } });
  const [{ op }] = await recorded.list();
  assert.equal(op.at, '2025-11-20T00:00:00.001Z');
  assert.equal(view.child(CHILD).name, '改正');
});

test('a second visit of a child is later than the first, whatever the clock does in between', async (t) => {
  await act.record('visit', { area: VILLAGE, data: dose({ outcome: 'absent_short' }) });
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2024-01-01T00:00:00Z') });
  await act.record('visit', { area: VILLAGE, data: dose({ outcome: 'ill' }) });
  assert.equal(reads.result(CHILD, ROUND).visit.outcome, 'ill');
});

test('a record taken back is gone at once and the void is an operation of its own', async () => {
  const { key } = await act.record('visit', { area: VILLAGE, data: dose() });
  const taken = await act.void('visit', key, VILLAGE);
  assert.equal(reads.result(CHILD, ROUND).state, 'todo');
  assert.deepEqual(view.doses(CHILD), []);
  const [{ op }] = await recorded.list();
  assert.deepEqual([op.id, op.key, op.void, op.data], [taken.id, key, true, {}]);
});

test('a dose record gets the key every phone would give it', async () => {
  const data = { child: CHILD, product: 'bOPV', given_on: '2025-01-02', source: 'card' };
  const one = await act.record('dose', { area: VILLAGE, data });
  const other = await act.record('dose', { area: VILLAGE, data });
  assert.equal(one.key, other.key);
  assert.deepEqual(view.doses(CHILD).map(({ product, given_on }) => [product, given_on]), [['bOPV', '2025-01-02']]);
});

test('nothing is recorded for nobody or nowhere', async () => {
  await assert.rejects(act.record('child', { area: '4309', data: {} }), { code: 'no_area' });
  session.value = null;
  await assert.rejects(act.record('child', { area: OTHER, data: {} }), { code: 'not_signed_in' });
});
