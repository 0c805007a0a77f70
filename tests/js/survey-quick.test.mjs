import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandOf, bandsOf, correcting, countOf, dataOf, decide, decideLot, isOpen, isWhole, lotOf, ruleOf, standing, wantedOf } from '../../static/field/survey/quick.js';

const RULE = ruleOf([], '430921103001');
const child = (no, round1 = 'yes', more = {}) => ({ no, residence: 'resident', certificate: 'yes', card: 'no', prior: '3', round1, ...more });
const many = (n, missed) => Array.from({ length: n }, (_, at) => child(at + 1, at < missed ? 'no' : 'yes'));

test('the township decides on the spot at 0 to 4 missed, by the usual rule and by its own', () => {
  const at = (missed, rule, asked = 20) => decide({ asked, missed }, rule);
  assert.deepEqual([0, 1, 2, 3, 4].map((n) => at(n, RULE)), ['look_at_more', 'look_at_more', 'act', 'act', 'act']);
  assert.deepEqual([0, 1].map((n) => at(n, RULE, 30)), ['no_action', 'no_action']);
  assert.deepEqual([at(2, RULE, 5), at(1, RULE, 19)], ['act', 'incomplete']);
  const own = ruleOf([{ county: '430921', name: 'check_act_from', value: 4 }, { county: '430921', name: 'check_extra', value: 0 }, { county: '430922', name: 'check_act_from', value: 9 }], '430921103001');
  assert.deepEqual([0, 1, 2, 3, 4].map((n) => at(n, own)), ['no_action', 'no_action', 'no_action', 'no_action', 'act']);
  assert.deepEqual([wantedOf({ asked: 19, missed: 0 }, RULE), wantedOf({ asked: 20, missed: 0 }, RULE), wantedOf({ asked: 20, missed: 2 }, RULE)], [20, 30, 20]);
});

test('a child is asked when each question has its answer; not known is counted apart', () => {
  assert.ok(isWhole(child(1), ['round1']) && !isWhole(child(1), ['round1', 'round2']));
  assert.deepEqual(countOf([...many(3, 1), child(4, 'unknown'), { no: 5 }], ['round1']), { asked: 4, missed: 1, unknown: 1 });
  assert.deepEqual(countOf([child(1, 'yes', { round2: 'no' })], ['round1', 'round2']).missed, 1);
});

test('each band of a lot begins where the one before ends', () => {
  const limits = [3, 8, 19];
  assert.deepEqual([0, 3, 4, 8, 9, 19, 20, 60].map((n) => bandOf(n, limits)), [0, 0, 1, 1, 2, 2, 3, 3]);
  assert.deepEqual(bandsOf(limits), [[0, 3], [4, 8], [9, 19], [20, null]]);
});

test('a lot is decided when it is whole, or has failed before', () => {
  const checks = (missed) => Array.from({ length: 6 }, (_, n) => ({ cluster: String(n + 1), children: many(10, n ? 0 : missed) }));
  const lot = lotOf({}, checks(3));
  assert.deepEqual([lot.asked, lot.missed, lot.whole, lot.band, decideLot(lot)], [60, 3, true, 0, 'pass']);
  assert.deepEqual([4, 8, 9].map((n) => lotOf({}, checks(n)).band), [1, 1, 2]);
  const early = lotOf({}, checks(4).slice(0, 1));
  assert.deepEqual([early.whole, early.band, early.least, decideLot(early)], [false, null, 1, 'fail']);
  assert.equal(decideLot(lotOf({}, checks(3).slice(0, 5))), 'incomplete');
});

test('a check says its children by the official form, and a correction all of it again', () => {
  const about = { kind: 'rcm', site: ' 东门市场 ', site_kind: 'market', on: '2026-11-30', started: '2026-11-30T01:00:00.000Z', rounds: ['round1'], children: [child(1), child(2, 'no', { reason: 'absent_short', away_where: '县城' }), { no: 3 }] };
  const data = dataOf(about, { rule: RULE }, '2026-11-30T02:00:00.000Z', { lat: 28.5, lon: 112.4, accuracy_m: 9 });
  assert.deepEqual(data.children, [
    { no: 1, residence: 'resident', certificate: true, card: false, prior: '3', round1: 'yes', vaccinated: true },
    { no: 2, residence: 'resident', certificate: true, card: false, prior: '3', round1: 'no', reason: 'absent_short', away_where: '县城', vaccinated: false },
  ]);
  assert.deepEqual([data.site, data.decision, data.lat], ['东门市场', 'incomplete', 28.5]);
  assert.deepEqual(dataOf(correcting({ ...data, key: 'k' }), { rule: RULE }, 'later', null), { ...data, corrects: 'k' });
});

test('a failed place stays open until it was done again, also when its check was corrected', () => {
  const first = { key: 'a', at: '1', kind: 'rcm', decision: 'act' };
  assert.deepEqual(standing([first]).map(isOpen), [true]);
  const fixed = { key: 'b', at: '2', kind: 'rcm', decision: 'act', corrects: 'a' };
  assert.deepEqual(standing([first, fixed]).map(({ key }) => key), ['b']);
  const again = { key: 'c', at: '3', kind: 'rcm', decision: 'no_action', redo_of: 'a' };
  assert.deepEqual(standing([first, fixed, again]).map(({ key, redone }) => [key, redone]), [['c', false], ['b', true]]);
});

test('of two corrections of one check the later counts, whatever comes first, and a place done again stays done', () => {
  const all = [
    { key: 'a', at: '1', kind: 'rcm', decision: 'act' }, { key: 'b', at: '2', kind: 'rcm', decision: 'act', corrects: 'a' },
    { key: 'c', at: '4', kind: 'rcm', decision: 'act', corrects: 'a' }, { key: 'd', at: '3', kind: 'rcm', decision: 'no_action', redo_of: 'b' },
  ];
  for (const some of [all, [...all].reverse()]) assert.deepEqual(standing(some).map((one) => [one.key, one.redone]), [['c', true], ['d', false]]);
  assert.equal(standing([{ key: 'a', at: '1', corrects: 'b' }, { key: 'b', at: '2', corrects: 'a' }]).length, 2);
});

test('parts of a lot’s cluster add up, and of two whole checks the later counts alone', () => {
  const part = (missed, n, at) => ({ cluster: '1', at, children: many(n, missed) });
  const first = (...checks) => lotOf({}, checks).clusters[0];
  assert.deepEqual([first(part(1, 5, '2'), part(1, 5, '1'))].map(({ asked, missed }) => [asked, missed]), [[10, 2]]);
  assert.deepEqual([first(part(0, 10, '2'), part(4, 10, '1'))].map(({ asked, missed }) => [asked, missed]), [[10, 0]]);
  assert.deepEqual([first(part(1, 3, '3'), part(2, 10, '1'))].map(({ asked, missed }) => [asked, missed]), [[10, 2]]);
});
