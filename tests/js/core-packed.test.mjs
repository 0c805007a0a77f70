import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold } from '../../static/field/core/fold.js';
import { pack, Row, say, unpack } from '../../static/field/core/packed.js';

const AREA = '430921103001';
const HEAD = { area: AREA, version: 3, at: '2025-12-01T00:00:00.000Z', by: 'ann' };
const child = { ...HEAD, kind: 'child', key: 'k1', data: { name: '小明', born: '2023-01-05', joined: null, doses: [['IPV', '2023-03-08', 'paper']] } };
const other = { ...HEAD, kind: 'child', key: 'k2', data: { name: '小红', area: 'a field of that name', kind: 'and this' } };
const visit = { ...HEAD, kind: 'visit', key: 'v1', data: { child: 'k1', outcome: 'absent' } };
const again = (rows) => unpack(structuredClone(pack(rows)));
const read = ({ kind, key, area, version, at, by, data }) => ({ kind, key, area, version, at, by, data });

test('rows of several kinds come back as they were, those of a kind in their order', () => {
  assert.deepEqual(again([child, visit, other]).map(read), [child, other, visit]);
});

test('one field is said without the others, and one that is not there is not', () => {
  const [first, second] = again([child, other]);
  assert.deepEqual([say(first, 'name'), say(first, 'joined'), say(second, 'area'), say(second, 'born'), say(second, 'phone')], ['小明', null, 'a field of that name', undefined, undefined]);
  assert.equal(say(child, 'name'), '小明');
});

test('a packed row makes the record that the row makes', () => {
  for (const row of [child, other, visit]) assert.deepEqual(fold(again([row])[0], []), fold(row, []));
});

test('packed rows are packed again, beside rows as they came', () => {
  const [kept] = again([child]);
  assert.ok(kept instanceof Row);
  assert.deepEqual(again([kept, other]).map(read), [child, other]);
});

test('a block of an older page holds its rows as they came', () => {
  assert.deepEqual(unpack([child]), [child]);
});

test('a block packed row by row, as pages before this one did, reads the same', () => {
  const values = ({ key, area, version, at, by }, ...data) => [key, area, version, at, by, ...data];
  const block = structuredClone({ packed: [[['child', 'area', 'version', 'at', 'by', 'name', 'joined'], [values(child, '小明', null), values(other, '小红')]]] });
  const rows = unpack(block);
  assert.deepEqual(rows.map(read), [{ ...child, data: { name: '小明', joined: null } }, { ...other, data: { name: '小红' } }]);
  assert.deepEqual(again(rows).map(read), rows.map(read));
});

test('the values of a field lie as one text, which is opened when the field is asked for', () => {
  const { columns: [[names, columns]] } = pack([child, other]);
  assert.deepEqual(columns.map((one) => typeof one).filter((sort) => sort !== 'string').length, 1); // the one with a null in it
  assert.equal(columns[names.indexOf('name', 5)], '["小明","小红"]');
});

test('a field that would turn an object into another is none', () => {
  const strange = { ...visit, data: JSON.parse('{"outcome": "absent", "__proto__": {"name": "x"}}') };
  const { data } = again([strange])[0];
  assert.deepEqual([Object.keys(data), data.name], [['outcome'], undefined]);
});
