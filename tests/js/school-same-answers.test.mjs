import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import './school-window.mjs';

const { ANSWERS, checkData } = await import('../../static/field/school/answers.js');
const { rowsOf } = await import('../../static/field/shared/slots.js');
const { told, rows } = JSON.parse(execFileSync('.venv/bin/python', ['-m', 'tests.school.assessing.said']));

test('the phone says of every answer what the office says of it', () => {
  assert.ok(told.length > 150);
  assert.deepEqual([...new Set(told.map(({ form }) => form.answer))].sort(), [...ANSWERS].sort());
  for (const { form, said } of told) assert.deepEqual(checkData(form), said, JSON.stringify(form));
});

test('a vaccine has the same key in the office and on the phone', () => {
  assert.deepEqual(rowsOf().map(([series, slots]) => [series, slots.length]), rows);
});
