/* What a child's form says: which fields changed, what cannot be read, and what is saved. Pure.
   `form` holds what is on the screen (`typed` and `sinceTyped` as typed, `newHouse` the key of a household that is made with
   the child); `was` the child as it was, {} for a new one. */

import { bare, cleanName } from '../core/same.js';
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

const PEOPLE = ['name', 'guardian', 'mother', 'landlord'];
const tidy = (value) => (typeof value === 'string' ? value.trim() : value) || null;
const CLEAN = { ...Object.fromEntries(PEOPLE.map((name) => [name, cleanName])), phone: bare, phone2: bare };
const kept = (name, value) => tidy(CLEAN[name] && typeof value === 'string' ? CLEAN[name](value) : value);

/** The fields that differ from `was`; what was emptied is null. Empty when nothing changed. A status goes with its day. */
export function changed(form, was, born, since, status) {
  const household = form.newHouse || form.household;
  const now = { ...form, household, born: born.born, born_estimated: born.estimated, since: since.since, ...status };
  const anew = tidy(now.status) && tidy(now.status) !== tidy(was.status);
  const differs = FIELDS.filter((name) => tidy(now[name]) !== tidy(was[name]) || (anew && name === 'status_on'));
  return Object.fromEntries(differs.map((name) => [name, kept(name, now[name])]));
}

const present = (data) => Object.fromEntries(Object.entries(data).filter(([, value]) => value));

/** What a household already knows of another child of it: guardian, telephone and registration of its youngest child that
 *  has them, else the household's own telephone. Only what the form shows: nothing is filled in unseen. */
export function knownOf(house, siblings) {
  const youngest = [...siblings].sort((one, other) => ((one.born || '') < (other.born || '') ? 1 : -1));
  const said = (name) => (youngest.find((one) => one[name]) || {})[name];
  return present({ guardian: said('guardian'), phone: said('phone') || house.phone, registered_at: said('registered_at') });
}

/** The household that is made with the child, {head?, group?, door?, phone?}: the family's telephone is asked for once. */
export const houseOf = ({ houseHead, houseGroup, houseDoor, phone }) =>
  present({ head: cleanName(houseHead || '') || null, group: tidy(houseGroup), door: tidy(houseDoor), phone: kept('phone', phone) });

/** The household that the next child of the family is put into where none was named: its head is the guardian. Null where
 *  nobody knows one. */
export function familyOf({ guardian, phone }) {
  const head = cleanName(guardian || '');
  return head ? present({ head, phone: kept('phone', phone) }) : null;
}

/** A day typed here that lies before the birth cannot be; one that was said before is in nobody's way. */
function beforeBirth(was, { born }, { since }, { status_on: status }) {
  const typed = [['sinceTyped', since, was.since], ['statusTyped', status, was.status_on]];
  const wrong = typed.filter(([, day, before]) => born && day && day !== before && day < born);
  return Object.fromEntries(wrong.map(([name]) => [name, 'birth_before']));
}

/** What keeps the form from being saved: the word key of each line that says something wrong, {} when all can be saved. */
export function problemsOf(form, was, born, since, status = {}) {
  const { head, group, door } = houseOf(form);
  return present({
    houseHead: form.newHouse && !head && !group && !door ? 'house_need' : null,
    name: !form.unnamed && !cleanName(form.name || '') ? 'name_need' : null,
    typed: born.problem,
    sinceTyped: since.problem,
    statusTyped: status.problem,
    ...beforeBirth(was, born, since, status),
  });
}

/** Whether a telephone number has too few or too many digits: mobile, 400, or fixed with or without its area code. */
export function oddPhone(typed) {
  const digits = bare(typed || '').replace(/[\s-]/g, '');
  return Boolean(digits) && !/^((\+?86)?1[3-9]\d{9}|400\d{7}|(0\d{2,3})?\d{7,8})$/.test(digits);
}

/** Whether nothing but a name is said: a child of whom nobody will know later who it is. Said before saving, in nobody's way. */
export function isBare(form, born) {
  const told = ['guardian', 'mother', 'phone', 'sex', 'card_no', 'certificate_no'].some((name) => tidy(form[name]));
  return Boolean(tidy(form.name) && !told && !born.born && !tidy(form.typed));
}
