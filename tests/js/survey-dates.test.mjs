import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWhole, plainDate, readDate } from '../../static/field/survey/dates.js';

const LIFE = { born: '2018-12-20', on: '2026-11-30' };
const read = (text, life = LIFE) => {
  const found = readDate(text, life);
  return found && [found.given_on, found.how, found.note, found.said];
};

test('a day is read however it is written', () => {
  for (const text of ['20190305', '190305', '2019-3-5', '2019/03/05', '2019.3.5', '2019 3 5', '2019年3月5日', '2019年3月5号', '二〇一九年三月五日', '２０１９年３月５日', '19-3-5', ' 20190305 ']) {
    assert.deepEqual(read(text), ['2019-03-05', 'whole', null, undefined], text);
  }
});

test('half a day, a tick and what cannot be read are kept as they were written, and said to be so', () => {
  assert.deepEqual(read('2019-03'), [null, 'half', 'date_half', '2019-03']);
  assert.deepEqual(read('201903'), [null, 'half', 'date_half', '201903']);
  assert.deepEqual(read('2019年3月'), [null, 'half', 'date_half', '2019年3月']);
  assert.deepEqual(read('2019'), [null, 'half', 'date_half', '2019']);
  for (const text of ['不清', '看不清', '?', '？？', '字迹模糊']) assert.deepEqual(read(text), [null, 'unclear', 'date_unclear', text], text);
  for (const text of ['有', '√', '✓']) assert.deepEqual(read(text), [null, 'tick', 'date_tick', 'tick'], text);
  assert.deepEqual(read('春节后'), [null, 'odd', 'date_unread', '春节后']);
  assert.equal(read(''), null);
  assert.equal(read('  '), null);
});

test('a day with a question mark is that day, with what was written beside it', () => {
  assert.deepEqual(read('190305?'), ['2019-03-05', 'whole', 'date_doubted', '190305?']);
  assert.deepEqual(read('2019-3-5？'), ['2019-03-05', 'whole', 'date_doubted', '2019-3-5？']);
});

test('a day that is none, before birth or after the visit is kept and said', () => {
  assert.deepEqual(read('20190230'), [null, 'odd', 'date_none', '20190230']);
  assert.deepEqual(read('20181101'), ['2018-11-01', 'whole', 'date_unborn', '20181101']);
  assert.deepEqual(read('20270101'), ['2027-01-01', 'whole', 'date_future', '20270101']);
});

test('six figures that can be a month or a day are asked for again, unless the child’s life tells', () => {
  assert.deepEqual(read('202011', LIFE), [null, 'half', 'date_half', '202011']);
  assert.deepEqual(read('201211', { born: '2012-01-01', on: '2026-11-30' }), [null, 'odd', 'date_two_ways', '201211']);
  assert.deepEqual(read('201211', LIFE), ['2020-12-11', 'whole', null, undefined]);
});

test('a day without a year is the only one in the child’s life, or is asked for again', () => {
  const young = { born: '2025-05-01', on: '2026-03-01' };
  assert.deepEqual(read('8-20', young), ['2025-08-20', 'whole', null, undefined]);
  assert.deepEqual(read('0820', young), ['2025-08-20', 'whole', null, undefined]);
  assert.deepEqual(read('8月20日', LIFE), [null, 'odd', 'date_which_year', '8月20日']);
});

test('the next dose comes by itself only when nothing typed after would change the day', () => {
  assert.ok(isWhole('20190305', LIFE));
  assert.ok(isWhole('190305', LIFE) === false); // 1903… may still become a year
  assert.ok(isWhole('250305', { born: '2025-01-01', on: '2026-11-30' }));
  for (const text of ['', '2019', '201903', '2019030', '20190230', '20270101', '2019-03-05']) assert.ok(!isWhole(text, LIFE), text);
  assert.equal(plainDate('二〇二五年十二月一日'), '2025年12月1日');
});
