/* What a worker types for a birth date, read as a day: 20190305, 2019-03-05, 2019年3月, or an age such as 2岁3个月.
   Pure. An age or a month gives an estimated day; a lunar date is recognised and asked for again, never guessed. */

import { addDays, isDay, minusMonths } from './days.js';
import { withDigits } from './numerals.js';

const MOST_YEARS = 120;
const pad = (n) => String(n).padStart(2, '0');

const plain = (text) => withDigits(text.normalize('NFKC').trim().toLowerCase(), '岁周年个月天日');

const checked = (born, estimated, on) => {
  if (!isDay(born)) return { problem: 'birth_unreadable' };
  if (born < minusMonths(on, MOST_YEARS * 12)) return { problem: 'birth_old' };
  return born > on ? { problem: 'birth_future' } : { born, estimated };
};

function asDay(text) {
  const run = text.match(/^(\d{4})(\d{2})(\d{2})$/);
  const parted = text.match(/^(\d{4})\s*[-/.年 ]\s*(\d{1,2})\s*[-/.月 ]\s*(\d{1,2})\s*日?$/);
  const found = run || parted;
  return found && `${found[1]}-${pad(found[2])}-${pad(found[3])}`;
}

function asMonth(text) {
  const found = text.match(/^(\d{4})(\d{2})$/) || text.match(/^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$/);
  return found && `${found[1]}-${pad(found[2])}-15`;
}

function asAge(text, on) {
  const days = text.match(/^(\d{1,3})\s*(天|日|d|days?)$/);
  if (days) return addDays(on, -days[1]);
  const years = '(?:(\\d{1,3})\\s*(?:周?岁|y|yrs?|years?)\\s*(半)?)?';
  const months = '(?:零?\\s*(\\d{1,3})\\s*(?:个半?月|月|m|mo|months?)大?)?';
  const found = text.match(new RegExp(`^${years}\\s*${months}$`));
  if (!found || (!found[1] && !found[3])) return null;
  return minusMonths(on, +(found[1] || 0) * 12 + (found[2] ? 6 : 0) + +(found[3] || 0));
}

/** A calendar day as it may be typed: 20190305, 2019-3-5, ２０１９年３月５日; null for anything else. */
export function readDay(text) {
  const day = asDay(plain(text || ''));
  return day && isDay(day) ? day : null;
}

/** Read `text` on the day `on`: {born, estimated}, {problem} or null when nothing is typed. */
export function readBirth(text, on) {
  const words = plain(text || '');
  if (!words) return null;
  if (/农历|阴历|初|腊|正月|闰/.test(words)) return { problem: 'birth_lunar' };
  const day = asDay(words);
  if (day) return checked(day, false, on);
  const month = asMonth(words);
  if (month) return checked(month > on ? `${month.slice(0, 8)}01` : month, true, on);
  const age = asAge(words, on);
  return age ? checked(age, true, on) : { problem: 'birth_unreadable' };
}
