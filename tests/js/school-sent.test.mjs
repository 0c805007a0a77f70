import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import './school-window.mjs';

globalThis.fetch = async () => ({ json: async () => JSON.parse(readFileSync(new URL('../../static/build/schedule.json', import.meta.url))) });
const { clearView, holdScopes, putRow } = await import('../../static/field/core/view.js');
const { session, tick } = await import('../../static/field/core/signals.js');
const { today } = await import('../../static/field/core/index.js');
const { bringRules } = await import('../../static/field/shared/vaccines.js');
const { lookedFor, needsOf, numberIn, sent } = await import('../../static/field/school/sent.js');
const { pupilOfEnrolment } = await import('../../static/field/school/pupils.js');
const { termOf } = await import('../../static/field/school/terms.js');

const [SCHOOL, OTHER, AREA, SCOPE] = ['s', 'other', '430921103001', 'school:s'];
const DAY = today();
const ago = (years, days = 0) => new Date(Date.UTC(+DAY.slice(0, 4) - years, +DAY.slice(5, 7) - 1, +DAY.slice(8) - days)).toISOString().slice(0, 10);
const row = (kind, key, data, scope = SCOPE) => putRow(scope, { kind, key, area: AREA, version: 1, at: '2026-09-01T00:00:00.000Z', data });

function pupil(key, missing, { doses = [], school = SCHOOL, ...more } = {}) {
  row('child', key, { name: key, born: ago(6, 200), sex: 'female', doses }, school === SCHOOL ? SCOPE : AREA);
  row('enrolment', `e-${key}`, { child: key, school, term: termOf(DAY), grade: '1', class_name: '2', reason: 'new' }, school === SCHOOL ? SCOPE : AREA);
  if (missing) row('certificate_check', `c-${key}`, { enrolment: `e-${key}`, checked_on: ago(0, 30), certificate: 'seen', clinic_assessment: missing.length ? 'needs' : 'complete', assessed_on: ago(0, 31), missing, ...more }, school === SCHOOL ? SCOPE : AREA);
}
const show = () => { tick.value += 1; };
const names = (found) => found.map(({ pupil: { child } }) => child.name);
const needs = (key) => {
  const found = [...sent(), ...lookedFor(key)].find((one) => one.pupil.child.key === key);
  return needsOf(found.pupil, found.found, DAY);
};
const slots = (gaps) => gaps.map(({ slot }) => slot.join('-'));

beforeEach(async () => {
  clearView();
  holdScopes(['setup', AREA, SCOPE]);
  session.value = { user: { id: 'dora', role: 'clinic', areas: [] } };
  await bringRules();
});

test('who lacks most stands first; who is done, not checked or of a school that is not hers does not', () => {
  pupil('one', [['menac', 2]]);
  pupil('two', [['dtp', 5], ['menac', 2]]);
  pupil('refuses', [['mcv', 2], ['dtp', 5], ['menac', 2]]);
  for (const [series, n] of [['mcv', 2], ['dtp', 5], ['menac', 2]]) row('dose_state', `r-${series}`, { child: 'refuses', series, n, state: 'refused', on: ago(0, 10) });
  pupil('done', []);
  pupil('unseen');
  pupil('elsewhere', [['dtp', 5]], { school: OTHER });
  show();
  assert.deepEqual(names(sent()), ['two', 'one', 'refuses']);
});

test('a number of a notice, its address, a report or a certificate, and letters lead to the child', () => {
  pupil('甲', [['dtp', 5]], { report_no: 'R-7' });
  pupil('乙', []);
  row('notice', 'n', { kind: 'doses', check: 'c-甲', number: '12345674', items: [['dtp', 5]] });
  show();
  assert.equal(numberIn('https://x.example/n/12345674-abc_D'), '12345674');
  for (const words of ['12345674', 'https://x.example/n/12345674-abc_D', 'R-7', '甲']) assert.deepEqual(names(lookedFor(words)), ['甲'], words);
  assert.deepEqual(names(lookedFor('乙')), ['乙']); // also one with nothing open
  assert.deepEqual(lookedFor('99999999'), []);
});

test('where no dose is on the phone the check says what is missing, one of a series a day', () => {
  pupil('a', [['dtp', 4], ['dtp', 5], ['menac', 2]]);
  show();
  const { now, waits, visits, agrees } = needs('a');
  assert.deepEqual([slots(now), slots(waits), agrees], [['dtp-4', 'menac-2'], ['dtp-5'], false]);
  assert.deepEqual(visits.map(({ slots: some }) => some.length), [2]);
  assert.equal(now[0].products[0], 'DTaP');
  assert.ok(now[1].products.includes('MPSV-AC') && !now.some(({ products }) => products.includes('MV')));
});

test('a dose given since closes its gap, one before the check does not', () => {
  pupil('a', [['menac', 2]], { doses: [['MPSV-AC', ago(0, 2), 'register']] });
  pupil('b', [['menac', 2]], { doses: [['MPSV-AC', ago(0, 40), 'register']] });
  show();
  assert.deepEqual(names(sent()), ['b']);
});

test('without a birth date nothing is worked out', () => {
  pupil('a', [['menac', 2]]);
  row('child', 'a', { name: 'a' });
  show();
  const one = pupilOfEnrolment('e-a');
  assert.equal(needsOf(one, sent()[0].found, DAY), null);
});
