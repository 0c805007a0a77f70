import assert from 'node:assert/strict';
import { test } from 'node:test';
import './school-window.mjs';

const { ANSWERS, BLANK, checkData, slotsIn, toggled, wrongIn } = await import('../../static/field/school/answers.js');
const { readTyped } = await import('../../static/field/school/typedday.js');

const report = { ...BLANK, assessed_on: '2026-08-20', assessed_by: 'clinic', report_no: ' PG-1 ' };

test('the five answers are said in the fields of a check, and nothing beside', () => {
  assert.deepEqual(ANSWERS, ['complete', 'needs', 'exempt', 'none', 'without']);
  const about = { assessed_on: '2026-08-20', assessed_by: 'clinic', report_no: 'PG-1' };
  const said = (more) => checkData({ ...report, ...more });
  assert.deepEqual(said({ answer: 'complete' }), { certificate: 'seen', clinic_assessment: 'complete', ...about });
  assert.deepEqual(said({ answer: 'needs', picked: 'dtp-5 menac-2' }), { certificate: 'seen', clinic_assessment: 'needs', ...about, missing: [['dtp', 5], ['menac', 2]], missing_from: 'report' });
  assert.deepEqual(said({ answer: 'exempt', picked: 'mcv-2', why: 'had_disease', certificate: 'electronic' }), { certificate: 'electronic', clinic_assessment: 'exempt', ...about, exempt: [['mcv', 2, 'had_disease']] });
  assert.deepEqual(said({ answer: 'none', certificate: 'other_proof' }), { certificate: 'other_proof', clinic_assessment: 'none' });
  assert.deepEqual(said({ answer: 'without', lacks: 'never' }), { certificate: 'never', clinic_assessment: 'none' });
  assert.deepEqual(checkData({ ...BLANK, answer: 'complete', assessed_on: '2026-08-20' }), { certificate: 'seen', clinic_assessment: 'complete', assessed_on: '2026-08-20' });
});

test('what a report says has a day, and what needs catch-up a dose', () => {
  const wrong = (more) => wrongIn({ ...report, ...more }, '2026-09-10');
  assert.equal(wrong({ answer: 'complete' }), null);
  assert.equal(wrong({ answer: 'complete', assessed_on: undefined }), 'assessed_need');
  assert.equal(wrong({ answer: 'exempt', assessed_on: '2026-09-11' }), 'assessed_need');
  assert.equal(wrong({ answer: 'needs' }), 'picked_need');
  assert.equal(wrong({ answer: 'needs', picked: 'dtp-5' }), null);
  assert.equal(wrong({ answer: 'none', assessed_on: undefined }), null);
});

test('a dose tapped twice is not picked', () => {
  const once = toggled(toggled('', 'dtp-5'), 'menac-2');
  assert.deepEqual([once, toggled(once, 'dtp-5'), slotsIn(once)], ['dtp-5 menac-2', 'menac-2', [['dtp', 5], ['menac', 2]]]);
});

test('a day is read as it is typed, never one after today', () => {
  const read = (words) => readTyped(words, '2026-09-10');
  for (const words of ['0820', '8-20', '8.20', '8月20日', '20260820', '2026-08-20', '2026年8月20日', ' 0820 ']) assert.equal(read(words), '2026-08-20', words);
  assert.equal(read('1220'), '2025-12-20'); // not this year's, which is still to come
  for (const words of ['', '820', '0230', '20260911', '2026', 'x', '99-99']) assert.equal(read(words), null, words);
});
