import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import en from '../../static/field/shared/words/en.js';
import zh from '../../static/field/shared/words/zh.js';

const FIELD = new URL('../../static/field/', import.meta.url);
const OTHERS = ['words', 'schedule']; // the schedule has its own words
const FORBIDDEN = ['同步', '离线', '冲突', '受种者'];
const MADE = /^(show|order|mode|red|why|despite|reg|prior|source|status|what|report|nav|birth|place|settled|out|antigen)_|^(v|vv|va)$/; // named from codes, or filled in by themselves
const OF_DOSES = ['v', 'vv', 'va']; // said in Chinese only, by what is swallowed and what is injected
const flat = (words) => (Array.isArray(words) ? words : [words]);
const blanks = (words) => flat(words).map((one) => [...one.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1]).filter((name) => !OF_DOSES.includes(name)).sort().join());

function sources(folder = FIELD) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return OTHERS.includes(entry.name) ? [] : sources(new URL(`${entry.name}/`, folder));
    return entry.name.endsWith('.js') ? [readFileSync(new URL(entry.name, folder), 'utf8')] : [];
  });
}

test('both languages have the same keys, none of them empty', () => {
  assert.deepEqual(Object.keys(en), Object.keys(zh));
  for (const words of [zh, en]) {
    for (const [key, one] of Object.entries(words)) assert.ok(flat(one).every((text) => text.trim()), key);
  }
});

test('a sentence has the same blanks in both languages, in singular and plural', () => {
  for (const key of Object.keys(zh)) {
    if (key === 'day' || key === 'day_year') continue; // a month is a number in one and a name in the other
    const sets = new Set([...blanks(zh[key]), ...blanks(en[key])]);
    if (key === 'all_here') sets.delete('names'); // one child needs no number
    assert.equal(sets.size, 1, `${key}: ${[...sets].join(' / ')}`);
  }
});

test('words of the office and of engineers are not said on the phone', () => {
  for (const [key, one] of Object.entries(zh)) {
    for (const word of FORBIDDEN) assert.ok(!flat(one).join().includes(word), `${key} says ${word}`);
  }
});

test('views hold no Chinese of their own, except the name of the language', () => {
  const code = ['shared/', 'rounds/'].flatMap((folder) => sources(new URL(folder, FIELD))).map((text) => text.replace(/\/\*[^]*?\*\/|\/\/.*/g, ''));
  const spoken = code.join('\n').split('\n').filter((line) => /[\u4e00-\u9fff]{2,}/.test(line));
  assert.deepEqual(spoken.filter((line) => !line.includes('中文')), []);
});

test('every word is used somewhere', () => {
  const all = sources().join('\n');
  const used = (key) => MADE.test(key) || new RegExp(`'${key}'`).test(all);
  assert.deepEqual(Object.keys(zh).filter((key) => !used(key)), []);
});

test('every word asked for exists', () => {
  const asked = sources().flatMap((text) => [...text.matchAll(/\bt\('(\w+)'/g)].map((hit) => hit[1]));
  assert.ok(asked.length > 100);
  assert.deepEqual([...new Set(asked)].filter((key) => !(key in zh)), []);
});
