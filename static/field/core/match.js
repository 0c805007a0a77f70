/* How well what was typed fits a name, a number or a door. Pure. Lower is better; null is no fit. */

import { alike, readingsOf, soundOf } from './pinyin.js';

const CHINESE = /[\u3400-\u9fff]/;
const parsed = new Map();

function character(one) {
  const said = readingsOf(one);
  const letters = said.length ? said : [one.toLowerCase()];
  return { one, exact: letters, loose: said.length ? alike(said) : letters, sounds: said.map(soundOf) };
}

/** A name read once: its characters with their syllables. */
export function reading(name) {
  let found = parsed.get(name);
  if (!found) {
    found = [...name].filter((one) => one !== '·' && one !== ' ').map(character);
    parsed.set(name, found);
  }
  return found;
}

/** Forget what was read before the pinyin table came. */
export const forgetReadings = () => parsed.clear();

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

function fitLetters(name, letters) {
  for (const [which, cost] of [['exact', 2], ['loose', 3]]) {
    for (let n = 0; n < name.length; n += 1) {
      if (spells(name, n, letters, 0, which)) return cost + (n ? 2 : 0);
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

/** How well `words` (no spaces, lower case) fits a name: characters, the same sounds, pinyin or first letters. */
export function fitName(name, words) {
  if (!name) return null;
  if (name.startsWith(words)) return 0;
  if (name.toLowerCase().includes(words)) return 1;
  if (CHINESE.test(words)) return fitCharacters(reading(name), words);
  return /^[a-z]+$/.test(words) ? fitLetters(reading(name), words) : null;
}

/** How well digits fit a telephone number: its last ones best. */
export function fitPhone(phone, words) {
  if (!phone || words.length < 3) return null;
  const digits = phone.replace(/\D/g, '');
  if (digits.endsWith(words)) return 1;
  return digits.includes(words) ? 3 : null;
}

/** How well words fit a house number or group. */
export function fitDoor(door, words) {
  if (!door) return null;
  const text = String(door).toLowerCase();
  if (text === words || text.replace(/[^\d]/g, '') === words) return 0;
  return text.startsWith(words) ? 2 : null;
}

/** True when two names sound alike, character for character. */
export function soundsAlike(one, other) {
  const [a, b] = [reading(one), reading(other)];
  return a.length === b.length && a.length > 0 && a.every((character, n) => sounds(character, b[n]));
}
