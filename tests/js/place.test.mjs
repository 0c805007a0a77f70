import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atPost, doorAllowed, openPosts, placeByItself, placeMark, withPlace } from '../../static/field/rounds/place.js';

const ROUND = { key: 'r', campaign: { key: 'c', form: 'drops' } };
const post = (key, more = {}) => ({ key, campaign: 'c', area: 'v', kind: 'temporary', days: ['2025-12-01', '2025-12-02'], staff: [], ...more });

test('what is swallowed may be given at the door, an injection where the document says so', () => {
  const said = [{ form: 'drops' }, { form: 'pill' }, { form: 'injection' }, { form: 'injection', door_allowed: false }, { form: 'injection', door_allowed: true }];
  assert.deepEqual(said.map(doorAllowed), [true, true, false, false, true]);
});

test('a post is open in its village on its days, and only for its own campaign', () => {
  const posts = [post('here'), post('tomorrow', { days: ['2025-12-02'] }), post('other', { campaign: 'd' }), post('away', { area: 'w' }), post('never', { days: [] })];
  assert.deepEqual(openPosts(posts, 'v', ROUND, '2025-12-01').map(({ key }) => key), ['here']);
  assert.deepEqual(openPosts(posts, 'v', ROUND, '2025-12-03'), []);
});

test('the one open post of the day is the place; without one nothing is taken for granted, least of all the door', () => {
  assert.deepEqual(placeByItself([post('here')], null, 'ann'), { mode: 'post', post: 'here' });
  assert.equal(placeByItself([], null, 'ann'), null);
});

test('of several open posts the worker’s own is the place, by assignment or staff; else it is asked', () => {
  const [one, two] = [post('one'), post('two', { staff: ['ann'] })];
  assert.equal(placeByItself([one, two], null, 'ann').post, 'two');
  assert.equal(placeByItself([one, two], 'one', 'bao').post, 'one');
  assert.equal(placeByItself([one, two], null, 'bao'), null);
  assert.equal(placeByItself([one, two], 'one', 'ann'), null); // hers by two words: which one is asked
});

test('a mobile team is a place of its own', () => {
  assert.deepEqual(atPost(post('team', { kind: 'mobile' })), { mode: 'mobile', post: 'team' });
});

test('a choice holds for its day, village and campaign, and old ones are forgotten', () => {
  const marks = ['2025-12-01', '2025-12-02'].flatMap((day) => ['v', 'w'].map((area) => placeMark(day, area, ROUND)));
  assert.equal(new Set([...marks, placeMark('2025-12-01', 'v', null)]).size, 5);
  let places;
  for (let n = 0; n < 100; n += 1) places = withPlace(places, `mark${n}`, { mode: 'door' });
  assert.equal(Object.keys(places).length, 40);
  assert.ok('mark99' in places && !('mark59' in places));
  assert.deepEqual(withPlace({ a: 1 }, 'a', 2), { a: 2 });
  assert.deepEqual(Object.keys(withPlace({ a: 1, b: 2 }, 'a', 3)), ['b', 'a']); // chosen again is chosen last
});

test('a place that nobody can have been at is none', async () => {
  const { isPlace } = await import('../../static/field/core/places.js');
  for (const [lat, lon] of [[0, 0], [112.4, 29.3], [29.3, 181], [NaN, 112], [null, null], ['29', '112'], [undefined, 1]]) assert.equal(isPlace({ lat, lon }), false);
  for (const [lat, lon] of [[29.3, 112.4], [0, 112.4], [-29, -112]]) assert.equal(isPlace({ lat, lon }), true);
});
