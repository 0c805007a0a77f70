import { despiteFor, offered, REASONS, withDay } from '../../static/field/rounds/whynot.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giver, visitData, wasFound, mayVisit } from '../../static/field/rounds/visit.js';

const ROUND = { key: 'r1', first_day: '2025-12-01', campaign: { product: 'bOPV', form: 'drops' } };
const CHILD = { key: 'c1', listed_on: '2025-11-20' };
const NURSE = { id: 'u1', role: 'vaccinator' };
const LISTER = { id: 'u2', role: 'lister' };
const build = (more = {}) =>
  visitData({
    child: CHILD,
    round: ROUND,
    on: '2025-12-02',
    user: NURSE,
    work: { mode: 'door' },
    fix: null,
    said: { outcome: 'vaccinated' },
    ...more,
  });

test('a dose at the door by a nurse says what was asked, what was given and by whom', () => {
  assert.deepEqual(build(), {
    round: 'r1',
    child: 'c1',
    on: '2025-12-02',
    mode: 'door',
    outcome: 'vaccinated',
    product: 'bOPV',
    given_by: 'u1',
    consent: 'told',
    asked: ['fever', 'diarrhoea', 'immune', 'allergy'],
  });
});

test('before a sugar pill milk is asked about too', () => {
  const round = { ...ROUND, campaign: { product: 'tOPV', form: 'pill' } };
  assert.ok(build({ round }).asked.includes('milk'));
});

test('a reason says no product, no consent and no vaccinator', () => {
  assert.deepEqual(build({ said: { outcome: 'ill', note: '发烧' } }), {
    round: 'r1',
    child: 'c1',
    on: '2025-12-02',
    mode: 'door',
    outcome: 'ill',
    note: '发烧',
  });
});

test('a child listed on the round’s first day or later was found, one listed before was registered', () => {
  assert.equal(wasFound({ listed_on: '2025-12-01' }, ROUND), true);
  assert.equal(wasFound({ listed_on: '2025-11-30' }, ROUND), false);
  assert.equal(wasFound({ listed_on: null }, ROUND), false);
  assert.equal(build({ child: { key: 'c2', listed_on: '2025-12-02' } }).found, true);
  assert.ok(!('found' in build()));
});

test('a lister enters for the vaccinator she named, never for herself', () => {
  assert.equal(giver(LISTER, {}), null);
  assert.equal(build({ user: LISTER, work: { mode: 'door', giver: 'u9' } }).given_by, 'u9');
  assert.equal(giver(NURSE, { giver: 'u9' }), 'u1');
});

test('post and batch are said where they fit: the post only at a post, the batch only for its product', () => {
  const work = { mode: 'post', post: 'p1', batch: { key: 'b1', product: 'bOPV' } };
  assert.deepEqual([build({ work }).post, build({ work }).batch], ['p1', 'b1']);
  const other = { ...work, mode: 'door', batch: { key: 'b2', product: 'MR' } };
  assert.deepEqual([build({ work: other }).post, build({ work: other }).batch], [undefined, undefined]);
});

test('the place goes along when there is one', () => {
  const fix = { lat: 29.1, lon: 112.3, accuracy_m: 20, at: 'x' };
  const { lat, lon, accuracy_m, at } = build({ fix });
  assert.deepEqual([lat, lon, accuracy_m, at], [29.1, 112.3, 20, undefined]);
});

test('a dose in spite of a red line says which line and why', () => {
  const said = { outcome: 'vaccinated', despite: ['too_soon'], despite_why: 'clinic_agreed' };
  const data = build({ said });
  assert.deepEqual([data.despite, data.despite_why], [['too_soon'], 'clinic_agreed']);
});

test('there are eight reasons at the door and “other” stays on the list', () => {
  assert.equal(REASONS.length, 8);
  assert.deepEqual(REASONS[7], { word: 'other', outcome: 'absent_short', reason: 'other' });
});

test('the grid follows the county\'s code list: a code added is offered, a retired one is not', () => {
  const codes = [
    { list: 'visit.outcome', code: 'ill', retired_on: '2026-01-01' },
    { list: 'visit.outcome', code: 'absent_short' },
    { list: 'visit.outcome', code: 'vaccinated' },
    { list: 'visit.outcome', code: 'flooded' },
    { list: 'visit.reason', code: 'fear' },
  ];
  const words = offered(REASONS, codes).map(({ word }) => word);
  assert.equal(words.includes('ill'), false);
  assert.deepEqual(words.slice(-2), ['other', 'flooded']);
  assert.deepEqual(offered(REASONS, []), REASONS);
});

test('whose visits the server would refuse is not offered to record any', () => {
  assert.deepEqual(['lister', 'vaccinator', 'clinic', 'supervisor', 'administrator'].map((role) => mayVisit({ role })), Array(5).fill(true));
  assert.deepEqual(['nurse', 'surveyor', 'observer'].map((role) => mayVisit({ role })), Array(3).fill(false));
});

test('a mobile team’s own post is said as well', () => {
  const work = { mode: 'mobile', post: 'p1' };
  assert.deepEqual([build({ work }).mode, build({ work }).post], ['mobile', 'p1']);
});

test('no age and no certificate does away with a contraindication', () => {
  assert.deepEqual(despiteFor(['contraindicated']), ['clinic_agreed', 'other']);
  assert.deepEqual(despiteFor(['outside', 'contraindicated']), ['clinic_agreed', 'other']);
  assert.deepEqual(despiteFor(['too_young']), ['checked_certificate', 'checked_age', 'clinic_agreed', 'other']);
  assert.deepEqual(despiteFor(['too_soon']), ['checked_certificate', 'clinic_agreed', 'other']);
});

test('the day agreed on stands first in the note, one at a time, and a second tap takes it away', () => {
  const days = ['约12月1日再来', '约12月2日再来'];
  assert.equal(withDay('', days[0], days), '约12月1日再来');
  assert.equal(withDay('去外婆家', days[0], days), '约12月1日再来，去外婆家');
  assert.equal(withDay('约12月1日再来，去外婆家', days[1], days), '约12月2日再来，去外婆家');
  assert.equal(withDay('约12月1日再来，去外婆家', days[0], days), '去外婆家');
  assert.equal(withDay('约12月1日再来', days[0], days), '');
});
