/* Calendar days as ISO texts (YYYY-MM-DD): arithmetic and ages. Pure: never asks what day it is. */

const DAY_MS = 86400000;

const stamp = (day) => Date.UTC(+day.slice(0, 4), +day.slice(5, 7) - 1, +day.slice(8, 10));
const iso = (moment) => new Date(moment).toISOString().slice(0, 10);
const pad = (n) => String(n).padStart(2, '0');

/** True for a day that exists. */
export function isDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text || '')) return false;
  const moment = stamp(text);
  return !Number.isNaN(moment) && iso(moment) === text;
}

/** `day` plus `n` days. */
export const addDays = (day, n) => iso(stamp(day) + n * DAY_MS);

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from, to) => Math.round((stamp(to) - stamp(from)) / DAY_MS);

/** `day` minus whole months; the last day of a shorter month where that day does not exist. */
export function minusMonths(day, months) {
  const count = +day.slice(0, 4) * 12 + +day.slice(5, 7) - 1 - months;
  const [year, month] = [Math.floor(count / 12), (count % 12) + 1];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return `${year}-${pad(month)}-${pad(Math.min(+day.slice(8, 10), last))}`;
}

/** `day` plus whole months; the last day of a shorter month where that day does not exist, as the schedule reckons: born on
 *  31 December, two months old on the last of February. */
export const plusMonths = (day, months) => minusMonths(day, -months);

/** The calendar day at UTC+8 of a moment, wherever the phone is. */
export const dayAt = (moment) => iso(Date.parse(moment) + 8 * 3600000);

/** Completed months of age on a day; negative for someone not yet born. */
export function ageMonths(born, on) {
  const months = (+on.slice(0, 4) - +born.slice(0, 4)) * 12 + +on.slice(5, 7) - +born.slice(5, 7);
  return months - (on.slice(8, 10) < born.slice(8, 10) ? 1 : 0);
}
