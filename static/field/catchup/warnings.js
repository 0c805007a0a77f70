/* What speaks against doses of a day before they are kept, each {code, …} with what its sentence names. Pure. */

import { evaluate } from '../schedule/index.js';
import { mayBeGiven } from './needs.js';

const OF_RULES = { too_young: 'too_young', too_soon: 'too_soon', live_28_days: 'live', not_in_use: 'not_in_use', before_birth: 'before_birth', extra: 'extra' };
const answered = ({ n, series }, id) => `${series}-${n}` === id;

/** The verdict of the schedule on doses of a day, in their order: [{product, reason?}]. */
function judged({ child, doses, states }, picks, on, rules) {
  const said = { ...child, states: states.map(([series, n, state]) => ({ series, n, state })) };
  const before = doses.filter(({ given_on: day }) => !day || day <= on).map(({ product, given_on: day }) => ({ product, given_on: day }));
  return evaluate(said, [...before, ...picks.map(({ product }) => ({ product, given_on: on }))], on, rules).doses.slice(before.length);
}

function ofPick({ id, product, expires }, verdict, gap, { on, fitting }) {
  const why = OF_RULES[verdict.reason] || (verdict.reason && 'extra');
  return [
    why && { code: why, id, product, from: gap && gap.earliest && gap.earliest > on ? gap.earliest : null },
    gap && gap.condition && { code: gap.condition === 'ppd_negative' ? 'ppd' : 'assess', id, product },
    gap && gap.refused && { code: 'refused', id, product },
    gap && !fitting(gap).includes(product) && { code: 'other_product', id, product },
    !gap && verdict.valid && { code: 'no_gap', id, product },
    expires && expires < on && { code: 'expired', id, product, day: expires },
  ].filter(Boolean);
}

const ENDED = ['contraindicated', 'had_disease'];

/** Why these doses should not simply be given: `picks` [{id, product, expires?}], `needs` on that day, `seriesAt(product)`,
 *  `fitting(gap)` the products that may fill a gap, `door` where they would be given at a door. */
export function warningsOf({ said, needs, picks, on, rules, seriesAt, fitting, door = false }) {
  if (!picks.length) return [];
  const verdicts = judged(said, picks, on, rules);
  const gapOf = ({ id }) => needs.gaps.find((gap) => answered(gap, id));
  const own = picks.flatMap((pick, n) => ofPick(pick, verdicts[n], gapOf(pick), { on, fitting }));
  const ended = picks.flatMap(({ id, product }) => said.states.filter(([series, , state]) => ENDED.includes(state) && seriesAt(product).includes(series)).map(([, , state]) => ({ code: state, id, product })));
  return [needs.unknown && { code: 'unknown' }, ...own, ...ended, door && { code: 'door' }].filter(Boolean);
}

/** Whether all that might have been given on a day was. */
export const isWhole = ({ gaps }, picks, on) =>
  gaps.filter((gap) => mayBeGiven(gap, on) && !gap.refused).every((gap) => picks.some(({ id }) => answered(gap, id)));
