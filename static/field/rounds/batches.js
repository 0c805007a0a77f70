/* A batch of vaccine: when it expires, what is typed of that, and which batch a dose is from. Pure. */

import { isDay, minusMonths } from '../shared/days.js';

const lastOf = (month) => {
  const day = minusMonths(`${month}-31`, 0);
  return isDay(day) ? day : null;
};

/** An expiry date as it stands on a box: 20271130, 2027-11-30, or only the month, 2027-11: its last day.
 *  {expires} or {problem}; {expires: null} for nothing. */
export function readExpiry(text) {
  const said = text.normalize('NFKC').trim().replace(/日$/, '');
  if (!said) return { expires: null };
  const found = said.match(/^(\d{4})[-/.年 ]?(\d{1,2})(?:[-/.月 ]?(\d{1,2}))?月?$/);
  if (!found) return { problem: 'day_unreadable' };
  const month = `${found[1]}-${found[2].padStart(2, '0')}`;
  const day = found[3] ? `${month}-${found[3].padStart(2, '0')}` : +found[2] >= 1 && +found[2] <= 12 && lastOf(month);
  return isDay(day) ? { expires: day } : { problem: 'day_unreadable' };
}

const VIAL = /^[1-9]\d{0,3}$/;
const vial = (words) => (words || '').normalize('NFKC').trim();

/** True for what can be the number of doses of a vial: one to four digits, or nothing yet. */
export const isVial = (words) => !vial(words) || VIAL.test(vial(words));

/** What a form says of a batch that the batch does not say yet; null empties a field. */
export function batchChanges(form, was) {
  const { expires } = readExpiry(form.expires || '');
  const doses = VIAL.test(vial(form.doses_per_vial)) ? +vial(form.doses_per_vial) : null;
  const now = { maker: (form.maker || '').trim() || null, expires, doses_per_vial: doses };
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== undefined && value !== (was[name] || null)));
}
