/* The children whom schools sent to a clinic, those with most gaps and longest first; what each may be given today and what has
   to wait, as fieldapp/school/desk has it. */

import { nameKey, today, view } from '../core/index.js';
import { plan, evaluate } from '../schedule/index.js';
import { idOf, productByAge } from '../shared/slots.js';
import { productsFor, rulesOf } from '../shared/vaccines.js';
import { openOf } from './outcome.js';
import { entering, lacksPaper, outcome, ownSchools, pupilsOf } from './pupils.js';

const ENDED = ['contraindicated', 'had_disease'];

function sentOf(pupil) {
  const found = outcome(pupil);
  return { pupil, found, open: openOf(found), since: found.decided_on || found.checked_on || '', paper: lacksPaper(found) };
}

const refuses = ({ open, found }) => open.length > 0 && found.refused.length === open.length;
const byText = (one, other) => (one === other ? 0 : one < other ? -1 : 1);
const mostFirst = (one, other) =>
  refuses(one) - refuses(other) || other.open.length - one.open.length || byText(one.since, other.since) || byText(one.pupil.child.name || '', other.pupil.child.name || '');

const present = () => ownSchools().flatMap((school) => entering(pupilsOf(school))).filter((one) => !one.left_on);

/** Whoever was checked and has something open at the clinic: {pupil, found, open, since, paper}. */
export const sent = () => present().filter(({ looks }) => looks.length).map(sentOf).filter(({ open, paper }) => open.length || paper).sort(mostFirst);

const OF_NOTICE = /\/n\/(\d{8})/;
const plain = (words) => words.normalize('NFKC').trim();

/** The number in what was typed or scanned: of a notice's address its eight digits. */
export const numberIn = (words) => (OF_NOTICE.exec(words) || [null, plain(words)])[1];

function hasNumber({ child, looks }, number) {
  if ([child.certificate_no, child.card_no].includes(number) || looks.some((look) => look.report_no === number)) return true;
  const checks = looks.map(({ key }) => key);
  return view.records('notice').some((one) => one.number === number && (checks.includes(one.check) || one.child === child.key));
}

function isCalled(child, words) {
  const said = plain(words).toLowerCase().replaceAll(' ', '');
  const [name, letters] = [child.name || '', nameKey(child).toLowerCase().split(' ').slice(0, -1)];
  return name.toLowerCase().includes(said) || letters.join('').includes(said) || letters.map((one) => one[0]).join('').startsWith(said);
}

/** The pupils to whom a number leads, else those of that name, in letters too. */
export function lookedFor(words) {
  const all = present();
  const number = numberIn(words);
  const numbered = all.filter((one) => hasNumber(one, number));
  return (numbered.length ? numbered : all.filter((one) => isCalled(one.child, words))).map(sentOf);
}

/* Of each series the first: no two doses of one are given on a day. */
const firstOfSeries = (gaps) => gaps.filter(({ slot: [series, n] }) => !gaps.some((other) => other.slot[0] === series && other.slot[1] < n));

/* Whether the doses on this phone lack nothing on the day of the check but what it found missing. */
function agrees(ask, { doses }, found) {
  const day = found.decided_on || found.checked_on;
  if (!day) return doses.length > 0;
  const known = new Set([...found.missing, ...found.excused].map(idOf));
  return ask(day).missing.every(({ series, n }) => known.has(`${series}-${n}`));
}

/** What a child needs on a day: {now, waits: [{slot, product, earliest, condition, products}], visits: [{on, slots}], agrees}; null while the
 *  rules are not here or the birth date is not known. */
export function needsOf(pupil, found, on = today()) {
  const { child, area, states, doses } = pupil;
  const rules = rulesOf(area);
  if (!rules || !child.born) return null;
  const closed = pupil.looks.flatMap(({ exempt }) => exempt).filter(([, , why]) => ENDED.includes(why));
  const said = { born: child.born, sex: child.sex, states: [...states.filter(([, , state]) => state !== 'refused'), ...closed].map(([series, n, state]) => ({ series, n, state })) };
  const given = (day) => doses.filter((dose) => !dose.given_on || dose.given_on <= day);
  const ask = (day) => evaluate(said, given(day), day, rules);
  const [now, same] = [ask(on), agrees(ask, pupil, found)];
  const told = new Map([...now.missing, ...now.due].map((one) => [`${one.series}-${one.n}`, one]));
  const due = new Map(now.due.map((one) => [`${one.series}-${one.n}`, one]));
  const excused = new Set(found.excused.map(idOf));
  const own = openOf(found);
  const more = same ? now.missing.map(({ series, n }) => [series, n]).filter((slot) => !excused.has(idOf(slot)) && !own.some((one) => idOf(one) === idOf(slot))) : [];
  const gaps = [...own, ...more].map((slot) => {
    const { product, condition, waits_until: waits } = told.get(idOf(slot)) || {};
    const first = (same && product) || productByAge(slot, child.born, on);
    return { slot, product: first, condition, waits: same ? waits : null, products: productsFor(slot, first, child.born, on, rules) };
  });
  const may = same ? gaps.filter(({ slot }) => due.has(idOf(slot))) : firstOfSeries(gaps);
  const visits = same ? plan(said, given(on), on, rules).map((visit) => ({ on: visit.on, slots: visit.doses.map(({ series, n }) => [series, n]) })) : [{ on, slots: may.map(({ slot }) => slot) }];
  return { now: may, waits: gaps.filter((gap) => !may.includes(gap)), visits: may.length || same ? visits : [], agrees: same };
}

