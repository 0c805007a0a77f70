import assert from 'node:assert/strict';
import { test } from 'node:test';
import './school-window.mjs';

const { buttonWords, rowWords } = await import('../../static/field/shared/slotwords.js');
const { rowsOf } = await import('../../static/field/shared/slots.js');

const rowOf = (series, born) => {
  const [, slots] = rowsOf().find(([of]) => of === series);
  return [rowWords(slots[0]), ...slots.map((slot) => buttonWords(slot, born, '2026-12-01'))];
};

test('what a report calls 白破1 is the last button of 百白破 from the seventh birthday on, as the sheet takes it', () => {
  assert.deepEqual(rowOf('dtp', '2019-06-10'), ['百白破', '1', '2', '3', '4', '白破']);
  assert.deepEqual(rowOf('dtp', '2019-12-02'), ['百白破', '1', '2', '3', '4', '5']);
  assert.deepEqual(rowOf('dtp', null), ['百白破', '1', '2', '3', '4', '5']);
});

test('a second IPV is a word, all other doses are their number', () => {
  assert.deepEqual(rowOf('polio', '2019-06-10'), ['脊灰', '1', '2', '3', '4', '灭活']);
  assert.deepEqual(rowOf('mcv', '2019-06-10'), ['含麻', '1', '2']);
  assert.deepEqual(rowOf('bcg', '2019-06-10'), ['卡介苗', '1']);
});
