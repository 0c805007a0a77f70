import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { programme } from '../../static/field/schedule/index.js';
import { doubtful, lacking } from '../../static/field/survey/opinion.js';

const RULES = programme(JSON.parse(readFileSync(new URL('../../static/build/schedule.json', import.meta.url))).rules['']);
const CHILD = { born: '2025-03-05', sex: 'male' };
const ON = '2026-11-30';
const dose = (series, n, product, day, source = 'certificate') => ({ series, n, product, given_on: day, source });

test('a dose too early is said with its days, a right one is not', () => {
  const doses = [dose('hepb', 1, 'HepB', '2025-03-05'), dose('hepb', 2, 'HepB', '2025-03-30'), dose('mcv', 1, 'MMR', '2025-11-02')];
  const found = doubtful(CHILD, doses, ON, RULES);
  assert.deepEqual(found.map(({ series, n, reason, days }) => [series, n, reason, days]), [['hepb', 2, 'too_young', 6], ['mcv', 1, 'too_young', 3]]);
});

test('the same day on two papers is one dose, and no extra one', () => {
  const doses = [dose('hepb', 1, 'HepB', '2025-03-05'), dose('hepb', 1, 'HepB', '2025-03-05', 'card')];
  assert.deepEqual(doubtful(CHILD, doses, ON, RULES), []);
});

test('what lies before birth or after the visit is no matter of the schedule', () => {
  assert.deepEqual(doubtful(CHILD, [dose('bcg', 1, 'BCG', '2024-03-05'), dose('bcg', 1, 'BCG', '2027-03-05')], ON, RULES), []);
});

test('what is missing is of the vaccines asked about; a dose without a day is there', () => {
  const doses = [dose('bcg', 1, 'BCG', null), dose('hepb', 1, 'HepB', '2025-03-05')];
  assert.deepEqual(lacking(CHILD, doses, ON, RULES, ['bcg', 'hepb']), [['hepb', 2], ['hepb', 3]]);
});

test('nothing can be said without the rules or a birth date', () => {
  assert.deepEqual([doubtful(CHILD, [], ON, null), lacking({ born: null }, [], ON, RULES, [])], [null, null]);
});
