import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import './school-window.mjs';

const { clearView, holdScopes, putRow } = await import('../../static/field/core/view.js');
const { session, tick } = await import('../../static/field/core/signals.js');
const { today } = await import('../../static/field/core/index.js');
const { classesOf, isLacking, isOpen, mayTakeBack, outcome, pupilOfEnrolment, schools, ownSchools, pupilsOf } = await import('../../static/field/school/pupils.js');
const { termOf } = await import('../../static/field/school/terms.js');

const [SCHOOL, AREA, SCOPE] = ['s', '430921103001', 'school:s'];
const row = (kind, key, data, more = {}) => putRow(SCOPE, { kind, key, area: AREA, version: 1, at: '2026-09-01T00:00:00.000Z', data, ...more });
const child = (key, more = {}) => row('child', key, { name: key, born: '2020-03-10', sex: 'female', ...more });
const enrol = (key, more = {}) => row('enrolment', `e-${key}`, { child: key, school: SCHOOL, term: termOf(today()), grade: '1', class_name: '2', reason: 'new', ...more });
const check = (key, data, by = 'nora') => row('certificate_check', `c-${key}`, { enrolment: `e-${key}`, checked_on: today(), ...data }, { by });
const show = () => { tick.value += 1; };

beforeEach(() => {
  clearView();
  holdScopes(['setup', SCOPE, 'school:empty']);
  session.value = { user: { id: 'nora', role: 'nurse', areas: [] } };
  putRow('setup', { kind: 'school', key: SCHOOL, area: AREA, version: 1, data: { name: '北塘小学', area: AREA } });
});

test('a nurse without a village has her schools, that without a list last', () => {
  child('a');
  enrol('a');
  show();
  assert.deepEqual(schools().map(({ key }) => key), [SCHOOL, 'empty']);
});

test('the pupils of a school that was merged into another are those of the heir, of earlier years they stay', () => {
  holdScopes(['setup', SCOPE, 'school:heir']);
  const data = { name: '旧小学', area: AREA, retired_on: today(), replaced_by: 'heir' };
  putRow('setup', { kind: 'school', key: SCHOOL, area: AREA, version: 2, data });
  putRow('setup', { kind: 'school', key: 'heir', area: AREA, version: 2, data: { name: '新小学', area: AREA } });
  child('a');
  enrol('a');
  child('b');
  enrol('b', { term: '2019-1' });
  show();
  assert.deepEqual(schools().map(({ key }) => key), ['heir', SCHOOL]);
  assert.deepEqual(pupilsOf('heir').map((one) => [one.child.key, one.school]), [['a', 'heir']]);
  assert.equal(pupilOfEnrolment('e-a').school, 'heir');
  assert.deepEqual(ownSchools(), ['heir']);
});

test('a class is in the order of its list; who left or moved up is not asked for', () => {
  ['c', 'a', 'b', 'd', 'e'].forEach((key) => child(key));
  enrol('c');
  enrol('a', { left_on: '2026-09-20' });
  enrol('b', { reason: undefined });
  enrol('d', { class_name: '10' });
  enrol('e', { term: '2019-1' });
  show();
  const [first, second, ...more] = classesOf(SCHOOL);
  assert.deepEqual([first.key, second.key, more], ['1/2', '1/10', []]);
  assert.deepEqual(first.pupils.map((one) => [one.child.name, isOpen(one)]), [['a', false], ['b', false], ['c', true]]);
});

test('two records that are one child are one pupil, its checks together', () => {
  child('a', { at: 1 });
  child('b');
  enrol('a');
  enrol('b');
  row('same_child', 'link', { child: 'a', other: 'b' });
  check('b', { certificate: 'seen', clinic_assessment: 'complete', assessed_on: today() });
  show();
  const [{ pupils }] = classesOf(SCHOOL);
  assert.equal(pupils.length, 1);
  assert.deepEqual([isOpen(pupils[0]), outcome(pupils[0]).result, isLacking(pupils[0])], [false, 'complete', false]);
  assert.equal(pupilOfEnrolment('e-a'), pupils[0]);
  assert.equal(pupilOfEnrolment('nobody'), null);
});

