/* How Chinese characters sound, and which sounds village speech does not tell apart: n/l, z/zh, c/ch, s/sh, f/h, and
   -n/-ng after a, e, i. Reads the table tools/pinyin.py printed. Pure, except that the table is set once. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const FIRST = 0x4e00;
const number = (pair) => DIGITS.indexOf(pair[0]) * 62 + DIGITS.indexOf(pair[1]);
const INITIAL = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(.*)$/;
const ALIKE = { n: 'l', zh: 'z', ch: 'c', sh: 's', f: 'h' };
const OPEN = { ui: 'ei', un: 'en' };

let table = null;
const spellings = new Map();
const readings = new Map();

/** True when the table has come. */
export const ready = () => table !== null;

/** Take the table's text. */
export function setTable(text) {
  const [syllables, tens, ones, more, surnames] = text.split('\n');
  const others = (words) => new Map(words.split(' ').filter(Boolean).map((word) => [word[0], word.slice(1).match(/../g)]));
  table = { syllables: syllables.split(' '), tens, ones, more: others(more), surnames: others(surnames) };
  table.syllables.forEach((one) => {
    const sound = soundOf(one);
    spellings.set(sound, [...(spellings.get(sound) || []), one]);
  });
  readings.clear();
}

/** The sound of a syllable with what village speech mixes made one: `zhang` and `zan` both give `zan`. */
export function soundOf(syllable) {
  const [, initial = '', final] = syllable.match(INITIAL);
  const start = ALIKE[initial] || initial;
  const end = final.replace(/([aei])ng$/, '$1n');
  return start === 'h' ? `h${OPEN[end] || end.replace(/^u(?=[aeo])/, '')}` : start + end;
}

function read(character) {
  const at = character.charCodeAt(0) - FIRST;
  if (!table || at < 0 || at >= table.tens.length || table.tens[at] === '_') return [];
  const pairs = [table.tens[at] + table.ones[at], ...(table.more.get(character) || [])];
  return pairs.map((pair) => table.syllables[number(pair)]);
}

/** The readings of a character, the usual one first; none for what is no Chinese character. */
export function readingsOf(character) {
  if (!readings.has(character)) readings.set(character, read(character));
  return readings.get(character);
}

/** The reading of a character that begins a name. */
export function surnameOf(character) {
  const special = table && table.surnames.get(character);
  return special ? table.syllables[number(special[0])] : readingsOf(character)[0];
}

/** Every syllable that may be meant by one of these readings: the readings themselves first. */
export function alike(said) {
  const every = [].concat(...said.map((one) => spellings.get(soundOf(one)) || []));
  return [...new Set([...said, ...every])];
}
