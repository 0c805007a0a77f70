import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metres } from '../../static/field/core/places.js';
import { belongs, counter, expectedIn, figures, pickRound, shown } from '../../static/field/rounds/roll.js';
import { blocks, naturalKey, oneByOne, underDoors } from '../../static/field/shared/doors.js';
import { arabic } from '../../static/field/shared/numerals.js';

const CAMPAIGN = { born_from: '2018-12-01', born_to: '2025-11-30' };
const ROUND = { campaign: CAMPAIGN, first_day: '2025-12-01', last_day: '2025-12-09' };
const HOUSES = {
  a: { key: 'a', group: '2组', door: '1号', lat: 29.01, lon: 112.4 },
  b: { key: 'b', group: '10组', door: '3号', lat: 29.0, lon: 112.4 },
  c: { key: 'c', group: '二组', door: '12号', lat: null },
  d: { key: 'd', group: '2组', door: '2号', lat: 29.02, lon: 112.4 },
};
const child = (key, household, more = {}) => ({ key, area: 'v', household, name: key, born: '2022-05-01', listed_on: '2025-11-20', ...more });
const houseOf = (key) => HOUSES[key] || null;
const keys = (groups) => groups.map((group) => group.children.map((one) => one.key).join('+'));
const RESULTS = { w: 'todo', x: 'later', y: 'vaccinated', z: 'elsewhere', gone: 'removed' };
const resultOf = (key) => ({ state: RESULTS[key] || 'todo' });

test('a village of five: four are due, one is done here and one elsewhere, two are left, one of them to come back to', () => {
  const children = Object.keys(RESULTS).map((key) => child(key));
  assert.deepEqual(figures(children, ROUND, resultOf, 'v'), { target: 4, done: 1, elsewhere: 1, left: 2, later: 1, added: 0, away: 0, guests: 0 });
});

test('who was visited in another village counts there, as in the office, and is said in both', () => {
  const seen = { x: ['later', 'w'], y: ['vaccinated', 'w'], here: ['vaccinated', 'v'], guest: ['elsewhere', 'v'], lost: ['removed', 'w'] };
  const result = (key) => (seen[key] ? { state: seen[key][0], visit: { area: seen[key][1] } } : { state: 'todo' });
  const own = ['x', 'y', 'here', 'open', 'lost'].map((key) => child(key));
  const others = [child('guest', null, { area: 'w' }), child('visited here in another round', null, { area: 'w' })];
  const { added: _added, ...found } = figures([...own, ...others], ROUND, result, 'v');
  assert.deepEqual(found, { target: 3, done: 1, elsewhere: 1, left: 1, later: 0, away: 2, guests: 1 });
});

test('who was added in the round and not visited yet is due here and said apart: the township counts the visited', () => {
  const days = { todo: '2025-11-30', added: '2025-12-01', nobody: undefined, x: '2025-12-02', y: '2025-12-02' };
  const children = Object.entries(days).map(([key, listed_on]) => child(key, null, { listed_on }));
  const { target, left, later, added } = figures(children, ROUND, resultOf, 'v');
  assert.deepEqual({ target, left, later, added }, { target: 5, left: 4, later: 1, added: 2 });
});

test('who turns out to be outside the window, moved or dead is not due, also after a visit that missed them', () => {
  const gone = [{ born: '2018-11-30' }, { status: 'moved' }, { status: 'died' }].map((more) => child('x', null, more));
  assert.equal(figures(gone, ROUND, resultOf, 'v').target, 0);
  assert.equal(shown(gone, 'later', ROUND, resultOf).length, 0);
});

const goneOn = (status, status_on, more = {}) => child('p', null, { status, status_on, ...more });

test('who moved before the round began is out of it, who moved later is still looked for', () => {
  const days = ['2025-11-30', '2025-12-01', '2026-03-01'];
  assert.deepEqual(days.map((day) => belongs(goneOn('moved', day), ROUND)), [false, true, true]);
});

test('who died before the round was over is out of it, who died later was to be dosed', () => {
  const days = ['2025-11-30', '2025-12-09', '2025-12-10'];
  assert.deepEqual(days.map((day) => belongs(goneOn('died', day), ROUND)), [false, false, true]);
});

test('where nobody said since when, the day it was recorded counts, as it is at UTC+8', () => {
  assert.equal(belongs(goneOn('moved', undefined, { at: '2025-11-30T15:59:59.000Z' }), ROUND), false);
  assert.equal(belongs(goneOn('moved', undefined, { at: '2025-11-30T16:00:00.000Z' }), ROUND), true);
});

test('two people given one village: together what the office adds up, and each their own', () => {
  const given = (person, expected, more = {}) => ({ round: 'r', area: 'v', person, expected, ...more });
  const all = [given('ann', 30), given('ann', 5, { post: 'p' }), given('bao', 25), given('bao', 9, { area: 'w' }), given('bao', 9, { round: 's' }), given('bao', null)];
  assert.deepEqual(expectedIn(all, 'r', 'v', 'ann'), { all: 60, own: 35 });
  assert.deepEqual(expectedIn(all, 'r', 'nowhere', 'ann'), { all: 0, own: 0 });
});

