/* What the schedule says of the doses that were copied: which came too early, and by how many days; which is missing. Said
   beside them, never in their way. Pure. */

import { evaluate } from '../schedule/index.js';
import { addDays } from '../shared/days.js';
import { datedOnce } from './doses.js';

const EARLY = ['too_young', 'too_soon', 'live_28_days'];
const FARTHEST = 400; // days: nothing waits longer

const judged = (child, doses, on, rules) => evaluate(child, doses, on, rules).doses;
const at = (doses, { product, given_on: day }) => doses.findIndex((one) => one.product === product && one.given_on === day);

/* How many days later the dose would have counted; null where no day would have been right. */
function daysEarly(child, doses, n, on, rules) {
  for (let days = 1; days <= FARTHEST; days += 1) {
    const later = doses.map((one, place) => (place === n ? { ...one, given_on: addDays(one.given_on, days) } : one));
    if (later[n].given_on > on) return null;
    const said = judged(child, later, on, rules)[n];
    if (said.valid || !EARLY.includes(said.reason)) return days;
  }
  return null;
}

/** Of each dose that does not count: {series, n, product, given_on, reason, days?}. Null while nothing can be said. */
export function doubtful({ born, sex }, doses, on, rules) {
  if (!rules || !born) return null;
  const child = { born, sex: sex || null, states: [] };
  const once = datedOnce(doses).filter(({ given_on: day }) => day <= on && day >= born);
  const verdicts = judged(child, once, on, rules);
  const slotOf = (one) => doses.find((dose) => dose.product === one.product && dose.given_on === one.given_on);
  return once.flatMap((one, n) => {
    const { valid, reason } = verdicts[at(verdicts, one)];
    if (valid || reason === 'extra') return [];
    const days = EARLY.includes(reason) ? daysEarly(child, once, n, on, rules) : null;
    const { series, n: number } = slotOf(one);
    return [{ series, n: number, product: one.product, given_on: one.given_on, reason, ...(days ? { days } : {}) }];
  });
}

/** The slots that seem to be missing on the day, [[series, n]], a dose without a day taken for given; null while nothing can
 *  be said. */
export function lacking({ born, sex }, doses, on, rules, series) {
  if (!rules || !born) return null;
  const known = doses.filter(({ given_on: day }) => !day || (day >= born && day <= on));
  const undated = known.filter(({ given_on: day }) => !day).map(({ product }) => ({ product, given_on: null }));
  const { missing } = evaluate({ born, sex: sex || null, states: [] }, [...datedOnce(known), ...undated], on, rules);
  return missing.filter((one) => !series.length || series.includes(one.series)).map(({ series: of, n }) => [of, n]);
}
