/* Words in the language chosen, switchable on the spot: reading `lang` here makes every screen follow it. */

import { lang, net, today } from './core/index.js';
import { ageMonths, daysBetween } from './days.js';
import { computed, effect, signal } from './views/html.js';
import { formNow } from './views/work.js';
import zh from './words/zh.js';

/* Most people here read Chinese: English comes when it is first chosen, and stays on the phone. */
const english = signal(null);
const words = computed(() => (lang.value === 'en' && english.value) || zh);
let coming = null;

async function fetchEnglish() {
  try {
    english.value = await (await fetch('/static/build/en.json')).json();
  } catch (offline) {
    coming = null; // Chinese until there is a network again
  }
}

effect(() => {
  const wanted = lang.value === 'en' && !english.value && net.value;
  if (wanted) coming = coming || fetchEnglish();
});

const PATIENCE = 2000;

/** Resolves when the first screen can be said in the language chosen. */
export const worded = () => (coming ? Promise.race([coming, new Promise((go) => setTimeout(go, PATIENCE))]) : Promise.resolve());

const weekday = (day) => new Date(`${day}T00:00:00Z`).getUTCDay();

const OF_DOSES = ['v', 'vv', 'va'];
const ofDose = (name, form) => words.value[name][form === 'injection' ? 1 : 0];

/** The sentence `key` with its {blanks} filled; a pair of words is singular and plural by `n`. What is done with a vaccine is
 *  said as it is said of `form`, that of the round worked in unless another is given: 已服 or 已种. */
export function t(key, blanks = {}) {
  const said = words.value[key];
  const one = Array.isArray(said) ? said[blanks.n === 1 ? 0 : 1] : said;
  const fill = (_, name) => (OF_DOSES.includes(name) ? ofDose(name, blanks.form || formNow.value) : blanks[name]);
  return one.replace(/\{(\w+)\}/g, fill);
}

/** True when there are words for `key`. */
export const known = (key) => key in zh;

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
