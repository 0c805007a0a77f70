import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inRound, untilOf, whyNot } from '../../static/field/rounds/counting.js';

const CAMPAIGN = { product: 'bOPV' };
const round = (campaign = {}) => ({ first_day: '2025-12-01', last_day: '2025-12-09', campaign: { ...CAMPAIGN, ...campaign } });
const visit = (more = {}) => ({ outcome: 'vaccinated', on: '2025-12-03', ...more });

test('a round counts from its first day to fourteen days after its last, or as its plan says', () => {
  const days = ['2025-11-30', '2025-12-01', '2025-12-23', '2025-12-24'];
  assert.deepEqual(days.map((day) => inRound(round(), day)), [false, true, true, false]);
  assert.equal(untilOf(round({ mopup_days: 0 })), '2025-12-09');
  assert.equal(whyNot(visit({ on: '2025-12-24' }), round()), 'days');
  assert.equal(whyNot(visit({ on: '2025-11-30', outcome: 'refused' }), round()), 'days');
  assert.equal(whyNot(visit(), round()), null);
});

test('a dose of another product does not count, a reason always does', () => {
  assert.equal(whyNot(visit({ product: 'HepB' }), round()), 'product');
  assert.equal(whyNot(visit({ product: 'bOPV' }), round()), null);
  assert.equal(whyNot(visit({ product: 'HepB', outcome: 'vaccinated_elsewhere' }), round()), null);
});

test('IPV counts in a round of oral polio vaccine where zero-dose children get it first, and nowhere else', () => {
  const ipv = visit({ product: 'IPV' });
  assert.equal(whyNot(ipv, round()), 'product');
  assert.equal(whyNot(ipv, round({ zero_dose_ipv_first: true })), null);
  assert.equal(whyNot(ipv, round({ zero_dose_ipv_first: true, product: 'MMR' })), 'product');
});

test('a supervisor who looked decides either way', () => {
  assert.equal(whyNot(visit({ product: 'HepB', on: '2026-03-01', counts: true }), round()), null);
  assert.equal(whyNot(visit({ counts: false }), round()), 'review');
});

test('a round whose days are not known leaves nothing out', () => {
  assert.equal(whyNot(visit(), { campaign: CAMPAIGN }), null);
});
