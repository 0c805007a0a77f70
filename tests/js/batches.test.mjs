import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchChanges, isVial, readExpiry } from '../../static/field/rounds/batches.js';
import { isExpired } from '../../static/field/rounds/visit.js';

test('an expiry is read as it stands on the box: a day, or a month, which is its last day', () => {
  const read = (text) => readExpiry(text).expires;
  assert.deepEqual(['20271130', '2027-11-30', '2027-11', '202802', '2027年2月', '２０２７１１３０'].map(read), ['2027-11-30', '2027-11-30', '2027-11-30', '2028-02-29', '2027-02-28', '2027-11-30']);
  assert.deepEqual(readExpiry(''), { expires: null });
  for (const odd of ['2027-13', '20270230', '明年', '2027']) assert.deepEqual(readExpiry(odd), { problem: 'day_unreadable' }, odd);
});

test('the day on the box is the last on which it may be used', () => {
  assert.deepEqual(['2025-11-29', '2025-11-30', '2025-12-01'].map((day) => isExpired({ expires: '2025-11-30' }, day)), [false, false, true]);
  assert.equal(isExpired({}, '2025-12-01'), false);
  assert.equal(isExpired(null, '2025-12-01'), false);
});

test('only what a batch did not say before is said', () => {
  const was = { maker: '甲公司', expires: '2027-11-30', doses_per_vial: 20 };
  assert.deepEqual(batchChanges({ maker: '甲公司', expires: '2027-11-30', doses_per_vial: '20' }, was), {});
  assert.deepEqual(batchChanges({ maker: ' 乙公司 ', expires: '2027-12', doses_per_vial: '' }, was), { maker: '乙公司', expires: '2027-12-31', doses_per_vial: null });
  assert.deepEqual(batchChanges({ expires: '2027-12' }, {}), { expires: '2027-12-31' });
});

test('doses of a vial are a number of up to four digits, or not said yet; anything else is told, not dropped', () => {
  for (const words of ['', ' ', undefined, '1', ' 20 ', '２０', '9999']) assert.equal(isVial(words), true, words);
  for (const words of ['二十', '0', '20剂', '10000', '-5', '2.5']) assert.equal(isVial(words), false, words);
  for (const words of [' 20 ', '２０']) assert.deepEqual(batchChanges({ doses_per_vial: words }, {}), { doses_per_vial: 20 });
});
