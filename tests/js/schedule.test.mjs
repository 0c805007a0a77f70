import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isoDay, parseDay, plus } from '../../static/field/schedule/days.js';
import { evaluate, plan, problem, programme } from '../../static/field/schedule/index.js';

// The case tables are TOML; a small script of the tests writes them as JSON together with the compiled rules.
// `make mutants` runs this file a thousand times, and writes them once.
const kept = process.env.FIELDAPP_CASES;
const exported = kept ? readFileSync(kept) : execFileSync('.venv/bin/python', ['-m', 'tests.schedule.cases'], { maxBuffer: 2 ** 28 });
const { cases, plans, rules, written } = JSON.parse(exported);
const ready = Object.fromEntries(Object.entries(rules).map(([name, plain]) => [name, programme(plain)]));

function told({ child, doses, on, edition, province, series, expected }) {
  const answer = evaluate(child, doses, on, ready[`${edition ?? ''}|${province ?? ''}`]);
  const about = (rows) => rows.filter((row) => series.includes(row.series));
  const reasons = answer.doses.slice(0, expected.reasons.length).map((dose) => dose.reason ?? null);
  const [due, missing, closed, next] = [answer.due, answer.missing, answer.closed, answer.next].map(about);
  return { reasons, result: answer.result, due, missing, closed, next, notes: answer.notes.map(({ rule }) => rule) };
}

test('every case table holds in the phone\'s interpreter', async (t) => {
  assert.ok(cases.length >= 200);
  for (const one of cases) await t.test(one.name, () => assert.deepEqual(told(one), one.expected, one.why));
});

test('every plan table holds in the phone\'s interpreter', () => {
  assert.ok(plans.length >= 6);
  for (const one of plans) assert.deepEqual(plan(one.child, one.doses, one.on, ready['|'], one.at_most), one.visits, one.why);
});

test('children written at random are answered as the server answers them', () => {
  assert.ok(written.length >= 600);
  for (const { child, said } of written) {
    const asked = [child, child.doses, child.on, ready['|']];
    const answer = { ...evaluate(...asked), plan: plan(...asked), problem: problem(...asked) };
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), said, JSON.stringify(child));
  }
});

test('a day number and its text are each other\'s inverse, and days that do not exist are none', () => {
  for (const text of ['1970-01-01', '2024-02-29', '0001-01-01', '9999-12-31', '1900-03-01']) {
    assert.equal(isoDay(parseDay(text)), text);
  }
  for (const text of ['2023-02-29', '2024-13-01', '0000-01-01', '2024-1-1', '20240101', '', null, 7, {}, '2024-01-01\n']) {
    assert.equal(parseDay(text), null);
  }
});

test('months are clamped to the end of the month', () => {
  const after = (text, span) => isoDay(plus(parseDay(text), span));
  assert.equal(after('2024-12-31', 2), '2025-02-28');
  assert.equal(after('2023-12-31', 2), '2024-02-29');
  assert.equal(after('2020-02-29', 12), '2021-02-28');
  assert.equal(after('2024-01-31', -28), '2024-02-28');
});

test('a check date that is no day is refused, a child never is', () => {
  const national = ready['|'];
  assert.throws(() => evaluate({}, [], 'today', national), RangeError);
  assert.equal(evaluate({}, [null, 7, [], {}], '2026-09-01', national).result, 'needs_catchup');
});
