/* What one visit says: the operation's data for a dose given or a reason why not. Pure.
   It decides the contract's fields from what the worker chose once (place, batch, vaccinator) and what was tapped;
   it never saves and never asks the clock. */

import { may } from '../core/kinds.js';
import { isPlace } from '../core/places.js';

/** What "no contraindication" means at the door: each was asked about before the dose. */
export const ASKED = ['fever', 'diarrhoea', 'immune', 'allergy'];

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

/** True for a batch that must not be used any more on a day: the day on the box is the last one. */
export const isExpired = (batch, on) => Boolean(batch && batch.expires && batch.expires < on);
