/* Words in the language chosen, switchable on the spot: reading `spoken` here makes every screen follow it. The English
   ones are a file of their own, kept for use without network, which nobody waits for who reads Chinese. */

import { lang, loadPinyin, net, today } from '../core/index.js';
import { ageMonths, daysBetween } from './days.js';
import { computed, effect, signal } from './html.js';
import zh from './words/zh.js';

const WORDS = { zh: { ...zh } };
const english = signal('away'); // away, coming, here
/** How names are written in Latin letters: comes with the English words. */
export let roman = null;
/** The language the screens are in: Chinese until the English words are here. */
export const spoken = computed(() => (lang.value === 'en' && english.value === 'here' ? 'en' : 'zh'));
/** Whether English was chosen and cannot be had now. */
export const speechless = computed(() => lang.value === 'en' && english.value === 'away');

/** Add the Chinese words of screens that come later, or of a capability. The English ones come all at once. */
export const addWords = (words) => void Object.assign(WORDS.zh, words);

/** Bring the English words, if they are wanted and not here; settles when that was tried. */
export async function bringWords() {
  if (lang.value !== 'en' || english.peek() !== 'away') return;
  english.value = 'coming';
  try {
    const [answer, names] = await Promise.all([fetch('/static/build/english.json'), import('./latin.js'), loadPinyin().catch(() => {})]);
    WORDS.en = await answer.json();
    roman = names;
    english.value = 'here';
  } catch (unreachable) {
    english.value = 'away';
  }
}

effect(() => {
  if (net.value) bringWords(); // tried again whenever the network comes or goes
});

/** Between two things said on one line; it stays at the end of the first. */
export const SEP = '\u00a0· ';

const weekday = (day) => new Date(`${day}T00:00:00Z`).getUTCDay();

const blanksOf = new Map(); // blanks that are filled by themselves, and by what

/** Have these blanks filled by `fill(name, blanks)`, whatever the sentence. */
export function fillBlanks(names, fill) {
  const twice = names.find((name) => blanksOf.has(name));
  if (twice) throw new Error(`The blank {${twice}} is filled by two capabilities.`);
  names.forEach((name) => blanksOf.set(name, fill));
}

/** What stands under `key`, with its blanks open. */
export const wordsFor = (key) => WORDS[spoken.value][key];

/** The sentence `key` with its {blanks} filled; a pair of words is singular and plural by `n`. */
export function t(key, blanks = {}) {
  const words = wordsFor(key);
  const one = Array.isArray(words) ? words[blanks.n === 1 ? 0 : 1] : words;
  return one.replace(/\{(\w+)\}/g, (_, name) => (blanksOf.has(name) ? blanksOf.get(name)(name, blanks) : blanks[name]));
}

/** Sentences one after the other; between Chinese ones there is no space. */
export const inTurn = (sentences) => sentences.filter(Boolean).join(spoken.value === 'zh' ? '' : ' ');

/** What the software is called here: the server's setting, as the shell page says it. */
export const productName = () => document.documentElement.dataset[spoken.value] || t('app');

/** True when there are words for `key`. */
export const known = (key) => key in WORDS[spoken.value];

/** A day as people say it; with the year when `year` is true, or when it is not this one. */
export function dayWords(day, year) {
  if (!day) return t('day_unknown');
  const [y, m, d] = [+day.slice(0, 4), +day.slice(5, 7), +day.slice(8, 10)];
  return t(year || day.slice(0, 4) !== today().slice(0, 4) ? 'day_year' : 'day', { y, m, d, month: t('months').split(' ')[m - 1] });
}

/** The name of a day's weekday. */
export const weekdayWords = (day) => t('weekdays').split(' ')[weekday(day)];

/** An age on a day: 12天, 8个月, 2岁3个月. */
export function ageWords(born, on) {
  if (!born) return t('age_unknown');
  const months = ageMonths(born, on);
  if (months < 0) return t('not_born_yet');
  if (months < 1) return t('age_days', { n: daysBetween(born, on) });
  if (months < 12) return t('age_months', { n: months });
  const [y, m] = [Math.floor(months / 12), months % 12];
  return m ? t('age_both', { y, m }) : t('age_years', { n: y });
}