test('the teacher hears of who lacks doses, assessment or certificate; what an old phone calls missing was never there', () => {
  const said = { a: { clinic_assessment: 'needs', missing: [['dtp', 5]], certificate: 'seen', assessed_on: today() }, b: { clinic_assessment: 'none', certificate: 'seen' }, c: { certificate: 'missing' }, d: { clinic_assessment: 'exempt', certificate: 'seen', assessed_on: today() } };
  Object.entries(said).forEach(([key, words]) => {
    child(key);
    enrol(key);
    check(key, words);
  });
  show();
  const [{ pupils }] = classesOf(SCHOOL);
  assert.deepEqual(pupils.map((one) => [outcome(one).result, isLacking(one)]), [['needs', true], ['not_assessed', true], ['no_certificate', true], ['exempt', false]]);
});

test('whoever the office has something left of is lacking here too, and nobody else', () => {
  const [needs, seen] = [{ clinic_assessment: 'needs', certificate: 'seen', assessed_on: today() }, { certificate: 'seen', clinic_assessment: 'none' }];
  const said = { a: { ...needs, missing: [['bcg', 1]] }, b: { ...needs, missing: [['menac', 2]] }, c: seen, d: { ...seen, clinic_assessment: 'complete', assessed_on: today() } };
  Object.entries(said).forEach(([key, words]) => {
    child(key);
    enrol(key);
    check(key, words);
  });
  row('dose_state', 'state', { child: 'b', series: 'menac', n: 2, state: 'contraindicated', on: today() });
  row('recheck', 'lost', { check: 'c-c', on: today(), certificate: 'lost' }, { at: '2026-09-02T00:00:00.000Z' });
  row('recheck', 'grown', { check: 'c-d', on: today(), ...needs, missing: [['polio', 4]] }, { at: '2026-09-02T00:00:00.000Z' });
  show();
  const [{ pupils }] = classesOf(SCHOOL);
  assert.deepEqual(pupils.map(isLacking), [true, false, true, true]);
});

test('of a child with two enrolments the class is the one said last, that it has not left', () => {
  ['a', 'b', 'c'].forEach((key) => {
    child(key);
    enrol(key, { class_name: '1' });
  });
  const [later, year] = [{ at: '2026-09-20T00:00:00.000Z' }, termOf(today()).slice(0, 4)];
  enrol('c', { class_name: '1', term: `${year}-1` });
  const again = (key, more) => row('enrolment', `again-${key}`, { child: key, school: SCHOOL, term: termOf(today()), grade: '1', class_name: '2', reason: 'new', ...more }, later);
  again('a');
  again('b', { left_on: '2026-09-21' });
  again('c', { term: `${year}-2`, reason: undefined });
  check('c', { clinic_assessment: 'complete', assessed_on: today() });
  show();
  const found = Object.fromEntries(classesOf(SCHOOL).flatMap(({ pupils }) => pupils).map((one) => [one.child.key, one.class_name]));
  assert.deepEqual(found, { a: '2', b: '1', c: '1' });
});

test('a check of her own is taken back, that of somebody else not', () => {
  ['a', 'b'].forEach((key) => {
    child(key);
    enrol(key);
  });
  check('a', { clinic_assessment: 'complete', assessed_on: today() });
  check('b', { clinic_assessment: 'complete', assessed_on: today() }, 'clinic');
  show();
  const [{ pupils }] = classesOf(SCHOOL);
  assert.deepEqual(pupils.map(({ looks }) => mayTakeBack(looks[0])), [true, false]);
  session.value = { user: { id: 'sun', role: 'supervisor', areas: [] } };
  assert.deepEqual(pupils.map(({ looks }) => mayTakeBack(looks[0])), [true, true]);
});