test('children outside the window, moved or dead are not due, those without a birth date are', () => {
  assert.equal(belongs(child('p', null, { born: '2018-11-30' }), ROUND), false);
  assert.equal(belongs(child('p', null, { status: 'moved' }), ROUND), false);
  assert.equal(belongs(child('p', null, { status: 'died' }), ROUND), false);
  assert.equal(belongs(child('p', null, { status: 'away' }), ROUND), true);
  assert.equal(belongs(child('p', null, { born: null }), ROUND), true);
});

test('a child outside the window who was dosed all the same is counted as done', () => {
  const old = child('y', null, { born: '2010-01-01' });
  assert.deepEqual(figures([old], ROUND, resultOf, 'v'), { target: 1, done: 1, elsewhere: 0, left: 0, later: 0, added: 0, away: 0, guests: 0 });
});

test('each tab shows its own children', () => {
  const children = Object.keys(RESULTS).map((key) => child(key));
  const tab = (show) => shown(children, show, ROUND, resultOf).map((one) => one.key);
  assert.deepEqual(tab('todo'), ['w', 'x']);
  assert.deepEqual(tab('later'), ['x']);
  assert.deepEqual(tab('done'), ['y', 'z']);
  assert.deepEqual(tab('all'), ['w', 'x', 'y', 'z', 'gone']);
});

test('the counts beside the tabs are those of the rows in them', () => {
  const children = Object.keys(RESULTS).map((key) => child(key));
  const counting = counter(ROUND, resultOf, children[0].area);
  children.forEach(counting.add);
  const tabs = counting.tabs();
  for (const one of ['todo', 'later', 'done']) assert.equal(tabs[one], shown(children, one, ROUND, resultOf).length, one);
});

test('doors come in walking order: 2组 with 二组, then 10组, children without a household last', () => {
  const children = [child('m', 'b'), child('n', 'c'), child('o'), child('p', 'd'), child('q', 'a')];
  assert.deepEqual(keys(underDoors(children, houseOf)), ['q', 'p', 'n', 'm', 'o']);
});

test('the first child without a household begins a part of its own', () => {
  const groups = underDoors([child('o'), child('m', 'b'), child('r')], houseOf);
  assert.deepEqual(groups.map((group) => Boolean(group.begins)), [false, true, false]);
});

test('siblings stand together, the eldest first', () => {
  const children = [child('young', 'a', { born: '2024-01-01' }), child('m', 'b'), child('old', 'a')];
  assert.deepEqual(keys(underDoors(children, houseOf)), ['old+young', 'm']);
});

test('a given walking order goes before the number on the door', () => {
  const order = { a: 3, d: 1, c: 2 };
  const ordered = (key) => ({ ...HOUSES[key], door_order: order[key] });
  const children = [child('q', 'a'), child('p', 'd'), child('n', 'c')];
  assert.deepEqual(keys(underDoors(children, ordered)), ['p', 'n', 'q']);
});

test('nearest first, households without a place after those with one', () => {
  const children = [child('n', 'c'), child('p', 'd'), child('m', 'b'), child('q', 'a')];
  assert.deepEqual(keys(underDoors(children, houseOf, { lat: 29.0, lon: 112.4 })), ['m', 'q', 'p', 'n']);
});

test('by name every child stands alone with its door', () => {
  const groups = oneByOne([child('b', 'a'), child('a', 'a')], houseOf, (one) => one.name);
  assert.deepEqual(keys(groups), ['a', 'b']);
  assert.equal(groups[0].house.door, '1号');
});

test('blocks hold about the wanted number of children and never part a household', () => {
  const groups = [3, 2, 4, 1].map((n) => ({ children: Array(n).fill({}) }));
  assert.deepEqual(
    blocks(groups, 4).map((block) => block.length),
    [2, 1, 1],
  );
});

test('numbers in words sort like digits, nothing sorts last', () => {
  assert.equal(naturalKey('十二组'), naturalKey('12组'));
  assert.ok(naturalKey('9组') < naturalKey('十组'));
  assert.ok(naturalKey('东头') < naturalKey(null));
  assert.deepEqual(['三', '十', '十二', '二十一', '九十'].map(arabic), [3, 10, 12, 21, 90]);
});

test('a hundredth of a degree north is 1,113 metres', () => {
  assert.equal(Math.round(metres({ lat: 29, lon: 112 }, { lat: 29.01, lon: 112 })), 1113);
});

const ROUNDS = [
  { key: 'two', first_day: '2026-01-05', last_day: '2026-01-09' },
  { key: 'one', first_day: '2025-12-01', last_day: '2025-12-05' },
];

test('the round of the day is the one running, else the last begun, else the first to come', () => {
  const on = (day, chosen) => (pickRound(ROUNDS, chosen, day) || {}).key;
  assert.equal(on('2025-12-03'), 'one');
  assert.equal(on('2025-12-20'), 'one');
  assert.equal(on('2026-01-05'), 'two');
  assert.equal(on('2025-11-20'), 'one');
  assert.equal(on('2025-12-03', 'two'), 'two');
  assert.equal(pickRound([], 'two', '2025-12-03'), null);
});
