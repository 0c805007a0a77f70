/* Whatever a colleague's file or an older page left here: the phone starts, shows its lists and sends what can be sent. */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone, restart, signIn, talk } from './phone.mjs';
import { ROUND, VILLAGE } from './server.mjs';

const { hashOf } = await import('../../static/field/core/canonical.js');
const outbox = await import('../../static/field/core/outbox.js');
const recorded = await import('../../static/field/core/recorded.js');
const { find } = await import('../../static/field/core/search.js');
const { isOperation, isStrange, plain, shown, unreadable } = await import('../../static/field/core/showing.js');
const signals = await import('../../static/field/core/signals.js');
const store = await import('../../static/field/core/store.js');
const { view } = await import('../../static/field/core/view.js');
const { reads } = await import('../../static/field/rounds/reads.js');

const CHILD = '00000000-0000-4000-8000-00000000c001';
const id = (n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const nested = (levels) => Array.from({ length: levels }).reduce((inside) => [inside], []);
const HOSTILE = [7, -1, 1e308, true, false, null, [], {}, [[]], { a: 1 }, '', '\0', '\ud800', '\u202e', 'x'.repeat(1e5), '<b>', '__proto__', nested(49)];
const FIELDS = ['name', 'born', 'sex', 'guardian', 'mother', 'phone', 'phone2', 'household', 'status', 'listed_on', 'doses', 'moved_from', 'child', 'other',
  'round', 'on', 'outcome', 'reason', 'product', 'batch', 'given_by', 'given_on', 'lat', 'lon', 'head', 'door', 'door_order', 'group', 'people', 'address', 'note',
  'asked', 'asks', 'joined', 'key', 'area', 'at', 'by', 'version', 'constructor', 'toString', 'unknown'];
const KINDS = ['child', 'visit', 'dose', 'household', 'same_child', 'batch', 'enrolment', 'constructor', 'nonsense'];
let server;

const made = (n, words) => ({ id: id(n), device: id(9), seq: n, kind: 'child', key: id(n), area: VILLAGE, at: '2025-12-01T08:00:00.000Z', by: id(8), data: {}, ...words });
const file = (...ops) => JSON.stringify({ format: 'fieldapp-operations', version: 1, ops });

/** Everything screens ask for of a village. */
function lookAtAll() {
  for (const child of view.children(VILLAGE)) {
    for (const text of [child.name, child.guardian, child.mother, child.phone, child.born]) if (text) text.slice(-4);
    [view.doses(child.key), reads.visits(child.key), reads.result(child.key, ROUND), view.household(child.household), view.joins(child.key)].forEach(String.bind(null, ''));
    if (child.lat !== undefined && child.lat !== null) child.lat.toFixed(2);
  }
  view.households(VILLAGE).forEach((house) => [house.head, house.door, house.group].forEach((text) => text && text.trim()));
  reads.guests(VILLAGE, ROUND);
  reads.batches(VILLAGE);
  find(VILLAGE, 'wxm');
  find(VILLAGE, '138');
}

beforeEach(async () => {
  server = await newPhone();
  server.addChild(CHILD);
  await signIn();
});

test('what is right is the very same object', () => {
  const child = { key: id(1), name: '阿依努尔·买买提', born: '2021-05-04', lat: 29.3, unnamed: false, doses: [['bOPV', '2025-12-01', 'card']], phone: null, more: { a: 1 } };
  assert.equal(shown(child), child);
  for (const words of ['王小明', '𠮷野', 'Ärzte 3-2号', '👶🏽']) assert.equal(plain(words), words);
});

test('text is made plain, a number becomes text, an object is not readable, a day that is none goes', () => {
  assert.deepEqual(shown({ key: id(1), name: '小\ud800明', phone: 138, guardian: {}, born: 7, lat: 'x', doses: 3, head: 'a\u202eb' }), {
    key: id(1), name: '小\ufffd明', phone: '138', guardian: '看不懂 00000000', born: undefined, lat: undefined, doses: undefined, head: 'a\ufffdb',
  });
  assert.equal(unreadable(), '看不懂');
});

test('every kind with anything in any field is laid over the rows and looked at without an error', () => {
  for (const kind of KINDS) {
    for (const name of FIELDS) {
      for (const value of HOSTILE) {
        const data = { child: CHILD, other: CHILD, round: ROUND, name: '小明', [name]: value };
        assert.doesNotThrow(() => [shown(data, id(1)), isStrange({ data })], `${kind} ${name}`);
      }
    }
  }
});

test('a phone whose outbox holds anything starts, lists it, and looks at its villages', async () => {
  let n = 100;
  for (const kind of KINDS) {
    for (const name of FIELDS) {
      for (const value of HOSTILE.filter((_one, at) => (at + n) % 6 === 0)) {
        n += 1;
        const data = { child: CHILD, other: id(3), round: ROUND, outcome: 'vaccinated', name: '小明', [name]: value };
        const op = made(n, { kind, data: n % 17 ? data : value, key: kind === 'child' && n % 3 ? CHILD : id(n), ...(n % 23 ? {} : { void: true }) });
        await store.addOperation({ device: op.device, seq: op.seq, id: op.id, area: VILLAGE, state: 'unsent', live: 1, owner: signals.session.value.device, op });
      }
    }
  }
  await restart();
  assert.ok(signals.unsent.value > 500);
  assert.doesNotThrow(lookAtAll);
  const list = await recorded.list();
  assert.equal(list.length, signals.unsent.value);
  assert.ok(list.some(({ strange }) => strange));
  for (const { data } of list) for (const name of ['name', 'on', 'child']) assert.ok(data === null || typeof data !== 'object' || data[name] == null || typeof data[name] === 'string');
});

test('a colleague’s file: what can be sent is taken in, what cannot is named and left in the file', async () => {
  const good = [made(1, { data: { name: '好的' } }), made(2, { kind: 'visit', data: { child: {}, on: 7 } }), made(3, { void: true, data: undefined })];
  const bad = [null, 7, 'x', [], {}, made(4, { data: { name: '\ud800' } }), made(5, { data: { '\udfff': 1 } }), made(6, { data: [] }), made(7, { seq: 0 }),
    made(8, { area: '村' }), made(9, { kind: '<b>' }), made(10, { key: 'x' }), made(11, { at: 'never' }), made(12, { data: { deep: nested(60) } })];
  const { taken, strange } = await recorded.importText(file(...good, ...bad));
  assert.deepEqual([taken, strange.length], [3, bad.length]);
  assert.doesNotThrow(lookAtAll);
  await restart();
  assert.equal(signals.unsent.value, 3);
  await talk();
  assert.deepEqual([...server.log.keys()].sort(), good.map((op) => op.id).sort());
  assert.equal(signals.unsent.value, 0);
});

test('a field called __proto__ stays a word of the record and makes nothing of it', async () => {
  const text = file(made(1, { data: { name: '小明' } })).replace('"name"', '"__proto__":{"born":"2021-01-01","doses":7},"constructor":{},"name"');
  assert.equal((await recorded.importText(text)).taken, 1);
  const child = view.child(id(1));
  assert.deepEqual([child.name, child.born, Object.getPrototypeOf(child) === Object.prototype], ['小明', undefined, true]);
  const [{ op }] = await recorded.list();
  assert.equal(await hashOf(op), await hashOf(JSON.parse(text).ops[0]));
  await talk();
  assert.equal(server.log.size, 1);
});

test('an operation is one only when it can be hashed and sent', () => {
  assert.ok(isOperation(made(1)));
  for (const words of [{ id: 1 }, { by: null }, { seq: 1.5 }, { seq: 2 ** 60 }, { kind: 'A' }, { area: 430921103001 }, { data: 'x' }, { data: { n: Infinity } }]) {
    assert.ok(!isOperation(made(1, words)), JSON.stringify(words));
  }
});
