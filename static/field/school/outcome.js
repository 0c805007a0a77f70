/* The result of the check of one child in one enrolment, as fieldapp/school/outcome.py works it out: a table of cases runs
   through both. Pure. A slot is [series, n]; what is known by slot is a Map by `idOf`. */

import { BCG, completedYears, fits, idOf, inOrder } from '../shared/slots.js';

const HELD = ['seen', 'electronic'];
export const WITHOUT = ['lost', 'never'];
const STALE_AGES = [2, 3, 4, 6, 7];
export const CLOSING = ['returned', 'returned_picture', 'closed'];
const ASSESSED = ['complete', 'needs', 'exempt'];
const ENDED = ['contraindicated', 'had_disease'];

/** The age (2, 3, 4, 6, 7) a child reached between its assessment and the check, the highest; null where the report holds. */
export function staleAge(born, assessedOn, on) {
  if (!born || !assessedOn) return null;
  const [before, now] = [completedYears(born, assessedOn), completedYears(born, on)];
  return STALE_AGES.filter((age) => before < age && age <= now).pop() || null;
}

const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** The day a child is so many years old; of one born on 29 February 1 March in other years. */
export function birthday(born, age) {
  const year = +born.slice(0, 4) + age;
  return born.slice(5) === '02-29' && !isLeap(year) ? `${year}-03-01` : `${year}${born.slice(4)}`;
}

/** The ages (2, 3, 4, 6, 7) a child reaches after one day and by another, each with its day. */
export function birthdaysBetween(born, after, until) {
  const [before, now] = [completedYears(born, after), completedYears(born, until)];
  return STALE_AGES.filter((age) => before < age && age <= now).map((age) => [age, birthday(born, age)]);
}

/* Whether a look has a clinic's assessment that still held. */
function standing({ assessment, assessed_on: day, on }, born) {
  if (!ASSESSED.includes(assessment)) return false;
  return assessment === 'needs' || staleAge(born, day, on) === null;
}

function seen(look, born) {
  if (standing(look, born)) return look.assessment;
  if (['complete', 'exempt'].includes(look.assessment)) return 'stale';
  return WITHOUT.includes(look.certificate) ? 'no_certificate' : 'not_assessed';
}

/* What stands now: the latest look that says something of the result, else the last thing seen of the certificate. */
function latest(looks, born) {
  const said = looks.map((look) => seen(look, born)).filter((one) => [...ASSESSED, 'stale'].includes(one));
  if (said.length) return said.pop();
  const held = looks.map(({ certificate }) => certificate).filter(Boolean);
  return WITHOUT.includes(held.pop()) ? 'no_certificate' : 'not_assessed';
}

/* The age reached since the latest assessment, which is out of date. */
function staleAt(looks, born) {
  const { assessed_on: day, on } = looks.filter(({ assessment }) => ['complete', 'exempt'].includes(assessment)).pop();
  return staleAge(born, day, on);
}

function certificateOf([first, ...later]) {
  const code = first.certificate;
  if (HELD.includes(code)) return ['held', null];
  if (code === 'other_proof') return ['other_proof', null];
  if (!WITHOUT.includes(code)) return [null, null];
  const again = later.find((look) => HELD.includes(look.certificate));
  return ['without', again ? again.on : null];
}

/* The day from which a dose counts as caught up: the check's, or, of a later look, the clinic's assessment. */
function fromDay(look, looks) {
  if (look === looks[0]) return look.on;
  const day = look.assessed_on || look.on;
  return day > looks[0].on ? day : looks[0].on;
}

const byDay = (name) => (one, other) => (one[name] === other[name] ? 0 : one[name] < other[name] ? -1 : 1);

/* Slots filled by doses from one day to another (that day too, where `closed`), of each series in order. */
function given({ doses = [], seriesAt = () => [] }, slots, start, until, closed = true) {
  const filled = new Map();
  const once = [...new Map(doses.map((dose) => [dose.join('|'), dose])).values()];
  for (const [product, day] of once.sort((one, other) => byDay(1)(one, other) || byDay(0)(one, other))) {
    if (day < start || day > until || (day === until && !closed)) continue;
    for (const series of seriesAt(product, day)) {
      const slot = slots.find((one) => one[0] === series && !filled.has(idOf(one)) && fits(one, product));
      if (slot) filled.set(idOf(slot), day);
    }
  }
  return filled;
}

/* Which missing slots were caught up, and when: by a dose, a slip that came back, or a later assessment that finds nothing; on
   the day of that look, where the assessment is older than the check. */
function filledOf(story, start, after, missing, until) {
  const filled = given(story, missing, start, until);
  const names = new Set(missing.map(idOf));
  for (const { event, on, items } of [...(story.events || [])].sort(byDay('on'))) {
    if (!CLOSING.includes(event) || on < start || on > until) continue;
    for (const name of items.map(idOf).filter((one) => names.has(one))) {
      if (!filled.has(name) || on < filled.get(name)) filled.set(name, on);
    }
  }
  for (const later of after.filter(({ assessment }) => assessment === 'complete')) {
    const day = later.assessed_on || later.on;
    for (const name of names) if (!filled.has(name)) filled.set(name, day >= start ? day : later.on);
  }
  return filled;
}

