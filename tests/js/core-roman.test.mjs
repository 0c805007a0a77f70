import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTable } from '../../static/field/core/pinyin.js';
import { romanGroup, romanPerson, romanPlace } from '../../static/field/core/roman.js';

test('without the table nothing is said beside a name', () => {
  assert.equal(romanPerson('王小明'), '');
  assert.equal(romanPlace('大木桥村'), '');
});

test('with the table', async (t) => {
  const python = existsSync('.venv/bin/python') ? '.venv/bin/python' : 'python3';
  const file = join(mkdtempSync(join(tmpdir(), 'roman-')), 'pinyin.txt');
  execFileSync(python, ['tools/pinyin.py', file]);
  setTable(readFileSync(file, 'utf8'));

  const cases = JSON.parse(readFileSync('tests/romanised_cases.json', 'utf8')); // the office's too

  await t.test('people: surname and given name, surnames read as such, of two characters too, names of other tongues in their parts', () => {
    for (const [name, words] of cases.people) assert.equal(romanPerson(name), words, name);
  });

  await t.test('places: what they are in English, a name of one syllable whole, and their characters are read as in places', () => {
    for (const [name, words] of cases.places) assert.equal(romanPlace(name), words, name);
  });

  await t.test('a group that is counted is said in English alone', () => {
    for (const [name, words] of [['1组', 'Group 1'], ['第三组', 'Group 3'], ['十二组', 'Group 12'], ['桃花江', ''], ['', ''], [null, '']]) {
      assert.equal(romanGroup(name), words, name);
    }
  });

  await t.test('what is written in Latin letters, or is not there, needs no more words', () => {
    for (const name of ['Anna', 'village 430921', '', null, undefined, '12号'.slice(0, 2)]) {
      assert.equal(romanPerson(name), '');
      assert.equal(romanPlace(name), '');
    }
  });

  await t.test('a character nobody has a reading for stays as it is', () => {
    assert.equal(romanPerson('王𠮷'), 'Wang 𠮷');
  });
});
