/* What cannot be as it is written: a child of tomorrow, a dose before birth, a dose number the series has not. As the server's
   plausible.py, where the reasons stand; the sentences come with the rules (`words.problem`). */

import { isoDay, parseDay, plus } from './days.js';
import { assess } from './evaluation.js';

const OLDEST_YEARS = 30;
const hasSex = ({ sex }) => sex === 'female' || sex === 'male';

function ofBirth(born, on) {
  const said = { field: 'born', born: isoDay(born), on: isoDay(on) };
  if (born > on) return { code: 'not_born', ...said };
  return plus(born, 12 * OLDEST_YEARS) < on ? { code: 'too_old', ...said, years: OLDEST_YEARS } : null;
}

function ofDoses(doses, born, on, { ranks }) {
  for (const [at, { product, given_on: given }] of doses.entries()) {
    const day = typeof product === 'string' && ranks.has(product) ? parseDay(given) : null;
    if (day === null || (born <= day && day <= on)) continue;
    const said = { field: `doses[${at}].given_on`, at: at + 1, product, day: isoDay(day) };
    return day < born ? { code: 'before_birth', ...said, born: isoDay(born) } : { code: 'after_day', ...said, on: isoDay(on) };
  }
  return null;
}

/* A number beyond the series; where a rule speaks of all later doses, beyond what the doses held can lead to. */
function ofStates(states, doses, { series: names, highest }) {
  for (const [at, state] of (Array.isArray(states) ? states : []).entries()) {
    const { series, n } = state && typeof state === 'object' ? state : {};
    if (!Number.isInteger(n) || !names.includes(series)) continue;
    const [top, more] = highest[names.indexOf(series)];
    const most = more ? Math.max(top, doses.length + 2) : top;
    if (n < 1 || n > most) return { code: 'no_such_dose', field: `states[${at}].n`, at: at + 1, series, n, most };
  }
  return null;
}

/* Without a sex the answer must be the same for a girl and a boy; only what comes later may differ. */
function ofSex(child, doses, on, rules) {
  const [girl, boy] = ['female', 'male'].map((sex) => {
    const { reasons, missing, closed } = assess({ ...child, sex }, doses, on, rules);
    const slots = missing.map(({ asked: { series, n, product, start } }) => [series, n, product, start]);
    return JSON.stringify([reasons, slots, closed.map(({ series, n, reason }) => [series, n, reason])]);
  });
  return girl === boy ? null : { code: 'sex_unknown', field: 'sex' };
}

/** The first thing about a child that cannot be or is not enough, null where there is nothing: {code, field, ...}, the code of
 *  its sentence and the blanks of it. Arguments as for `evaluate`. */
export function problem(child, doses, on, rules) {
  const [born, day] = [parseDay(child.born), parseDay(on)];
  if (born === null) return null;
  const said = doses.map((dose) => (dose && typeof dose === 'object' ? dose : {}));
  return ofBirth(born, day) || ofDoses(said, born, day, rules) || ofStates(child.states, said, rules) || (hasSex(child) ? null : ofSex(child, said, day, rules));
}