/* The last state a clinic or a guardian gave a slot by a day. */
function stateOf(states, slot, until) {
  const said = states.filter(([series, n, , day]) => series === slot[0] && n === slot[1] && day <= until);
  const last = said.map(([, , state, day]) => [day, state]).sort((one, other) => byDay(0)(one, other) || byDay(1)(one, other)).pop();
  return last ? last[1] : null;
}

function countedOf(look, missing, owed) {
  if (look.assessment !== 'needs' || !look.missing.length || owed.length) return look.assessment;
  return missing.length ? 'exempt' : 'complete';
}

const has = (slots, slot) => slots.some((one) => idOf(one) === idOf(slot));

/* What the latest assessment finds missing, where it is not the one that decides, and nobody gave since. */
function foundLater(story, looks, last, until) {
  if (!last || last.assessment !== 'needs') return [];
  const since = filledOf(story, fromDay(last, looks), [], last.missing, until);
  const ended = (last.exempt || []).map(idOf);
  return inOrder(last.missing).filter((slot) => !since.has(idOf(slot)) && !ended.includes(idOf(slot)) && !ENDED.includes(stateOf(story.states || [], slot, until)));
}

function decided(story, looks, look, until, soFar) {
  const start = fromDay(look, looks);
  const before = given(story, inOrder(look.missing), look.assessed_on || look.on, start, false);
  const missing = inOrder(look.missing.filter((slot) => !before.has(idOf(slot))));
  const owed = missing.filter(([series]) => series !== BCG);
  const counted = countedOf(look, missing, owed);
  const after = looks.slice(looks.indexOf(look) + 1).filter((one) => standing(one, story.born));
  const filled = filledOf(story, start, after, missing, until);
  const left = missing.filter((slot) => !filled.has(idOf(slot)));
  const inState = (...wanted) => left.filter((slot) => wanted.includes(stateOf(story.states || [], slot, until)));
  const letOff = after.flatMap(({ exempt = [] }) => exempt.map(idOf));
  const [last, ended] = [after[after.length - 1], inState(...ENDED)];
  const excused = left.filter((slot) => letOff.includes(idOf(slot)) || ended.includes(slot));
  const later = foundLater(story, looks, last, until).filter((slot) => !has(left, slot) || has(excused, slot));
  const result = soFar.result === 'stale' ? 'stale' : last ? last.assessment : counted;
  return {
    ...soFar,
    first: look === looks[0] ? counted : soFar.first,
    result,
    counted,
    decided_on: look.on,
    missing: counted === 'complete' ? [] : missing,
    owed: counted === 'needs' ? owed : [],
    filled,
    excused,
    refused: [...left, ...later].filter((slot) => stateOf(story.states || [], slot, until) === 'refused'),
    exempt: look.exempt || [],
    later,
    unnamed: result === 'needs' && !(last || look).missing.length,
  };
}

const NOTHING = {
  first: 'unchecked', result: 'unchecked', counted: null, certificate: null, reissued_on: null, checked_on: null,
  decided_on: null, stale_at: null, missing: [], owed: [], filled: new Map(), excused: [], refused: [], exempt: [], later: [], unnamed: false,
};

const inTime = (one, other) => byDay('on')(one, other) || byDay('at')(one, other) || byDay('key')(one, other);

/** What came of the check of a child by the end of a day. A story is {born, looks, doses: [[product, day]], events: [{on,
 *  event, items}], states: [[series, n, state, day]], seriesAt(product, day)}; a look {on, first, key, at, certificate,
 *  assessment, assessed_on, missing, exempt}. */
export function outcomeOf(story, until) {
  const all = story.looks.filter(({ on }) => on <= until).sort(inTime);
  const start = all.findIndex(({ first }) => first);
  if (start < 0) return NOTHING;
  const [looks, { born }] = [all.slice(start), story];
  const [certificate, reissued] = certificateOf(looks);
  const now = latest(looks, born);
  const stale = now === 'stale' ? staleAt(looks, born) : null;
  const soFar = { ...NOTHING, first: seen(looks[0], born), result: now, certificate, reissued_on: reissued, checked_on: looks[0].on, stale_at: stale };
  const deciding = looks.find((look) => standing(look, born));
  return deciding ? decided(story, looks, deciding, until, soFar) : soFar;
}

/** The day whose age names a slot (百白破5 or 白破1), as on every paper of the office. */
export const saidOn = ({ decided_on: decided, checked_on: checked }) => decided || checked;

/** What is still to be caught up, BCG too: what a notice printed now names. */
export function openOf({ missing, filled, excused, later = [] }) {
  const closed = new Set([...filled.keys(), ...excused.map(idOf)]);
  return [...missing.filter((slot) => !closed.has(idOf(slot))), ...later];
}
