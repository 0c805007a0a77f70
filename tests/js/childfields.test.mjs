import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bornOf, changed, formOf, hintsOf, oddPhone, problemOf, sinceOf, statusOf } from '../../static/field/rounds/childfields.js';

const ON = '2025-12-01';
const read = (form, was) => [bornOf(form, was, ON), sinceOf(form, was, ON), statusOf(form, was, ON)];
const save = (form, was = {}) => changed(form, was, ...read(form, was));
const WAS = { key: 'c1', name: '王小明', born: '2022-05-01', phone: '13800000000', household: 'h1' };

test('a new child says just what was filled in', () => {
  const form = { ...formOf({ household: 'h1' }), name: ' 王小红 ', typed: '20230901', sex: 'female' };
  assert.deepEqual(save(form), { household: 'h1', sex: 'female', name: '王小红', born: '2023-09-01' });
});

test('an age gives an estimated birth date', () => {
  const form = { ...formOf({}), unnamed: true, typed: '3个月' };
  assert.deepEqual(save(form), { unnamed: true, born: '2025-09-01', born_estimated: true });
});

test('a form nobody changed says nothing', () => {
  assert.deepEqual(save(formOf(WAS), WAS), {});
});

test('only what changed is said, what was emptied is null', () => {
  assert.deepEqual(save({ ...formOf(WAS), phone: '', guardian: '王大山' }, WAS), { guardian: '王大山', phone: null });
});

test('an estimated birth date stays estimated while only the phone changes', () => {
  const was = { ...WAS, born_estimated: true };
  assert.deepEqual(save({ ...formOf(was), phone: '1' }, was), { phone: '1' });
  assert.deepEqual(save({ ...formOf(was), typed: '20220502' }, was), { born: '2022-05-02', born_estimated: null });
});

test('a name or “not yet named” is needed, and every date must be readable', () => {
  const problem = (form) => problemOf(form, ...read(form, {}));
  assert.equal(problem(formOf({})), 'name_need');
  assert.equal(problem({ ...formOf({}), name: '  ' }), 'name_need');
  assert.equal(problem({ ...formOf({}), unnamed: true }), null);
  assert.equal(problem({ ...formOf({}), name: '王', typed: '20251231' }), 'birth_future');
  assert.equal(problem({ ...formOf({}), name: '王', sinceTyped: '去年' }), 'birth_unreadable');
});

test('the day a family came is read like a birth date', () => {
  assert.deepEqual(sinceOf({ sinceTyped: '20250301' }, {}, ON), { since: '2025-03-01' });
});

test('who moved has a day: today, until another is typed', () => {
  const moved = { ...formOf(WAS), status: 'moved' };
  assert.deepEqual(save(moved, WAS), { status: 'moved', status_on: ON });
  assert.deepEqual(save({ ...moved, statusTyped: '20251120' }, WAS), { status: 'moved', status_on: '2025-11-20' });
  assert.equal(problemOf(moved, ...read({ ...moved, statusTyped: '20251231' }, WAS)), 'birth_future');
});

test('the day can be corrected alone, and a status said again on the same day goes with its day', () => {
  const was = { ...WAS, status: 'moved', status_on: '2025-11-20' };
  assert.deepEqual(save(formOf(was), was), {});
  assert.deepEqual(save({ ...formOf(was), statusTyped: '20251125' }, was), { status_on: '2025-11-25' });
  assert.deepEqual(save({ ...formOf(was), status: 'here', statusTyped: '2025-11-20' }, was), { status: 'here', status_on: '2025-11-20' });
  assert.deepEqual(save({ ...formOf(was), status: null }, was), { status: null, status_on: null });
});

test('a day typed here may not lie before the birth; what was said before is not in the way', async () => {
  const { beforeBirth } = await import('../../static/field/rounds/childfields.js');
  const born = { born: '2021-05-04' };
  assert.equal(beforeBirth({}, born, { since: '2021-05-03' }), 'birth_before');
  assert.equal(beforeBirth({}, born, { since: null }, { status_on: '2020-01-01' }), 'birth_before');
  assert.equal(beforeBirth({ since: '2021-05-03' }, born, { since: '2021-05-03' }), null);
  assert.equal(beforeBirth({}, { born: null }, { since: '1999-01-01' }), null);
});

test('a number with too few or too many digits is said, any usual one is not', () => {
  const usual = ['', null, '13800000000', '138 0000 0000', '+8613800000000', '0737-5221234', '07375221234', '5221234', '400-800-1234'];
  assert.deepEqual(usual.filter(oddPhone), []);
  const odd = ['1380000000', '138000000001', '12800000000', '123', '电话没有', '073'];
  assert.deepEqual(odd.filter(oddPhone), odd);
});

test('a child of whom nothing but a name is known is said so, and saved all the same', () => {
  const hints = (words) => hintsOf({ ...formOf({}), ...words }, bornOf({ ...formOf({}), ...words }, {}, ON));
  assert.deepEqual(hints({ name: '王小红' }), ['name_only']);
  assert.deepEqual(hints({}), []);
  for (const more of [{ typed: '20230901' }, { guardian: '王' }, { sex: 'female' }, { phone: '13800000000' }]) {
    assert.deepEqual(hints({ name: '王小红', ...more }), []);
  }
  assert.deepEqual(hints({ name: '王小红', sex: 'male', phone: '1380000000' }), ['phone_odd']);
  assert.equal(problemOf({ ...formOf({}), name: '王小红' }, {}, {}), null);
});
