import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_LINES, productNames, readDay, readDoses } from '../../static/field/schedule/try/reading.js';
import { WORDS } from '../../static/field/schedule/try/words.js';

const names = productNames([
  { id: 'HepB', zh: '乙肝疫苗', en: 'Hepatitis B vaccine' },
  { id: 'MMR', zh: '麻腮风疫苗', en: 'MMR' },
]);

test('a pasted list of doses is read line by line, and what cannot be read is named by line', () => {
  const { doses, wrong } = readDoses('乙肝 20190305\n麻腮风疫苗\t2020-3-5\nHepB，2019/04/05\n\n怪 20190101\n乙肝 20190230\nMMR', names);
  assert.deepEqual(doses, [
    { product: 'HepB', given_on: '2019-03-05' },
    { product: 'MMR', given_on: '2020-03-05' },
    { product: 'HepB', given_on: '2019-04-05' },
    { product: 'MMR', given_on: null },
  ]);
  assert.deepEqual(wrong.map(({ n }) => n), [5, 6]);
});

test('days are typed in four ways and must exist', () => {
  for (const typed of ['20190305', '2019-03-05', '2019/3/5', '2019年3月5日']) assert.equal(readDay(typed), '2019-03-05');
  for (const typed of ['', '2019', '20190230', '05-03-2019', '2019-13-01']) assert.equal(readDay(typed), null);
});

test('both languages have every word', () => {
  assert.deepEqual(Object.keys(WORDS.zh).sort(), Object.keys(WORDS.en).sort());
});

test('hostile text is named or passed over, and never hides, turns round or hangs the page', () => {
  const { doses, wrong } = readDoses('\u202e乙肝 20240601\n\u0000\n<img src=x onerror=alert(1)> 20240101\n乙肝\u200b\t20240701', names);
  assert.deepEqual(doses, [{ product: 'HepB', given_on: '2024-06-01' }, { product: 'HepB', given_on: '2024-07-01' }]);
  assert.deepEqual(wrong, [{ n: 3, line: '<img src=x onerror=alert(1)> 20240101' }]);
  const started = performance.now();
  assert.equal(readDoses(`x${' '.repeat(200000)}x`, names).wrong[0].line, 'x');
  assert.ok(performance.now() - started < 1000);
});

test('no more than a page of lines is read', () => {
  const many = readDoses(Array(5000).fill('乙肝 20240601').join('\n'), names);
  assert.equal(many.doses.length, MOST_LINES);
  assert.equal(many.cut, true);
  assert.equal(readDoses('乙肝 20240601', names).cut, false);
});
