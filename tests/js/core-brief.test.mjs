import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pack, unpack } from '../../static/field/core/packed.js';
import { lay, lift, putRow, view } from '../../static/field/core/view.js';
import { A, op, row } from './view-rows.mjs';

const kept = (...rows) => unpack(structuredClone(pack(rows)));
const put = (...rows) => kept(...rows).forEach((one) => putRow(A, one));
const FIELDS = ['key', 'area', 'version', 'at', 'by', 'unsent', 'name', 'born', 'household', 'doses', 'phone'];
const read = (record) => Object.fromEntries(FIELDS.map((name) => [name, record[name]]));

test('a record read field by field says what the whole one says, also where a value is strange', () => {
  put(
    row('child', 'k1', { name: '小明', born: '2023-01-05', doses: [['IPV', '2023-03-08', 'paper']] }),
    row('child', 'k2', { name: { no: 'name' }, born: 'yesterday', phone: 13800000000, household: 'h1' }),
    row('child', 'k3', { name: '小\u0000红', phone: null }),
  );
  const children = view.children(A);
  assert.equal(children.length, 3);
  for (const one of children) assert.deepEqual(read(one), read(view.child(one.key)));
});

test('what this phone recorded of a child is read at once, and taken back is read no more', () => {
  put(row('child', 'k1', { name: '小明' }));
  const [before] = view.children(A);
  assert.equal(view.children(A)[0], before);
  const renamed = op('child', 'k1', { name: '大明' });
  lay(renamed, 'unsent');
  assert.deepEqual(view.children(A).map(({ name, unsent }) => [name, unsent]), [['大明', true]]);
  lift(renamed);
  assert.deepEqual(view.children(A).map(({ name, unsent }) => [name, unsent]), [['小明', false]]);
  lay(op('child', 'k1', undefined, { void: true }), 'unsent');
  assert.deepEqual(view.children(A), []);
});

test('a row that comes anew from the server is read anew', () => {
  put(row('household', 'h1', { head: '王大山' }));
  assert.equal(view.houseOf('h1').head, '王大山');
  putRow(A, row('household', 'h1', { head: '王小山' }, { version: 2 }));
  assert.equal(view.houseOf('h1').head, '王小山');
  assert.deepEqual(view.households(A).map(({ head }) => head), ['王小山']);
  assert.equal(view.houseOf('nowhere'), null);
});

test('fields that other rows of its kind have are read too, whichever block they came with', () => {
  put(row('visit', 'v1', { child: 'k1' }));
  put(row('visit', 'v2', { child: 'k1', note: '明天回' }));
  assert.deepEqual(view.briefs('visit', A).map(({ note }) => note), [undefined, '明天回']);
});
