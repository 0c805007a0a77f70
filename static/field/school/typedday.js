/* A day as it is typed from a report: with the year or without, with or without signs between. Pure. */

import { isDay } from '../shared/days.js';

const WHOLE = /^(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?$/;
const SHORT = /^(\d{1,2})\D(\d{1,2})\D?$|^(\d{2})(\d{2})$/;
const two = (n) => n.padStart(2, '0');

/** The day that is meant, never one after today: 0820, 8-20, 8月20日, 20260820, 2026-08-20; null for anything else. */
export function readTyped(words, today) {
  const text = (words || '').trim();
  const whole = /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`.match(WHOLE) : /^\d{4}\D/.test(text) && text.match(WHOLE);
  const short = !whole && text.match(SHORT);
  if (!whole && !short) return null;
  const [month, day] = whole ? [whole[2], whole[3]] : [short[1] || short[3], short[2] || short[4]];
  const inYear = (year) => `${year}-${two(month)}-${two(day)}`;
  const found = whole ? inYear(whole[1]) : [+today.slice(0, 4), today.slice(0, 4) - 1].map(inYear).find((one) => one <= today);
  return isDay(found) && found <= today ? found : null;
}
