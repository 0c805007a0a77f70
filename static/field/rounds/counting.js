/* Which visits count in a round, as the server counts them. Pure. A visit that does not count is, for the round, as if it
   were not there; the dose it may be is a dose all the same. */

import { addDays } from '../shared/days.js';

const ORAL_POLIO = ['bOPV', 'tOPV'];
export const MOPUP_DAYS = 14; // unless the campaign says otherwise

const untils = new WeakMap(); // a round is the same object until something about it changes

/** The last day that counts in a round: its own last one, and the days of mop-up. */
export function untilOf(round) {
  if (!untils.has(round)) {
    const { mopup_days: days = MOPUP_DAYS } = round.campaign;
    untils.set(round, round.last_day ? addDays(round.last_day, days) : null);
  }
  return untils.get(round);
}

/** True for a day within a round and its mop-up. */
export const inRound = (round, day) =>
  (!round.first_day || round.first_day <= day) && (!untilOf(round) || day <= untilOf(round));

function fits(visit, { product, zero_dose_ipv_first: ipvFirst }) {
  if (visit.outcome !== 'vaccinated' || !visit.product || visit.product === product) return true;
  return visit.product === 'IPV' && Boolean(ipvFirst) && ORAL_POLIO.includes(product);
}

/** Why a visit does not count in its round: `days`, `product` or, where a supervisor said so, `review`; null when it counts. */
export function whyNot(visit, round) {
  if (visit.counts !== undefined && visit.counts !== null) return visit.counts ? null : 'review';
  if (visit.on && !inRound(round, visit.on)) return 'days';
  return fits(visit, round.campaign) ? null : 'product';
}
