import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone, restart, signIn, talk } from './phone.mjs';
import { VILLAGE } from './server.mjs';

const { act } = await import('../../static/field/core/act.js');
const outbox = await import('../../static/field/core/outbox.js');
const recorded = await import('../../static/field/core/recorded.js');
const { kept, session, storageProblem, unsent } = await import('../../static/field/core/signals.js');
const store = await import('../../static/field/core/store.js');
const { view } = await import('../../static/field/core/view.js');

const add = (name) => act.record('child', { area: VILLAGE, data: { name } });
const names = () => view.children(VILLAGE).map(({ name }) => name);
const raw = (version) =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open('fieldapp', version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

beforeEach(async () => {
  await newPhone();
  await signIn();
});

/** Make the next `times` calls of `name` on a class throw or fail. */
function failing(t, type, name, wrong, times = Infinity) {
  const whole = type.prototype[name];
  let left = times;
  t.mock.method(type.prototype, name, function once(...words) {
    if (left <= 0) return whole.apply(this, words);
    left -= 1;
    throw new DOMException('made to fail', wrong);
  });
}

const plain = ({ kind, key, area, version, data }) => ({ kind, key, area, version, data });

test('rows of a village are kept in blocks and come back whole', async () => {
  const rows = Array.from({ length: 450 }, (_, n) => ({ kind: 'child', key: `k${n}`, area: VILLAGE, version: 1, data: { name: `${n}` } }));
  const blocks = [rows.slice(0, 200), rows.slice(200, 400), rows.slice(400)];
  await store.saveScope('phone', { scope: VILLAGE, cursor: 9, etag: 'x', blocks });
  await store.saveChanges('phone', [{ scope: VILLAGE, cursor: 10, etag: 'x', blocks: [[2, rows.slice(400, 401)]] }]);
  const [scope, ...others] = await store.loadScopes('phone');
  assert.deepEqual([scope.cursor, scope.etag, others.length], [10, 'x', 0]);
  assert.deepEqual(scope.blocks.map((block) => block.length), [200, 200, 1]);
  await store.saveScope('phone', { scope: VILLAGE, cursor: 11, etag: 'y', blocks: [rows.slice(0, 3)] });
  assert.deepEqual((await store.loadScopes('phone'))[0].blocks.map((block) => block.map(plain)), [rows.slice(0, 3)]);
  await store.dropScope('phone', VILLAGE);
  assert.deepEqual(await store.loadScopes('phone'), []);
});

test('in the clear are ids, areas, states, versions and times, never what was said', async () => {
  await add('王小明');
  const db = await raw();
  const read = (name) => new Promise((resolve) => (db.transaction(name).objectStore(name).getAll().onsuccess = ({ target }) => resolve(target.result)));
  const clear = new Set((await read('outbox')).flatMap(Object.keys));
  assert.deepEqual([...clear].sort(), ['area', 'device', 'id', 'live', 'sealed', 'seq', 'state']);
  assert.deepEqual([...new Set((await read('blocks')).flatMap(Object.keys))].sort(), ['device', 'n', 'scope', 'sealed']);
  db.close();
});

test('whatever writes to the outbox is strict', async (t) => {
  const asked = [];
  const whole = IDBDatabase.prototype.transaction;
  t.mock.method(IDBDatabase.prototype, 'transaction', function watch(stores, mode, options) {
    if (mode === 'readwrite' && [].concat(stores).includes('outbox')) asked.push(options && options.durability);
    return whole.call(this, stores, mode, options);
  });
  await add('小明');
  await talk();
  await recorded.importText(await recorded.exportText());
  assert.ok(asked.length >= 2);
  assert.deepEqual([...new Set(asked)], ['strict']);
});

test('storage quota hit mid-write: the worker is told, nothing is shown as saved, and the next write heals it', async (t) => {
  failing(t, IDBObjectStore, 'add', 'QuotaExceededError', 1);
  await assert.rejects(add('lost'), { code: 'storage_full' });
  assert.deepEqual([kept.value, unsent.value, names()], [false, 0, []]);
  assert.match(storageProblem.value.sentence, /手机存储满了/);
  await add('saved');
  assert.deepEqual([kept.value, unsent.value, names(), storageProblem.value], [true, 1, ['saved'], null]);
  await restart();
  assert.deepEqual(names(), ['saved']);
});

test('a copy is deleted only together with the note that its number was given', async (t) => {
  await add('one');
  const { device } = session.value;
  failing(t, IDBObjectStore, 'put', 'QuotaExceededError', 1); // the copy is deleted, the note cannot be made
  await assert.rejects(store.deleteOperations([[device, 1]]), { code: 'storage_full' });
  assert.deepEqual((await store.operations()).map(({ seq }) => seq), [1]);
});

test('IndexedDB closed by the browser with a full outbox: it is opened again and recording goes on', async () => {
  await add('one');
  await store.close(); // as Chromium does under storage pressure
  await add('two');
  assert.deepEqual((await store.operations()).map(({ op }) => op.data.name), ['one', 'two']);
});

test('a connection that is closing when a record is written is opened anew, the record kept once', async (t) => {
  await add('one');
  failing(t, IDBDatabase, 'transaction', 'InvalidStateError', 1);
  await add('two');
  assert.deepEqual((await store.operations()).map(({ op }) => op.data.name), ['one', 'two']);
});

test('IndexedDB upgraded by a newer page with a full outbox: the older page lets it, goes on, and keeps everything', async () => {
  await add('one');
  const newer = await raw(7);
  newer.close();
  await add('two');
  assert.deepEqual((await store.operations()).map(({ op }) => op.data.name), ['one', 'two']);
  await restart();
  assert.deepEqual([unsent.value, names()], [2, ['one', 'two']]);
  await store.close();
  await new Promise((resolve) => (indexedDB.deleteDatabase('fieldapp').onsuccess = resolve));
});

test('IndexedDB blocked by another window: the worker is told which window, and recording goes on when it is gone', async (t) => {
  await store.close();
  const open = indexedDB.open.bind(indexedDB);
  const older = await new Promise((resolve) => (open('shape', 1).onsuccess = ({ target }) => resolve(target.result)));
  t.mock.method(indexedDB, 'open', () => open('shape', 2)); // an upgrade that the older window does not make room for
  await assert.rejects(add('lost'), { code: 'storage_blocked' });
  assert.match(storageProblem.value.sentence, /关掉其他/);
  older.close();
  t.mock.restoreAll();
  await add('saved');
  assert.deepEqual([storageProblem.value, (await store.operations()).length], [null, 1]);
});

test('a browser that keeps nothing says so instead of pretending', async (t) => {
  await store.close();
  t.mock.method(indexedDB, 'open', () => {
    throw new DOMException('private', 'SecurityError');
  });
  await assert.rejects(add('lost'), { code: 'storage_failed' });
  assert.deepEqual(names(), []);
});
