import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { evaluate, programme } from '../../static/field/schedule/index.js';
import './school-window.mjs';
import { grownOf, isAsked, isMeant, lastDayOf, mayBeGiven, neededOf, needsOf, nextDay, nowOf } from '../../static/field/catchup/needs.js';

const { countsIn } = await import('../../static/field/shared/vaccines.js');
const { rules: plain, cases } = JSON.parse(execFileSync('.venv/bin/python', ['-m', 'tests.catchup.said'], { maxBuffer: 2 ** 28 }));
const rules = programme(plain);
const ask = ({ born, sex, doses, states, on }, assumed) => needsOf({ child: { born, sex }, doses, states: states.map(({ series, n, state }) => [series, n, state]) }, on, rules, assumed);
const bare = ({ unknown, unasked, gaps }) => ({ unknown, unasked, gaps: gaps.map(({ series, n, product, earliest, condition, refused }) => ({ series, n, product, earliest, condition, refused })) });
const named = (name) => cases.find((one) => one.name === name);
const child = (born, doses = [], states = [], on = '2026-11-10') => ({ born, sex: 'male', doses: doses.map(([product, given_on]) => ({ product, given_on })), states, on });

test('the phone finds of every child what the office finds', () => {
  assert.ok(cases.length > 250);
  assert.ok(cases.some(({ said }) => said.gaps.some(({ condition }) => condition)) && cases.some(({ said }) => said.gaps.some(({ refused }) => refused)) && cases.some(({ said }) => said.unknown));
  for (const one of cases) assert.deepEqual(bare(ask(one)), one.said, one.name);
});

test('the six cases: what may be given today', () => {
  const now = (name) => nowOf(ask(named(name)), named(name).on).map(({ series, n }) => `${series}${n}`);
  assert.deepEqual(['C1', 'C2', 'C5', 'C7', 'C8', 'C11'].map(now), [['polio3'], ['mcv1', 'je1'], ['menac1'], [], ['dtp5', 'menac2'], ['polio4']]);
});

test('every dose said to be given today may be given, and is too late the day after its last day', () => {
  let late = 0;
  for (const one of cases.filter(({ born }) => born)) {
    for (const gap of nowOf(ask(one), one.on)) {
      const { doses } = evaluate({ born: one.born, sex: one.sex }, [...one.doses, { product: gap.product, given_on: one.on }], one.on, rules);
      assert.notEqual(doses[doses.length - 1].reason, 'too_soon', `${one.name} ${gap.series}`);
      const last = lastDayOf({ child: one, doses: one.doses, states: [] }, gap, one.on, rules, 6000);
      if (!last || one.states.length || one.doses.some(({ given_on: day }) => day > one.on)) continue;
      late += 1;
      const [then, after] = [last, dayAfter(last)].map((on) => nowOf(ask({ ...one, on }), on).some(({ series, n }) => series === gap.series && n === gap.n));
      assert.deepEqual([then, after], [true, false], `${one.name} ${gap.series} ${last}`);
    }
  }
  assert.ok(late > 20, String(late));
});
const dayAfter = (day) => new Date(Date.parse(day) + 86400000).toISOString().slice(0, 10);

test('BCG has a last day before the test is asked for, and none after four years', () => {
  const bcg = (born) => ask(child(born, [['HepB', born]])).gaps.find(({ series }) => series === 'bcg');
  assert.equal(bcg('2026-10-01').last, '2026-12-31');
  assert.equal(bcg('2026-10-01').condition, null);
  assert.equal(bcg('2026-06-01').condition, 'ppd_negative');
  assert.ok(!mayBeGiven(bcg('2026-06-01'), '2026-11-10'));
  assert.equal(bcg('2022-06-01'), undefined);
});

test('a gap that was one before stays one while 28 days run, with its first day', () => {
  const two = ask(child('2025-12-20', [['MMR', '2026-11-01'], ['HepB', '2025-12-20']]));
  const je = two.gaps.find(({ series }) => series === 'je');
  assert.equal(je.earliest, '2026-11-29');
  assert.ok(!nowOf(two, '2026-11-10').some(({ series }) => series === 'je'));
});

test('nothing recorded is not zero; what it would be is said only when asked for', () => {
  const one = child('2025-01-05');
  assert.deepEqual([ask(one).unknown, ask(one).gaps.length], [true, 0]);
  assert.deepEqual([ask(one, true).unknown, ask(one, true).gaps.length > 3], [true, true]);
  assert.equal(ask(child(null)).unasked, 'birth_unknown');
  assert.equal(nextDay({ gaps: [] }), null);
});

