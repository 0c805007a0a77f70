/* Days as whole numbers since 1970-01-01 and the calendar arithmetic of the schedule, as the server does it.
   A span is one integer: months when positive, days when negative. Months are clamped to the month's end. */

export const NEVER = 9999999;
const ISO = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const div = (a, b) => Math.floor(a / b);
const mod = (a, b) => a - b * Math.floor(a / b);

/** Year, month and day of the month of a day's number. */
export function civil(day) {
  const era = div(day + 719468, 146097);
  let left = mod(day + 719468, 146097);
  const year = div(left - div(left, 1460) + div(left, 36524) - div(left, 146096), 365);
  left -= 365 * year + div(year, 4) - div(year, 100);
  const month = div(5 * left + 2, 153);
  return [year + era * 400 + (month >= 10 ? 1 : 0), mod(month + 2, 12) + 1, left - div(153 * month + 2, 5) + 1];
}

/** The number of a day given as year, month and day of the month. */
export function number(year, month, day) {
  const y = month <= 2 ? year - 1 : year;
  return y * 365 + div(y, 4) - div(y, 100) + div(y, 400) + div(153 * mod(month + 9, 12) + 2, 5) + day - 1 - 719468;
}

const lastOfMonth = (year, month) => number(year + div(month, 12), mod(month, 12) + 1, 1) - number(year, month, 1);

/** The day `span` after `day`. */
export function plus(day, span) {
  if (span <= 0) return day - span;
  const [year, month, ofMonth] = civil(day);
  const [years, at] = [div(month - 1 + span, 12), mod(month - 1 + span, 12)];
  const last = ofMonth > 28 ? Math.min(ofMonth, lastOfMonth(year + years, at + 1)) : ofMonth;
  return number(year + years, at + 1, last);
}

/** The number of a day written YYYY-MM-DD; null for anything else, days that do not exist too. */
export function parseDay(text) {
  if (typeof text !== 'string' || !ISO.test(text)) return null;
  const [year, month, day] = text.split('-').map(Number);
  const real = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= lastOfMonth(year, month);
  return real ? number(year, month, day) : null;
}

/** A day's number written YYYY-MM-DD. */
export function isoDay(day) {
  const [year, month, ofMonth] = civil(day);
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(ofMonth).padStart(2, '0')].join('-');
}

/** A remembered function of one whole number. */
export function remembered(work, most = 20000) {
  const known = new Map();
  return (at) => {
    let found = known.get(at);
    if (found === undefined) {
      found = work(at);
      if (known.size < most) known.set(at, found);
    }
    return found;
  };
}
