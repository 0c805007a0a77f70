/* What the schedule says of a pupil, as an aid where nobody assessed and to tell which doses count. Never a clinic's assessment. */

import { evaluate } from '../schedule/index.js';
import { rulesOf } from '../shared/vaccines.js';

const TOO_SOON = ['too_soon', 'live_28_days']; // a dose so given fills no slot

/** The dated doses up to a day, [[product, day]], without those given too soon after another. */
export function validDoses({ born, sex }, doses, on, rules) {
  const dated = doses.filter(({ given_on: day }) => day && day <= on);
  const { doses: said } = evaluate({ born, sex }, dated, on, rules);
  return said.filter(({ valid, reason }) => valid || !TOO_SOON.includes(reason)).map(({ product, given_on: day }) => [product, day]);
}

/** The slots a pupil seems to lack on a day by what is known here; null while the rules are not here or nothing can be said. */
export function seemsMissing({ child, area, states, doses }, on) {
  const rules = rulesOf(area);
  if (!rules || !child.born) return null;
  const said = { born: child.born, sex: child.sex, states: states.map(([series, n, state]) => ({ series, n, state })) };
  return evaluate(said, doses.filter((dose) => !dose.given_on || dose.given_on <= on), on, rules).missing.map(({ series, n }) => [series, n]);
}
