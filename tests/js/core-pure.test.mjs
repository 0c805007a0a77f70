import assert from 'node:assert/strict';
import { test } from 'node:test';
import { families, heads } from '../../static/field/core/family.js';
import { fold } from '../../static/field/core/fold.js';
import { fitDoor, fitName, fitPhone, onlyDigits, readDoor, readName, typedWord } from '../../static/field/core/match.js';

const entry = (id, at, data, state = 'unsent', more = {}) => ({ state, op: { id, at, key: 'k', area: 'a', by: 'ann', data, ...more } });

test('any order of the same words gives the same record', () => {
  const row = { key: 'k', area: 'a', version: 3, at: '1', data: { name: 'row', phone: '1' } };
  const words = [entry('b', '5', { name: 'b' }), entry('a', '5', { name: 'a', sex: 'male' }), entry('c', '4', { name: 'c', phone: null })];
  const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
  const found = orders.map((order) => fold(row, order.map((n) => words[n])));
  assert.deepEqual([found[0].name, found[0].sex, 'phone' in found[0], found[0].at], ['b', 'male', false, '5']);
  for (const one of found) assert.deepEqual(one, found[0]);
});

test('nothing said and nothing stored is no record', () => {
  assert.equal(fold(null, []), null);
  assert.equal(fold(null, [entry('a', '1', { name: 'x' }, 'refused')]), null);
  assert.equal(fold(null, [entry('a', '1', {}, 'unsent', { void: true })]), null);
});

test('joined keys all lead to the smallest, in whatever order they were joined', () => {
  const links = [['d', 'c'], ['b', 'a'], ['c', 'b'], ['x', 'y']];
  for (const order of [links, [...links].reverse()]) {
    const found = heads(order);
    assert.deepEqual(['a', 'b', 'c', 'd', 'x', 'y'].map((key) => found.get(key)), ['a', 'a', 'a', 'a', 'x', 'x']);
    assert.deepEqual(families(found).get('a').sort(), ['a', 'b', 'c', 'd']);
  }
});

test('numbers and doors fit by their ends and beginnings', () => {
  const phone = (number, text) => fitPhone(onlyDigits(number), typedWord(text));
  const door = (number, text) => fitDoor(number && readDoor(number), typedWord(text));
  const name = (words, text) => fitName(words && readName(words), typedWord(text));
  assert.deepEqual([phone('138 1234 5678', '5678'), phone('13812345678', '1234'), phone('13812345678', '12'), phone('138', '123')], [1, 3, null, null]);
  assert.deepEqual([door('12号', '12'), door('12号', '1'), door('A12', '12'), door(null, '1')], [0, 2, 0, null]);
  assert.deepEqual([name('王 Tom', 'tom'), name(null, 'a'), name('王明', '王')], [1, null, 0]);
});
