/* The schools, classes and pupils on this phone, as the view's rows say them, and what came of each check. A pupil is one
   child in one school and year, its joined records taken together, as fieldapp/school/pupils.py has it. */

import { session, tick, today, view } from '../core/index.js';
import { may } from '../core/kinds.js';
import { madeOnce } from '../shared/here.js';
import { countsIn, rulesOf } from '../shared/vaccines.js';
import { validDoses } from './aid.js';
import { openOf, outcomeOf } from './outcome.js';
import { readSlots } from '../shared/slots.js';
import { readTerm, termOf } from './terms.js';

const ENTERING = ['new', 'transfer', 'mid_term']; // who moved up with the class says no reason and is not checked again
const yearOf = ({ term }) => (readTerm(term) || { year: 0 }).year;
const byText = (one, other) => (one === other ? 0 : one < other ? -1 : 1);

/** The school that has a school's pupils of a school year: where it was merged into another the heir, from the year of the
 *  merging on, as fieldapp/school/of_rows.py has it. */
export function heirOf(school, year = Infinity, seen = []) {
  const { replaced_by: heir, retired_on: on } = view.record('school', school) || {};
  if (!heir || seen.includes(heir) || (on && year < yearOf({ term: termOf(on) }))) return school;
  return heirOf(heir, year, [...seen, school]);
}

/** The schools that were given to this phone, of those that were merged into others the heirs. */
export const ownSchools = () => [...new Set(view.carried('school:').map((school) => heirOf(school)))];

/** What tells classes apart, in an address too. */
export const classKey = ({ grade, class_name: name }) => `${grade || ''}/${name || ''}`;

const enrolmentsOf = madeOnce((_tick, _rows) => {
  const found = new Map();
  for (const one of view.records('enrolment')) {
    const school = heirOf(one.school, yearOf(one));
    found.set(school, [...(found.get(school) || []), one]);
  }
  return found;
});
const enrolments = () => enrolmentsOf(tick.value, view.records('enrolment'));

/** The schools this phone has pupils of or was given, those without a list last, by name: {key, area, name, kind, clinic …}. */
export function schools() {
  const keys = new Set([...ownSchools(), ...enrolments().keys()]);
  const known = (key) => view.record('school', key) || { key, name: '', area: ((enrolments().get(key) || [])[0] || {}).area };
  const empty = ({ key }) => (enrolments().has(key) ? 0 : 1);
  return [...keys].map(known).sort((one, other) => empty(one) - empty(other) || byText(one.name, other.name) || byText(one.key, other.key));
}

/** The enrolments of a school in the school year that runs; where it has none yet, of its last one. */
function ofYear(school) {
  const all = enrolments().get(school) || [];
  const [now, years] = [yearOf({ term: termOf(today()) }), all.map(yearOf)];
  const year = years.includes(now) ? now : Math.max(0, ...years);
  return all.filter((one) => yearOf(one) === year);
}

const text = (value) => (typeof value === 'string' ? value : null);
const certificateOf = (code) => (code === 'missing' ? 'never' : text(code));

function lookOf(row, first) {
  const assessment = row.clinic_assessment || (first ? null : row.result);
  return {
    on: row[first ? 'checked_on' : 'on'] || '', first, key: row.key, at: row.at || '', row,
    certificate: certificateOf(row.certificate),
    assessment: ['complete', 'needs', 'exempt'].includes(assessment) ? assessment : null,
    assessed_on: text(row.assessed_on), assessed_by: text(row.assessed_by), report_no: text(row.report_no),
    missing: readSlots(row.missing), exempt: Array.isArray(row.exempt) ? row.exempt : [],
  };
}

function looksOf(keys) {
  const checks = keys.flatMap((key) => view.under('certificate_check', key));
  const again = checks.flatMap(({ key }) => view.under('recheck', key));
  const looks = [...checks.map((row) => lookOf(row, true)), ...again.map((row) => lookOf(row, false))];
  return looks.sort((one, other) => byText(one.on, other.on) || byText(one.at, other.at) || byText(one.key, other.key));
}

/* The notices about these checks, or about the child at no check, each with what became of it. */
function noticesOf(child, checks) {
  const own = view.ofChild('notice', child).filter(({ check }) => !check);
  const about = view.records('notice').filter(({ check }) => checks.includes(check));
  return [...new Map([...own, ...about].map((one) => [one.key, one])).values()].map((one) => {
    const items = readSlots(one.items);
    const events = view.under('notice_event', one.key).map((row) => ({ on: row.on || '', event: row.event, items: row.items ? readSlots(row.items) : items }));
    return { ...one, items, events, withdrawn: events.some(({ event }) => event === 'withdrawn') };
  });
}

/* The enrolment that says where a pupil is, as the office has it: one it has not left before one it has, the term it was checked
   in before another, the later term before the earlier; of one term what was said last. */
