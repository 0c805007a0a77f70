import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bornOf, changed, familyOf, formOf, houseOf, isBare, knownOf, oddPhone, problemsOf, sinceOf, statusOf } from '../../static/field/rounds/childfields.js';

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

const problems = (form, was = {}) => problemsOf(form, was, ...read(form, was));

test('a name or “not yet named” is needed, and every date must be readable', () => {
  assert.deepEqual(problems(formOf({})), { name: 'name_need' });
  assert.deepEqual(problems({ ...formOf({}), name: '  ' }), { name: 'name_need' });
  assert.deepEqual(problems({ ...formOf({}), unnamed: true }), {});
  assert.deepEqual(problems({ ...formOf({}), name: '王', typed: '20251231' }), { typed: 'birth_future' });
  assert.deepEqual(problems({ ...formOf({}), name: '王', sinceTyped: '去年' }), { sinceTyped: 'birth_unreadable' });
});

test('all that is wrong is said at once, each at its own line, in the order of the lines', () => {
  const form = { ...formOf({}), newHouse: 'h9', typed: '2019', sinceTyped: '农历三月', status: 'moved', statusTyped: '20251231' };
  const said = { houseHead: 'house_need', name: 'name_need', typed: 'birth_unreadable', sinceTyped: 'birth_lunar', statusTyped: 'birth_future' };
  assert.deepEqual(Object.entries(problems(form)), Object.entries(said));
});

test('a new household needs one of head, group and door, and is saved with the family’s telephone', () => {
  const form = { ...formOf({}), name: '王', newHouse: 'h9', household: 'h1' };
  for (const words of [{ houseHead: '王大山' }, { houseGroup: '3组' }, { houseDoor: '12号' }]) assert.deepEqual(problems({ ...form, ...words }), {});
  assert.deepEqual(houseOf({ houseHead: ' 王 大山 ', houseGroup: ' 3组 ', houseDoor: '', phone: '13800000000' }), { head: '王大山', group: '3组', phone: '13800000000' });
  assert.equal(save({ ...form, houseHead: '王大山' }).household, 'h9'); // not the one it was opened from
  assert.deepEqual(Object.keys(save({ ...form, houseHead: '王大山' })).sort(), ['household', 'name']);
});

test('a household knows guardian, telephone and registration of another child, of the youngest first', () => {
  const house = { phone: '07375221234' };
  const old = { born: '2019-01-01', guardian: '王大山', phone: '13800000001', registered_at: 'other_province' };
  const young = { born: '2023-01-01', guardian: '王小山', registered_at: 'county' };
  assert.deepEqual(knownOf(house, [old, young]), { guardian: '王小山', phone: '13800000001', registered_at: 'county' });
  assert.deepEqual(knownOf(house, []), { phone: '07375221234' });
  assert.deepEqual(knownOf({}, [{ born: '2020-01-01' }]), {});
  const form = { ...formOf(knownOf(house, [young])), household: 'h1', name: '王小宝' };
  assert.deepEqual(save(form), { household: 'h1', registered_at: 'county', name: '王小宝', guardian: '王小山', phone: '07375221234' });
});

test('the day a family came is read like a birth date', () => {
  assert.deepEqual(sinceOf({ sinceTyped: '20250301' }, {}, ON), { since: '2025-03-01' });
});

test('who moved has a day: today, until another is typed', () => {
  const moved = { ...formOf(WAS), status: 'moved' };
  assert.deepEqual(save(moved, WAS), { status: 'moved', status_on: ON });
  assert.deepEqual(save({ ...moved, statusTyped: '20251120' }, WAS), { status: 'moved', status_on: '2025-11-20' });
  assert.deepEqual(problems({ ...moved, statusTyped: '20251231' }, WAS), { statusTyped: 'birth_future' });
});

test('the day can be corrected alone, and a status said again on the same day goes with its day', () => {
  const was = { ...WAS, status: 'moved', status_on: '2025-11-20' };
  assert.deepEqual(save(formOf(was), was), {});
  assert.deepEqual(save({ ...formOf(was), statusTyped: '20251125' }, was), { status_on: '2025-11-25' });
  assert.deepEqual(save({ ...formOf(was), status: 'here', statusTyped: '2025-11-20' }, was), { status: 'here', status_on: '2025-11-20' });
  assert.deepEqual(save({ ...formOf(was), status: null }, was), { status: null, status_on: null });
});

test('a day typed here may not lie before the birth; what was said before is not in the way', () => {
  const was = { name: '王', born: '2021-05-04' };
  assert.deepEqual(problems({ ...formOf(was), sinceTyped: '2021-05-03' }, was), { sinceTyped: 'birth_before' });
  assert.deepEqual(problems({ ...formOf(was), status: 'moved', statusTyped: '2020-01-01' }, was), { statusTyped: 'birth_before' });
  assert.deepEqual(problems(formOf({ ...was, since: '2021-05-03' }), { ...was, since: '2021-05-03' }), {});
  assert.deepEqual(problems({ ...formOf({ name: '王' }), sinceTyped: '1999-01-01' }, { name: '王' }), {});
});

test('a number with too few or too many digits is said, any usual one is not', () => {
  const usual = ['', null, '13800000000', '138 0000 0000', '+8613800000000', '0737-5221234', '07375221234', '5221234', '400-800-1234', '１３８０００００２４６', '０７３７－５２２１２３４'];
  assert.deepEqual(usual.filter(oddPhone), []);
  const odd = ['1380000000', '138000000001', '12800000000', '123', '电话没有', '073'];
  assert.deepEqual(odd.filter(oddPhone), odd);
});

test('a child of whom nothing but a name is known is said so, and saved all the same', () => {
  const bare = (words) => isBare({ ...formOf({}), ...words }, bornOf({ ...formOf({}), ...words }, {}, ON));
  assert.equal(bare({ name: '王小红' }), true);
  assert.equal(bare({}), false);
  for (const more of [{ typed: '20230901' }, { guardian: '王' }, { sex: 'female' }, { phone: '13800000000' }]) {
    assert.equal(bare({ name: '王小红', ...more }), false);
  }
  assert.deepEqual(problems({ ...formOf({}), name: '王小红' }), {});
});

test('a telephone number typed in wide digits is kept in ordinary ones', () => {
  const said = { ...formOf({}), name: '王', phone: ' １３８ ００００ ０２４６ ', phone2: '０７３７－５２２１２３４', newHouse: 'h', houseHead: '王大' };
  const { phone, phone2 } = save(said, {});
  assert.deepEqual([phone, phone2, houseOf(said).phone], ['138 0000 0246', '0737-5221234', '138 0000 0246']);
});

test('a family of which no household was named is one by its guardian', () => {
  assert.deepEqual(familyOf({ guardian: ' 周 大 ', phone: ' １３８００００００００ ' }), { head: '周大', phone: '13800000000' });
  assert.deepEqual(familyOf({ guardian: '周大' }), { head: '周大' });
  assert.equal(familyOf({ guardian: ' ', phone: '13800000000' }), null);
});
