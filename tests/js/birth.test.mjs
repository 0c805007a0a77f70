import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBirth, readDay } from '../../static/field/shared/birth.js';

const ON = '2025-12-01';
const day = (born, estimated = false) => ({ born, estimated });

const CASES = [
  ['20190305', day('2019-03-05')],
  ['2019-03-05', day('2019-03-05')],
  ['2019-3-5', day('2019-03-05')],
  ['2019/3/5', day('2019-03-05')],
  ['2019.3.5', day('2019-03-05')],
  ['2019年3月5日', day('2019-03-05')],
  ['２０１９０３０５', day('2019-03-05')],
  [' 2019 3 5 ', day('2019-03-05')],
  ['20251201', day('2025-12-01')],
  ['2019年3月', day('2019-03-15', true)],
  ['201903', day('2019-03-15', true)],
  ['2025-12', day('2025-12-01', true)],
  ['2岁3个月', day('2023-09-01', true)],
  ['2岁', day('2023-12-01', true)],
  ['2岁半', day('2023-06-01', true)],
  ['两岁三个月', day('2023-09-01', true)],
  ['2岁零3个月', day('2023-09-01', true)],
  ['十一个月', day('2025-01-01', true)],
  ['3个月', day('2025-09-01', true)],
  ['15天', day('2025-11-16', true)],
  ['2y3m', day('2023-09-01', true)],
  ['2 years 3 months', day('2023-09-01', true)],
  ['20251202', { problem: 'birth_future' }],
  ['20250230', { problem: 'birth_unreadable' }],
  ['20191305', { problem: 'birth_unreadable' }],
  ['18990101', { problem: 'birth_old' }],
  ['1900-01-01', { problem: 'birth_old' }],
  ['130岁', { problem: 'birth_old' }],
  ['19051130', { problem: 'birth_old' }],
  ['19051201', day('1905-12-01')],
  ['大约两三岁', { problem: 'birth_unreadable' }],
  ['岁', { problem: 'birth_unreadable' }],
  ['农历2019年三月初五', { problem: 'birth_lunar' }],
  ['', null],
  [null, null],
];

for (const [typed, read] of CASES) {
  test(`on 1 December 2025 “${typed}” reads as ${JSON.stringify(read)}`, () => {
    assert.deepEqual(readBirth(typed, ON), read);
  });
}

test('an age of months counts back to the last day of a shorter month', () => {
  assert.deepEqual(readBirth('1个月', '2025-03-31'), day('2025-02-28', true));
});

test('a day of work is read as it is typed, in wide digits too; an age is none', () => {
  for (const text of ['20251201', '2025-12-1', '２０２５１２０１', ' 2025年12月1日 ']) assert.equal(readDay(text), '2025-12-01', text);
  for (const text of ['2025-02-30', '2岁', '2025-12', '', null]) assert.equal(readDay(text), null, String(text));
});
