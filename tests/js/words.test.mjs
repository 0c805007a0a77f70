import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIELD, loads, modules, textOf } from './imports.mjs';

const FORBIDDEN = ['同步', '离线', '冲突', '受种者'];
const MADE = /^(show|order|mode|red|why|despite|reg|prior|source|status|what|report|nav|birth|place|settled|out|antigen|screen|size|call|ask|say|answer|lacks|result|slot|svx|certificate|excused|pupils_shown|gap_out|gap_do|gap_call|gap_mode|gap_red|gap_despite|gap_show|gap_order|gap_empty)_|^(v|vv|va)$/; // named from codes, or filled in by themselves
const OF_DOSES = ['v', 'vv', 'va']; // said in Chinese only, by what is swallowed and what is injected
const flat = (words) => (Array.isArray(words) ? words : [words]);
const blanks = (words) => flat(words).map((one) => [...one.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1]).filter((name) => !OF_DOSES.includes(name)).sort().join());

const all = modules().filter((name) => !name.startsWith('schedule/')); // the schedule has its own words
const isWords = (name) => name.includes('/words/');
const files = all.filter((name) => isWords(name) && name.endsWith('zh.js'));
const read = async (name) => (await import(new URL(name, FIELD))).default;
const pairs = await Promise.all(files.map(async (name) => [await read(name), await read(name.replace(/zh\.js$/, 'en.js')), name]));
const [zh, en] = [0, 1].map((n) => Object.assign({}, ...pairs.map((pair) => pair[n])));
const sources = all.filter((name) => !isWords(name)).map(textOf);

test('both languages have the same keys in the same files, none of them empty, none said twice', () => {
  assert.equal(all.filter(isWords).length, files.length * 2);
  for (const [chinese, english, name] of pairs) assert.deepEqual(Object.keys(english), Object.keys(chinese), name);
  assert.equal(Object.keys(zh).length, pairs.reduce((sum, [chinese]) => sum + Object.keys(chinese).length, 0));
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

test('screens hold no Chinese of their own, except the name of the language', () => {
  const drawing = sources.filter((text) => text.includes('html`')).map((text) => text.replace(/\/\*[^]*?\*\/|\/\/.*/g, ''));
  assert.ok(drawing.length > 20);
  const spoken = drawing.join('\n').split('\n').filter((line) => /[\u4e00-\u9fff]{2,}/.test(line));
  assert.deepEqual(spoken.filter((line) => !line.includes('中文')), []);
});

test('every word is used somewhere', () => {
  const said = sources.join('\n');
  const used = (key) => MADE.test(key) || new RegExp(`'${key}'`).test(said);
  assert.deepEqual(Object.keys(zh).filter((key) => !used(key)), []);
});

const asked = (text) => [...text.matchAll(/\bt\('(\w+)'/g)].map((hit) => hit[1]);
const begun = (text) => [...text.matchAll(/\bt\(`(\w+_)\$\{/g)].map((hit) => hit[1]);

test('every word asked for is loaded with what asks for it, or before', () => {
  const [[, first], ...later] = loads();
  const wordsOf = (names) => pairs.filter(([, , name]) => names.has(name)).flatMap(([chinese]) => Object.keys(chinese));
  const ask = (names, ready) => {
    const missing = [...names].filter((name) => !isWords(name)).flatMap((name) => asked(textOf(name)).filter((key) => !ready.has(key)).map((key) => `${name}: ${key}`));
    assert.deepEqual(missing, []);
  };
  const ready = wordsOf(first);
  assert.ok(ready.length > 200 && later.length > 1);
  ask(first, new Set(ready));
  for (const [, names] of later) ask(names, new Set([...ready, ...wordsOf(names)]));

  // words made of a code: none of them comes later than the screen that makes them
  const made = [...new Set([...first].flatMap((name) => begun(textOf(name))))];
  const theirs = Object.keys(zh).filter((key) => !ready.includes(key) && made.some((stem) => key.startsWith(stem)));
  const literal = later.flatMap(([, names]) => [...names].flatMap((name) => asked(textOf(name))));
  assert.deepEqual(theirs.filter((key) => !literal.includes(key)), []);
});
