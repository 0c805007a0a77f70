/* What one visit says: the operation's data for a dose given or a reason why not. Pure.
   It decides the contract's fields from what the worker chose once (place, batch, vaccinator) and what was tapped;
   it never saves and never asks the clock. */

import { may } from '../core/kinds.js';
import { isPlace } from '../core/places.js';

/** What "no contraindication" means at the door: each was asked about before the dose. */
export const ASKED = ['fever', 'diarrhoea', 'immune', 'allergy'];

/** The eight reasons at the door, in the order of the grid. `other` stays on the list to come back to. */
export const REASONS = [
  { word: 'absent_short', outcome: 'absent_short' },
  { word: 'ill', outcome: 'ill' },
  { word: 'contraindicated', outcome: 'contraindicated' },
  { word: 'refused', outcome: 'refused' },
  { word: 'absent_long', outcome: 'absent_long' },
  { word: 'vaccinated_elsewhere', outcome: 'vaccinated_elsewhere' },
  { word: 'moved_away', outcome: 'moved_away' },
  { word: 'other', outcome: 'absent_short', reason: 'other' },
];

/** Outcomes of the contract that are no reason at the door, beside those in the grid. */
const OTHERS = ['vaccinated', 'house_closed', 'not_eligible'];

/** The grid as the county's code list has it: without what was retired, then what was added. */
export function offered(reasons, codes) {
  const outcomes = codes.filter(({ list }) => list === 'visit.outcome');
  const retired = new Set(outcomes.filter((one) => one.retired_on).map(({ code }) => code));
  const own = new Set([...OTHERS, ...reasons.map(({ outcome }) => outcome)]);
  const added = outcomes.filter(({ code }) => !own.has(code)).map(({ code }) => ({ word: code, outcome: code }));
  return [...reasons, ...added].filter(({ outcome }) => !retired.has(outcome));
}

/** A note that begins with the day agreed on, `said`, before what else it says; one of `days` said before goes, the same one
 *  said again too. */
export function withDay(note, said, days) {
  const before = days.find((day) => note.startsWith(day)) || '';
  const rest = note.slice(before.length).replace(/^[，, ]+/, '');
  if (before === said) return rest;
  return rest ? `${said}，${rest}` : said;
}

/** Why a worker doses a child in spite of a red line. */
export const DESPITE = ['checked_certificate', 'checked_age', 'clinic_agreed', 'other'];

const OF_AGE = ['born_unknown', 'not_born', 'outside', 'too_young'];

/** Those of them that answer red lines of these codes: no age and no certificate does away with a contraindication. */
export function despiteFor(codes) {
  const answers = { checked_certificate: !codes.includes('contraindicated'), checked_age: codes.every((one) => OF_AGE.includes(one)) };
  return DESPITE.filter((why) => answers[why] !== false);
}

/** True when this person takes back what others recorded; anybody else asks for it. */
export const mayTakeBack = (user) => may(user, 'void_others');

/** True when what this person records of a visit can count; a school nurse's or a surveyor's would be refused later. */
export const mayVisit = (user) => may(user, 'visit');

/** True when this person gives doses; others enter for a named vaccinator. */
export const mayDose = (user) => may(user, 'phone.doses');

/** Who gives the dose: the person signed in, or the vaccinator a lister named; null when nobody is named yet. */
export const giver = (user, work) => (mayDose(user) ? user.id : (work.giver || null));

/** A child who was put on the list on or after the round's first day was found, not registered. */
export const wasFound = (child, round) => Boolean(child.listed_on) && child.listed_on >= round.first_day;

const present = (data) => Object.fromEntries(Object.entries(data).filter(([, value]) => value != null && value !== ''));

const ofDose = (user, work, round) => ({
  product: round.campaign.product,
  batch: work.batch && work.batch.product === round.campaign.product ? work.batch.key : null,
  given_by: giver(user, work),
  consent: 'told',
  asked: round.campaign.form === 'pill' ? [...ASKED, 'milk'] : ASKED,
});

/** The data of one visit.
 *  `said` {outcome, reason?, note?, despite?: [codes of red lines], despite_why?}; `work` {mode, post?, batch?, giver?};
 *  `fix` {lat, lon, accuracy_m} or null. Fields nobody said are absent. */
export function visitData({ child, round, on, user, work, fix, said }) {
  return present({
    round: round.key,
    child: child.key,
    on,
    mode: work.mode,
    post: ['post', 'mobile'].includes(work.mode) ? work.post : null,
    ...said,
    found: wasFound(child, round) || null,
    ...(said.outcome === 'vaccinated' ? ofDose(user, work, round) : {}),
    ...(fix && isPlace(fix) ? { lat: fix.lat, lon: fix.lon, accuracy_m: fix.accuracy_m } : {}),
  });
}
