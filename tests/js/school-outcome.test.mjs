import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { className } from '../../static/field/school/classes.js';
import './school-window.mjs';

const { programme } = await import('../../static/field/schedule/index.js');
const { validDoses } = await import('../../static/field/school/aid.js');
const { countsIn } = await import('../../static/field/shared/vaccines.js');
const { birthdaysBetween, openOf, outcomeOf, staleAge } = await import('../../static/field/school/outcome.js');
const { isNumber } = await import('../../static/field/shared/noticenumbers.js');
const { columnOf, inOrder, productByAge, readSlots, rowsOf, wordOf } = await import('../../static/field/shared/slots.js');
const { daysOf, readTerm, termOf } = await import('../../static/field/school/terms.js');
const zh = (await import('../../static/field/shared/words/slots.zh.js')).default;

const exported = execFileSync('.venv/bin/python', ['-m', 'tests.school.told'], { maxBuffer: 2 ** 28 });
const { told, until, checked, rules: plain, named, days, classes, aids, numbers } = JSON.parse(exported);
const rules = programme(plain);

function answer({ story, given, sex }) {
  const doses = given ? validDoses({ born: story.born, sex }, given.map(([product, day]) => ({ product, given_on: day })), until, rules) : story.doses;
  const found = outcomeOf({ ...story, doses, seriesAt: countsIn(story.born, rules) }, until);
  const { first, result, counted, certificate, reissued_on, checked_on, decided_on, stale_at, missing, owed, excused, exempt, refused, later, unnamed } = found;
  const filled = Object.fromEntries(found.filled);
  return { first, result, counted, certificate, reissued_on, checked_on, decided_on, stale_at, missing, owed, filled, excused, exempt, refused, later, unnamed, open: openOf(found) };
}

test('the nine cases come out on the phone as on the server', () => {
  const cases = told.filter(({ given }) => given);
  assert.deepEqual(cases.map(({ id }) => id), ['P1', 'P2', 'P4', 'P5', 'P8', 'K1', 'K2', 'K3', 'K5']);
  for (const one of cases) assert.deepEqual(answer(one), one.said, one.id);
  assert.deepEqual(cases.map((one) => answer(one).result), ['complete', 'needs', 'exempt', 'complete', 'needs', 'needs', 'complete', 'needs', 'exempt']);
});

test('stories made at random come out on the phone as on the server', () => {
  assert.ok(told.length > 600);
  for (const one of told) assert.deepEqual(answer(one), one.said, one.id);
  const results = new Set(told.map(({ said }) => said.result));
  assert.deepEqual([...results].sort(), ['complete', 'exempt', 'needs', 'no_certificate', 'not_assessed', 'stale', 'unchecked']);
});

test('a report of before the sixth birthday does not hold after it', () => {
  const look = { on: '2026-09-10', first: true, key: 'k', at: '', assessment: 'complete', certificate: 'seen', assessed_on: '2026-06-15', missing: [] };
  const found = outcomeOf({ born: '2020-08-20', looks: [look] }, until);
  assert.deepEqual([found.result, found.stale_at, found.counted], ['stale', 6, null]);
});

test('what the clinic says later on the day of the check counts, and a report out of date stays so', () => {
  const first = { on: '2026-09-10', first: true, key: 'k', at: '1', assessment: 'needs', certificate: 'seen', assessed_on: '2026-08-20', missing: [['dtp', 5]] };
  const done = { ...first, first: false, key: 'l', at: '2', assessment: 'complete', assessed_on: '2026-09-10', missing: [] };
  const found = outcomeOf({ born: '2020-05-20', looks: [done, first] }, until);
  assert.deepEqual([found.counted, found.result, [...found.filled.values()].at(-1)], ['needs', 'complete', '2026-09-10']);
  const old = { ...done, first: true, assessed_on: '2026-06-15' };
  const again = { ...done, on: '2026-10-01', assessment: null, assessed_on: null };
  const stale = outcomeOf({ born: '2020-08-20', looks: [old, again] }, until);
  assert.deepEqual([stale.result, stale.stale_at], ['stale', 6]);
});

test('columns and names of slots are those of the register', () => {
  for (const { slot, product, column, name } of named) {
    assert.equal(columnOf(slot, product), column, `${slot} ${product}`);
    const [word, n] = wordOf(slot, product);
    const inactivated = column.includes('_inact') || slot[0] === 'hpv' || !COLUMN_NAMES.test(name);
    if (!inactivated) assert.equal(`${zh[`slot_${word}`]}${n ?? ''}`, KNOWN[name] || name.replace('A群', 'A群流脑').replace('A+C', 'A+C流脑'));
  }
  const all = named.map(({ slot }) => slot);
  assert.deepEqual(inOrder(readSlots(all)).map(columnOf), inOrder(readSlots([...all].reverse())).map(columnOf));
  assert.deepEqual(readSlots([['dtp', 5], ['dtp', 5], 'x', ['dtp'], [1, 2], ['mcv', '2']]), [['dtp', 5]]);
});
const KNOWN = { 卡介: '卡介苗' };
const COLUMN_NAMES = /^[^第]+$/; // one that has no column is called in full

test('a report may print any slot of the register, and what the rules ask beside', () => {
  const rows = rowsOf([['mcv', 3], ['dtp', 2], ['mcv', 3]]);
  assert.deepEqual(rows.map(([series, slots]) => [series, slots.length]), [['bcg', 1], ['hepb', 3], ['polio', 5], ['dtp', 5], ['mcv', 3], ['je', 4], ['mena', 2], ['menac', 2], ['hepa', 2]]);
});

test('a class is called as on the pages of the office', () => {
  for (const [grade, name, zh, en] of classes) assert.deepEqual([className(grade, name, 'zh'), className(grade, name, 'en')], [zh, en], `${grade} ${name}`);
});

test('terms, birthdays and ages are the server’s', () => {
  for (const { day, term, born, ages, product, stale } of days) {
    assert.equal(termOf(day), term, day);
    assert.deepEqual(birthdaysBetween(born, '2026-01-01', day), ages, day);
    assert.equal(productByAge(['dtp', 5], born, day), product);
    assert.equal(staleAge(born, '2026-01-01', day), stale);
    const [first, last] = daysOf(term);
    assert.ok(first <= day && day <= last);
  }
  assert.deepEqual([readTerm('2026-3'), readTerm(null), readTerm('2026-2')], [null, null, { year: 2026, half: 2 }]);
});

test('what seems missing on the phone is what the server works out', async () => {
  const { evaluate } = await import('../../static/field/schedule/index.js');
  for (const { id, missing } of aids) {
    const { given, story, sex } = told.find((one) => one.id === id);
    const doses = given.map(([product, day]) => ({ product, given_on: day })).filter(({ given_on: day }) => day < checked);
    assert.deepEqual(evaluate({ born: story.born, sex }, doses, checked, rules).missing.map(({ series, n }) => [series, n]), missing, id);
  }
});

test('digits are the number of a notice on the phone where they are one on the server', () => {
  assert.ok(numbers.length > 300 && numbers.some(([, is]) => is) && numbers.some(([, is]) => !is));
  for (const [said, is] of numbers) assert.equal(isNumber(said), is, said);
});
