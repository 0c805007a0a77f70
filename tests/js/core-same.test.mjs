import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cleanName, nameKey, phoneKey, plainUsername } from '../../static/field/core/same.js';

const cases = JSON.parse(readFileSync('tests/same_cases.json', 'utf8'));

test('one name is one name however it is written, and another stays another', () => {
  for (const { kept, said } of cases.names) for (const one of said) assert.equal(nameKey(one), nameKey(kept), JSON.stringify(one));
  for (const [one, other] of cases.other_names) assert.notEqual(nameKey(one), nameKey(other));
});

test('a name is kept as the server keeps it', () => {
  for (const [said, kept] of cases.kept) assert.equal(cleanName(said), kept, JSON.stringify(said));
  for (const { kept, said } of cases.names.filter(({ kept: name }) => name > '\u3400')) {
    for (const one of said) assert.equal(cleanName(one), kept, JSON.stringify(one));
  }
});

test('a telephone number is its digits', () => {
  for (const [kept, said] of cases.phones) assert.equal(phoneKey(said), kept, JSON.stringify(said));
});

test('a user name is one however it is typed, the same as the server keeps', () => {
  for (const [kept, said] of cases.usernames) assert.equal(plainUsername(said), kept, JSON.stringify(said));
});