function placeOf(rows) {
  const checked = new Set(rows.filter(({ key }) => view.under('certificate_check', key).length).map(({ term }) => term));
  const rank = ({ left_on: left, term }) => `${left ? 0 : 1}${checked.has(term) ? 1 : 0}${term}`;
  return rows.reduce((best, one) => (rank(one) >= rank(best) ? one : best));
}

function pupilOf(rows) {
  const last = placeOf(rows);
  const child = view.child(last.child);
  const looks = looksOf(rows.map(({ key }) => key));
  return {
    key: last.key, rows, school: heirOf(last.school, yearOf(last)), roster: last.school, grade: last.grade, class_name: last.class_name, area: last.area,
    left_on: last.left_on, entering: rows.some(({ reason }) => ENTERING.includes(reason)), child, looks,
    doses: view.doses(child.key),
    states: view.ofChild('dose_state', child.key).map((one) => [one.series, one.n, one.state, one.on || '']),
  };
}

const byAt = (one, other) => byText(one.at, other.at) || byText(one.key, other.key);

function pupilsNow(school) {
  const together = new Map();
  for (const one of [...ofYear(school)].sort(byAt)) {
    const child = view.child(one.child);
    if (child) together.set(child.key, [...(together.get(child.key) || []), one]);
  }
  const brought = (one) => (one.roster === one.school ? '' : one.roster); // those whom a merged school brought stand after the others
  const order = (one, other) =>
    byText(brought(one), brought(other)) || byText(one.child.name || '', other.child.name || '') || byText(one.child.key, other.child.key);
  return [...together.values()].map(pupilOf).sort(order);
}

const made = new Map();
const remembered = (school) => {
  if (!made.has(school)) made.set(school, madeOnce((_tick, _day) => pupilsNow(school)));
  return made.get(school);
};

/** The pupils of a school, each class in the order of its list. */
export const pupilsOf = (school) => remembered(school)(tick.value, today());

/** The classes of a school, in order: [{key, grade, class_name, pupils}]. */
export function classesOf(school) {
  const found = new Map();
  for (const one of pupilsOf(school)) {
    const key = classKey(one);
    if (!found.has(key)) found.set(key, { key, school, grade: one.grade, class_name: one.class_name, pupils: [] });
    found.get(key).pupils.push(one);
  }
  const order = (one, other) => one.key.localeCompare(other.key, 'zh', { numeric: true });
  return [...found.values()].sort(order);
}

/** The pupil of an enrolment, or null. */
export function pupilOfEnrolment(key) {
  const row = view.record('enrolment', key);
  return (row && pupilsOf(heirOf(row.school, yearOf(row))).find((one) => one.rows.some((each) => each.key === key))) || null;
}

/** Those of a class whose certificate is to be seen this year; who left stays in the figures and is not asked for any more. */
export const entering = (pupils) => pupils.filter((one) => one.entering);

/** Whether nobody has seen this pupil's certificate, and somebody is to. */
export const isOpen = (pupil) => pupil.entering && !pupil.left_on && !pupil.looks.some(({ first }) => first);

function story(pupil, day) {
  const { child, looks, states, area } = pupil;
  const rules = rulesOf(area);
  const checks = looks.map(({ key }) => key);
  const needed = rules && looks.some(({ missing }) => missing.length);
  const notices = needed ? noticesOf(child.key, checks).filter(({ withdrawn }) => !withdrawn) : [];
  return {
    born: child.born, looks, states,
    doses: needed ? validDoses(child, pupil.doses, day, rules) : [],
    events: notices.flatMap(({ events }) => events),
    seriesAt: rules ? countsIn(child.born, rules) : undefined,
  };
}

const outcomes = new WeakMap();

/** What came of a pupil's check by today. */
export function outcome(pupil) {
  const [day, rules] = [today(), rulesOf(pupil.area)];
  const kept = outcomes.get(pupil);
  if (kept && kept.day === day && kept.rules === rules) return kept.found;
  const found = outcomeOf(story(pupil, day), day);
  outcomes.set(pupil, { day, rules, found });
  return found;
}

/** Whether a check leaves something to do beside doses that it names: the certificate, an assessment, doses not named. */
export const lacksPaper = ({ certificate, reissued_on: again, result, unnamed }) =>
  (certificate === 'without' && !again) || ['unchecked', 'stale', 'not_assessed', 'no_certificate'].includes(result) || unnamed;

/** Whether a pupil's parents still have to bring something, as fieldapp/school/classes/left.py has it: certificate, assessment or
 *  doses. */
export const isLacking = (pupil) => {
  const found = outcome(pupil);
  return lacksPaper(found) || openOf(found).length > 0;
};

/** Whether a look may be taken back by who is signed in: her own, or of anybody for who may. */
export const mayTakeBack = ({ row }) => view.author(row) === session.value.user.id || may(session.value.user, 'void_others');
