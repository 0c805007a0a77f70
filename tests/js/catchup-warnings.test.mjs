import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import './school-window.mjs';

globalThis.fetch = async () => ({ json: async () => JSON.parse(readFileSync(new URL('../../static/build/schedule.json', import.meta.url))) });
const { bringRules, countsIn, productsFor, rulesOf } = await import('../../static/field/shared/vaccines.js');
const { needsOf } = await import('../../static/field/catchup/needs.js');
const { isWhole, warningsOf } = await import('../../static/field/catchup/warnings.js');
const { isShut } = await import('../../static/field/catchup/told.js');
await bringRules();

const [AREA, ON] = ['430921103001', '2026-11-10'];
const rules = rulesOf(AREA);
function red(born, doses, picks, { states = [], door = false, on = ON } = {}) {
  const said = { child: { born, sex: 'female' }, doses: doses.map(([product, given_on]) => ({ product, given_on })), states };
  const needs = needsOf(said, on, rules, true);
  const seriesAt = countsIn(born, rules);
  const fitting = (gap) => productsFor([gap.series, gap.n], gap.product, born, on, rules);
  const chosen = picks.map(([id, product, expires]) => ({ id, product, expires }));
  return warningsOf({ said, needs, picks: chosen, on, rules, seriesAt: (product) => seriesAt(product, on), fitting, door }).map(({ code }) => code);
}
const BIRTH = [['HepB', '2025-12-20'], ['BCG', '2025-12-20']];

test('what may be given today is given without a word', () => {
  assert.deepEqual(red('2025-12-20', BIRTH, [['mcv-1', 'MMR'], ['je-1', 'JE-L']]), []); // two live ones on one day
  assert.deepEqual(red('2025-12-20', BIRTH, []), []);
});

test('a live vaccine within 28 days of another, a dose too soon, too young or beyond the series speak in red', () => {
  assert.deepEqual(red('2025-12-20', [...BIRTH, ['MMR', '2026-11-01']], [['je-1', 'JE-L']]), ['live']);
  assert.deepEqual(red('2025-12-20', [...BIRTH, ['HepB', '2026-11-05']], [['hepb-3', 'HepB']])[0], 'too_soon');
  assert.ok(red('2026-10-01', [['HepB', '2026-10-01']], [['mcv-1', 'MMR']]).includes('too_young'));
  assert.ok(red('2018-01-01', [['HepB', '2018-01-01'], ['BCG', '2018-01-01']], [['BCG', 'BCG']]).length);
});

test('BCG from three months on asks for the PPD test, before that for nothing', () => {
  assert.deepEqual(red('2026-06-01', [['HepB', '2026-06-01']], [['bcg-1', 'BCG']]), ['ppd']);
  assert.deepEqual(red('2026-09-20', [['HepB', '2026-09-20']], [['bcg-1', 'BCG']]), []);
});

test('another product, an expired lot, a refusal, a contraindication, a door and an unknown history are said', () => {
  assert.ok(red('2025-12-20', BIRTH, [['mcv-1', 'JE-L']]).includes('other_product'));
  assert.deepEqual(red('2025-12-20', BIRTH, [['mcv-1', 'MMR', '2026-11-09']]), ['expired']);
  assert.deepEqual(red('2025-12-20', BIRTH, [['mcv-1', 'MMR', '2026-11-10']]), []); // the day on the box is the last one
  assert.deepEqual(red('2025-12-20', BIRTH, [['mcv-1', 'MMR']], { states: [['mcv', 1, 'refused']] }), ['refused']);
  assert.ok(red('2025-12-20', BIRTH, [['MMR', 'MMR']], { states: [['mcv', 1, 'contraindicated']] }).includes('contraindicated'));
  assert.deepEqual(red('2025-12-20', BIRTH, [['mcv-1', 'MMR']], { door: true }), ['door']);
  assert.equal(red('2025-12-20', [], [['mcv-1', 'MMR']])[0], 'unknown');
});

test('a visit is whole when all that might be given was', () => {
  const needs = needsOf({ child: { born: '2025-12-20', sex: 'female' }, doses: BIRTH.map(([product, given_on]) => ({ product, given_on })), states: [] }, ON, rules);
  const ids = needs.gaps.filter(({ earliest, condition }) => earliest && earliest <= ON && !condition).map(({ series, n }) => ({ id: `${series}-${n}` }));
  assert.ok(ids.length > 2);
  assert.deepEqual([isWhole(needs, ids, ON), isWhole(needs, ids.slice(1), ON)], [true, false]);
});

test('one is put down for tomorrow until the hour of today, for a later day at any', () => {
  const session = { day: '2026-11-11', cutoff: '16:00' };
  assert.deepEqual([isShut(session, ON, '15:59'), isShut(session, ON, '16:00'), isShut({ ...session, day: '2026-11-12' }, ON, '23:00'), isShut({ day: ON }, ON, '00:00')], [false, true, false, true]);
});
