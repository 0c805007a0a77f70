/* How well what was typed fits a name, a number or a door. Pure. Lower is better; null is no fit. */

import { alike, readingsOf, soundOf } from './pinyin.js';
import { nameKey, PLAIN } from './same.js';

const CHINESE = /[\u3400-\u9fff]/;
const LATIN = 0x250; // characters before it may have capitals

let characters = new Array(0x10000);
const readings = new Map();

/** The letters a to z of some words as the bits of a number. */
function bitsOf(words) {
  let bits = 0;
  for (let n = 0; n < words.length; n += 1) {
    const letter = words.charCodeAt(n) - 97;
    if (letter >= 0 && letter < 26) bits |= 1 << letter;
  }
  return bits;
}

const initials = (syllables) => bitsOf(syllables.map((syllable) => syllable[0]).join(''));

function readCharacter(one) {
  const said = readingsOf(one);
  const exact = said.length ? said : [one.toLowerCase()];
  const loose = said.length ? alike(said) : exact;
  const bits = { letters: bitsOf(loose.join('')), exactly: initials(exact), loosely: initials(loose) };
  return { one, exact, loose, sounds: said.map(soundOf), ...bits };
}

function character(code) {
  if (!characters[code]) characters[code] = readCharacter(String.fromCharCode(code));
  return characters[code];
}

/** A name looked at once before ten thousand are held against what is typed: which letters it can be spelled with at all,
 *  and which its first and its other syllables can begin with. */
export function readName(written) {
  const name = nameKey(written);
  const read = { name, latin: false, letters: 0, exactly: 0, loosely: 0, firstExactly: 0, firstLoosely: 0, characters: null };
  let begun = false;
  for (let n = 0; n < name.length; n += 1) {
    const code = name.charCodeAt(n);
    const one = character(code);
    if (code < LATIN) read.latin = true;
    if (!begun) [read.firstExactly, read.firstLoosely] = [one.exactly, one.loosely];
    begun = true;
    read.letters |= one.letters;
    read.exactly |= one.exactly;
    read.loosely |= one.loosely;
  }
  return read;
}

/** The characters of a name that was read, with their syllables. */
export function charactersOf(read) {
  if (!read.characters) {
    const codes = Array.from({ length: read.name.length }, (_, n) => read.name.charCodeAt(n));
    read.characters = codes.map(character);
  }
  return read.characters;
}

/** The characters of a name with their syllables, remembered. */
export function reading(name) {
  if (!readings.has(name)) readings.set(name, charactersOf(readName(name)));
  return readings.get(name);
}

/** Forget what was read before the pinyin table came. */
export function forgetReadings() {
  readings.clear();
  characters = new Array(0x10000);
}

/** A word as it was typed, in lower case. */
export function typedWord(text) {
  const letters = /^[a-z]+$/.test(text);
  const bits = letters ? { letters: bitsOf(text), first: bitsOf(text[0]) } : { letters: 0, first: 0 };
  return { text, ...bits, chinese: CHINESE.test(text), digits: /^\d+$/.test(text) };
}

/** True when `letters` from `at` on can be spelled by the name from its character `n` on: whole syllables, a begun last
 *  one, or first letters. */
function spells(name, n, letters, at, which) {
  if (at === letters.length) return true;
  if (n === name.length) return false;
  for (const syllable of name[n][which]) {
    if (letters[at] !== syllable[0]) continue;
    if (letters.startsWith(syllable, at) && spells(name, n + 1, letters, at + syllable.length, which)) return true;
    if (syllable.startsWith(letters.slice(at))) return true;
    if (spells(name, n + 1, letters, at + 1, which)) return true;
    if (/^[zcs]h/.test(syllable) && letters[at + 1] === 'h' && spells(name, n + 1, letters, at + 2, which)) return true;
  }
  return false;
}

/** Lower is better: the very sounds before those alike, the name's beginning before its middle. */
function fitLetter(read, letter) {
  if (read.exactly & letter) return read.firstExactly & letter ? 2 : 4;
  return read.firstLoosely & letter ? 3 : 5;
}

/** How well one letter (its bit) fits a name of characters alone, which is looked at no closer. */
function fitLetterOf(name, letter) {
  let fit = null;
  for (let n = 0; n < name.length; n += 1) {
    const one = character(name.charCodeAt(n));
    if (one.exactly & letter) {
      if (!n) return 2;
      fit = 4;
    } else if (fit === null && one.loosely & letter) fit = n ? 5 : 3;
  }
  return fit;
}

/** How well the one letter typed first fits a name as it is written: what `fitName` says of it, for ten thousand at once. */
export function fitFirst(written, word) {
  if (!written) return null;
  return PLAIN.test(written) ? fitLetterOf(written, word.first) : fitName(readName(written), word);
}

function fitLetters(read, { text, letters, first }) {
  if ((letters & ~read.letters) !== 0 || !(first & read.loosely)) return null;
  if (text.length === 1) return fitLetter(read, first);
  const name = charactersOf(read);
  for (const [which, cost] of [['exact', 2], ['loose', 3]]) {
    for (let n = 0; n < name.length; n += 1) {
      if (spells(name, n, text, 0, which)) return cost + (n ? 2 : 0);
    }
  }
  return null;
}

const sounds = (character, other) => character.one === other.one || character.sounds.some((sound) => other.sounds.includes(sound));

function fitCharacters(name, words) {
  const typed = reading(words);
  for (let n = 0; n + typed.length <= name.length; n += 1) {
    if (typed.every((one, i) => sounds(one, name[n + i]))) return n ? 5 : 3;
  }
  return null;
}

/** How well a typed word fits a name that was read (or none): characters, the same sounds, pinyin or first letters. */
export function fitName(read, word) {
  if (!read) return null;
  const at = word.letters && !read.latin ? -1 : read.name.indexOf(word.text);
  if (at >= 0) return at ? 1 : 0;
  if (word.chinese) return fitCharacters(charactersOf(read), word.text);
  return word.letters ? fitLetters(read, word) : null;
}

/** How well a typed word fits the digits of a telephone number: its last ones best. */
export function fitPhone(digits, { text }) {
  if (text.length < 3) return null;
  if (digits.endsWith(text)) return 1;
  return digits.includes(text) ? 3 : null;
}

/** A house number or group, looked at once. */
export const readDoor = (door) => ({ lower: String(door).toLowerCase(), digits: onlyDigits(String(door)) });

/** What of a text is digits. */
export const onlyDigits = (text) => text.replace(/\D/g, '');

/** How well a typed word fits a house number or group that was read, or none. */
export function fitDoor(door, { text }) {
  if (!door) return null;
  if (door.lower === text || door.digits === text) return 0;
  return door.lower.startsWith(text) ? 2 : null;
}

/** True when two names sound alike, character for character. */
export function soundsAlike(one, other) {
  const [a, b] = [reading(one), reading(other)];
  return a.length === b.length && a.length > 0 && a.every((character, n) => sounds(character, b[n]));
}
