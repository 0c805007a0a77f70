/* What a child's form says: which fields changed, what cannot be read, and what is saved. Pure.
   `form` holds what is on the screen (`typed` and `sinceTyped` as typed); `was` the child as it was, {} for a new one. */

import { cleanName } from '../core/same.js';
import { readBirth } from '../shared/birth.js';

/** Fields of plain text that stand under “more”. */
export const TEXTS = ['mother', 'phone2', 'landlord', 'card_no', 'certificate_no'];
const CHOSEN = ['household', 'unnamed', 'sex', 'registered_at', 'prior_polio', 'prior_source', 'status', 'status_on'];
const FIELDS = [...CHOSEN, 'name', 'guardian', 'phone', 'born', 'born_estimated', 'since', ...TEXTS];

/** A form filled with a child. */
export const formOf = (was) => ({ ...was, typed: was.born || '', sinceTyped: was.since || '', statusTyped: was.status_on || '' });

/** The birth date the form says: {born, estimated} or {problem}. */
export function bornOf(form, was, on) {
  if (form.typed === (was.born || '')) return { born: was.born || null, estimated: Boolean(was.born_estimated) };
  return readBirth(form.typed, on) || { born: null, estimated: false };
}

/** Since when the child lives here: {since} or {problem}. */
export function sinceOf(form, was, on) {
  if (form.sinceTyped === (was.since || '')) return { since: was.since || null };
  const read = readBirth(form.sinceTyped, on);
  return !read ? { since: null } : read.problem ? read : { since: read.born };
}

/** Since when a child is where it is said to be: {status_on} or {problem}. A status newly said has a day: today, until
 *  another is typed. */
export function statusOf(form, was, on) {
  if (!form.status) return { status_on: null };
  const typed = form.statusTyped || '';
  if (form.status === was.status && typed === (was.status_on || '')) return { status_on: was.status_on || null };
  const read = readBirth(typed, on);
  return !read ? { status_on: on } : read.problem ? read : { status_on: read.born };
}

/** The word key of what cannot be: a day typed here that lies before the birth, or null. */
export function beforeBirth(was, { born }, { since }, { status_on: status } = {}) {
  const typed = [[since, was.since], [status, was.status_on]].filter(([day, before]) => day && day !== before);
  return born && typed.some(([day]) => day < born) ? 'birth_before' : null;
}

const PEOPLE = ['name', 'guardian', 'mother', 'landlord'];
const tidy = (value) => (typeof value === 'string' ? value.trim() : value) || null;
const kept = (name, value) => tidy(PEOPLE.includes(name) && typeof value === 'string' ? cleanName(value) : value);

/** The fields that differ from `was`; what was emptied is null. Empty when nothing changed. A status goes with its day. */
export function changed(form, was, born, since, status) {
  const now = { ...form, born: born.born, born_estimated: born.estimated, since: since.since, ...status };
  const anew = tidy(now.status) && tidy(now.status) !== tidy(was.status);
  const differs = FIELDS.filter((name) => tidy(now[name]) !== tidy(was[name]) || (anew && name === 'status_on'));
  return Object.fromEntries(differs.map((name) => [name, kept(name, now[name])]));
}

/** The word key of what keeps the form from being saved, or null. */
export function problemOf(form, born, since, status = {}) {
  if (!form.unnamed && !cleanName(form.name || '')) return 'name_need';
  return born.problem || since.problem || status.problem || null;
}

/** Whether a telephone number has too few or too many digits: mobile, 400, or fixed with or without its area code. */
export function oddPhone(typed) {
  const digits = (typed || '').replace(/[\s-]/g, '');
  return Boolean(digits) && !/^((\+?86)?1[3-9]\d{9}|400\d{7}|(0\d{2,3})?\d{7,8})$/.test(digits);
}

/** The word keys of what is said before saving and keeps nothing from being saved. */
export function hintsOf(form, born) {
  const told = ['guardian', 'mother', 'phone', 'sex', 'card_no', 'certificate_no'].some((name) => tidy(form[name]));
  const bare = tidy(form.name) && !told && !born.born && !tidy(form.typed);
  return [...(bare ? ['name_only'] : []), ...([form.phone, form.phone2].some(oddPhone) ? ['phone_odd'] : [])];
}
