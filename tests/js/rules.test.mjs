import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redLines, sameKind, seriesOf } from '../../static/field/rounds/rules.js';

const CAMPAIGN = {
  product: 'bOPV',
  born_from: '2018-12-01',
  born_to: '2025-12-01',
  min_age_days: 60,
  min_interval_days: 28,
  zero_dose_ipv_first: true,
};
const ON = '2025-12-01';
const ask = ({ child = {}, doses = [], visits = [], campaign = {}, on = ON } = {}) =>
  redLines({
    child: { born: '2022-05-01', prior_polio: '3', ...child },
    doses,
    visits,
    campaign: { ...CAMPAIGN, ...campaign },
    on,
  });
const codes = (asked) => ask(asked).map((line) => line.code);

test('a three-year-old with three earlier doses, the last long ago, may be dosed', () => {
  assert.deepEqual(ask({ doses: [{ product: 'bOPV', given_on: '2022-09-01' }] }), []);
});

test('a child one day short of the lowest age waits one day', () => {
  assert.deepEqual(ask({ child: { born: '2025-10-03' } }), [{ code: 'too_young', from: '2025-12-02', days: 1 }]);
});

test('on the very day a child reaches the lowest age it may be dosed', () => {
  assert.deepEqual(codes({ child: { born: '2025-10-02' } }), []);
});

test('without a lowest age a new-born may be dosed', () => {
  assert.deepEqual(codes({ child: { born: ON }, campaign: { min_age_days: null } }), []);
});

test('twenty-seven days after a polio dose is too soon, twenty-eight is not', () => {
  const dose = (given_on) => [{ product: 'IPV', given_on }];
  assert.deepEqual(ask({ doses: dose('2025-11-04') }), [
    { code: 'too_soon', last: '2025-11-04', product: 'IPV', from: '2025-12-02' },
  ]);
  assert.deepEqual(codes({ doses: dose('2025-11-03') }), []);
});

test('a combined vaccine with polio counts as a polio dose, a measles dose does not', () => {
  assert.deepEqual(codes({ doses: [{ product: 'DTaP-IPV-Hib', given_on: '2025-11-20' }] }), ['too_soon']);
  assert.deepEqual(codes({ doses: [{ product: 'MMR', given_on: '2025-11-20' }] }), []);
});

test('a dose dated shortly after the day being written up is too close as well', () => {
  assert.deepEqual(codes({ doses: [{ product: 'bOPV', given_on: '2025-12-10' }] }), ['too_soon']);
});

test('without an interval in the campaign a dose yesterday is no red line', () => {
  const doses = [{ product: 'bOPV', given_on: '2025-11-30' }];
  assert.deepEqual(codes({ doses, campaign: { min_interval_days: null } }), []);
});

test('a child that never had polio vaccine gets IPV first', () => {
  assert.deepEqual(codes({ child: { prior_polio: '0' } }), ['zero_dose']);
});

test('a child of whom nobody knows earlier doses is asked about first', () => {
  assert.deepEqual(codes({ child: { prior_polio: 'unknown' } }), ['prior_unknown']);
  assert.deepEqual(codes({ child: { prior_polio: undefined } }), ['prior_unknown']);
});

test('one recorded dose, even without its date, means the child is no zero-dose child', () => {
  assert.deepEqual(codes({ child: { prior_polio: '0' }, doses: [{ product: 'IPV', given_on: null }] }), []);
});

test('zero dose says nothing before two months, for IPV, or where the campaign does not ask for it', () => {
  const zero = { prior_polio: '0' };
  assert.deepEqual(codes({ child: { ...zero, born: '2025-10-15' }, campaign: { min_age_days: null } }), []);
  assert.deepEqual(codes({ child: zero, campaign: { product: 'IPV' } }), []);
  assert.deepEqual(codes({ child: zero, campaign: { zero_dose_ipv_first: false } }), []);
});

test('birth dates outside the window, in the future and unknown each have their line', () => {
  assert.deepEqual(codes({ child: { born: '2018-11-30' } }), ['outside']);
  assert.deepEqual(codes({ child: { born: '2018-12-01' } }), []);
  assert.deepEqual(codes({ child: { born: '2025-12-02' } }), ['not_born']);
  const until = { born_to: '2022-05-01' };
  assert.deepEqual(codes({ campaign: until }), []);
  assert.deepEqual(codes({ campaign: until, child: { born: '2022-05-02' } }), ['outside']);
  assert.deepEqual(codes({ child: { born: null } }), ['born_unknown']);
});

test('a contraindication someone recorded stays a red line in the next round', () => {
  const visits = [{ outcome: 'contraindicated', on: '2025-11-02' }];
  assert.deepEqual(ask({ visits }), [{ code: 'contraindicated', on: '2025-11-02' }]);
});

test('several red lines are all said', () => {
  const child = { born: '2025-10-20', prior_polio: '3' };
  assert.deepEqual(codes({ child, doses: [{ product: 'IPV', given_on: '2025-11-30' }] }), ['too_young', 'too_soon']);
});

test('doses of one kind come oldest first, undated before all', () => {
  const doses = ['2025-02-01', null, '2024-02-01'].map((given_on) => ({ product: 'bOPV', given_on }));
  assert.deepEqual(
    sameKind([...doses, { product: 'BCG', given_on: '2023-01-01' }], 'IPV').map((dose) => dose.given_on),
    [null, '2024-02-01', '2025-02-01'],
  );
});

test('a product of two series counts in both, an unknown one in none', () => {
  assert.deepEqual(seriesOf('DTaP-IPV-Hib'), ['polio', 'dtp']);
  assert.deepEqual(seriesOf('XYZ'), []);
});

test('a child written down as moved away or died has a line of its own, one who is away has not', () => {
  assert.deepEqual(codes({ child: { status: 'moved' } }), ['moved']);
  assert.deepEqual(codes({ child: { status: 'died' } }), ['died']);
  assert.deepEqual(codes({ child: { status: 'away' } }), []);
});

test('two months of age is a rule in months, not sixty days', () => {
  const months = { min_age_days: null, min_age_months: 2 };
  const from = (born, on) => (ask({ child: { born }, campaign: { ...months, born_to: '2027-12-31' }, on })[0] || {}).from;
  assert.equal(from('2026-01-01', '2026-02-28'), '2026-03-01');
  assert.equal(from('2026-01-01', '2026-03-01'), undefined);
  assert.equal(from('2025-12-31', '2026-02-27'), '2026-02-28'); // no such day in February: its last, as the schedule has it
  assert.equal(from('2025-12-31', '2026-02-28'), undefined);
  assert.equal(from('2027-12-31', '2028-02-28'), '2028-02-29');
});

test('where days and months are both said the later day holds', () => {
  const both = (min_age_days) => ask({ child: { born: '2025-11-01' }, campaign: { min_age_days, min_age_months: 2 } })[0].from;
  assert.deepEqual([both(60), both(62)], ['2026-01-01', '2026-01-02']);
});
