import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose, inOrder, isOfAge, pick } from '../../static/field/survey/choosing.js';

const SURVEY = { born_from: '2024-11-01', born_to: '2025-10-31', per_household: 'one' };
const house = (no) => ({ survey: 's', cluster: 'c', household_no: no });
const child = (no, born) => ({ no, born });

test('the pick is the same whoever works it out, and in whatever order the children were listed', () => {
  const members = [child(1, '2025-01-01'), child(2, '2024-12-01'), child(3, '2025-05-05')];
  const first = choose(house(7), members, SURVEY);
  assert.deepEqual(choose(house(7), [...members].reverse(), SURVEY), first);
  assert.deepEqual([first.of, first.chosen.length, first.pick >= 1 && first.pick <= 3], [3, 1, true]);
  assert.equal(first.chosen[0], inOrder(members)[first.pick - 1].no);
});

test('known picks stay what they are: the office works them out anew', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 8].map((no) => pick(house(no), 3)), [0, 2, 1, 2, 2, 1, 1, 2]);
});

test('each child is picked about as often as any other', () => {
  const counts = [0, 0, 0];
  for (let no = 1; no <= 9000; no += 1) counts[pick(house(no), 3)] += 1;
  for (const n of counts) assert.ok(Math.abs(n - 3000) < 200, String(counts));
});

test('one child alone, or all where the survey asks all, is no choice', () => {
  assert.deepEqual(choose(house(1), [child(1, '2025-01-01')], SURVEY), { chosen: [1], of: 1, pick: null });
  const two = [child(1, '2025-01-01'), child(2, '2024-12-01'), child(3, '2020-01-01')];
  assert.deepEqual(choose(house(1), two, { ...SURVEY, per_household: 'all' }), { chosen: [2, 1], of: 2, pick: null });
  assert.deepEqual(choose(house(1), [], SURVEY), { chosen: [], of: 0, pick: null });
});

test('who is outside the age group is listed and not asked about; of an unknown birth it is not said', () => {
  assert.ok(!isOfAge('2024-10-31', SURVEY) && !isOfAge('2025-11-01', SURVEY));
  assert.ok(isOfAge('2024-11-01', SURVEY) && isOfAge('2025-10-31', SURVEY) && isOfAge(null, SURVEY));
});