test('who is asked: under seven, not gone; older ones where a campaign is about them', () => {
  const on = '2026-11-10';
  assert.deepEqual([{ born: '2020-01-01' }, { born: '2019-11-10' }, { born: '2027-01-01' }, { born: '2024-01-01', status: 'moved' }, {}].map((one) => isAsked(one, on)), [true, false, false, false, true]);
  assert.equal(isAsked({ born: '2000-01-01' }, on, { born_from: '1990-01-01', born_to: '2008-11-10' }), true);
});

test('a campaign counts of every child what the office counts', () => {
  let some = 0;
  for (const one of cases) {
    const said = { child: { born: one.born, sex: one.sex }, doses: one.doses, states: one.states.map(({ series, n, state }) => [series, n, state]) };
    for (const { campaign: its, slots } of one.needed) {
      if (one.born > its.first_day) continue; // not born yet when it began
      some += slots.length;
      assert.deepEqual(neededOf(said, its, rules, countsIn(one.born, rules)).map(({ series, n }) => [series, n]), slots, `${one.name} ${JSON.stringify(its)}`);
    }
  }
  assert.ok(some > 500, String(some));
});

const campaign = { areas: ['430921'], born_from: '2019-11-11', born_to: '2026-11-10', first_day: '2026-11-10', residence: 'migrant', of_series: ['mcv'], grace: {}, rule: {} };

test('a campaign is about its areas, ages and residence', () => {
  const area = '430921103001';
  assert.equal(isMeant({ born: '2024-01-01', registered_at: 'other_city' }, area, campaign), true);
  assert.equal(isMeant({ born: '2024-01-01', registered_at: 'county' }, area, campaign), false);
  assert.equal(isMeant({ born: '2024-01-01' }, area, { ...campaign, residence: 'local' }), true); // nobody said it
  assert.equal(isMeant({ born: '2024-01-01' }, area, { ...campaign, residence: 'all' }), true);
  assert.equal(isMeant({ born: '2024-01-01' }, '430922103001', { ...campaign, residence: 'all' }), false);
  assert.equal(isMeant({ born: '2024-01-01', status: 'moved', status_on: '2026-11-09' }, area, { ...campaign, residence: 'all' }), false);
  assert.equal(isMeant({}, area, { ...campaign, residence: 'all' }), false);
});

test('a campaign counts its series by its own definition and after their days of grace', () => {
  const two = named('C2');
  const seriesAt = countsIn(two.born, rules);
  const said = { child: { born: two.born, sex: two.sex }, doses: two.doses, states: [] };
  const needed = (more) => neededOf(said, { ...campaign, ...more }, rules, seriesAt).map(({ series }) => series);
  assert.deepEqual(needed({}), ['mcv']);
  assert.deepEqual(needed({ of_series: ['mcv', 'je'] }), ['mcv', 'je']);
  assert.deepEqual(needed({ grace: { mcv: 82 } }), ['mcv']); // due on 20 August
  assert.deepEqual(needed({ grace: { mcv: 83 } }), []);
  assert.deepEqual(needed({ rule: { mcv: [{ from_months: 12, fewer_than: 1 }] } }), []); // not twelve months old yet
  assert.deepEqual(needed({ rule: { mcv: [{ from_months: 6, fewer_than: 2 }] } }), ['mcv']);
  const nothing = { ...said, doses: [] };
  assert.deepEqual(neededOf(nothing, campaign, rules, seriesAt), []);
  assert.deepEqual(neededOf(nothing, { ...campaign, rule: { mcv: [{ from_months: 8, fewer_than: 1, or_unknown: true }] } }, rules, seriesAt).map(({ n }) => n), [1]);
});

test('of the grown a campaign asks two doses, the second 28 days after the first', () => {
  const adults = cases.filter(({ name }) => name.startsWith('grown'));
  const ask2 = (one, apart) => {
    const its = one.needed.find(({ campaign: { rule } }) => rule.mcv).campaign;
    const said = { child: { born: one.born, sex: one.sex }, doses: one.doses, states: [] };
    const open = needsOf(said, one.on, rules, true);
    return grownOf(said, open, apart ? { ...its, apart } : its, one.on, countsIn(one.born, rules), !one.doses.length).filter(({ series }) => series === 'mcv').map(({ n, earliest }) => [n, earliest]);
  };
  assert.deepEqual(ask2(adults[1], 56), [[2, '2026-12-27']]);
  assert.deepEqual(adults.map((one) => ask2(one)), [[[1, '2026-11-05'], [2, null]], [[2, '2026-11-29']], [[2, '2026-06-29']], [], [[2, '2026-12-06']]]);
});
