/* The schedule on the phone: the same compiled rules as the server's, the same answers. */

import { evaluate } from './evaluation.js';
import { plan } from './planning.js';
import { programme as make } from './programme.js';

export { assess, evaluate } from './evaluation.js';
export { isoDay, parseDay } from './days.js';
export { plan } from './planning.js';
export { problem } from './plausible.js';

const DAYS = ['2018-04-29', '2018-06-29', '2019-01-31', '2024-05-06', null];

/** The rules of all eras, ready to run, from the plain object the server compiled.
 *  A browser compiles a function when it is first called: a made-up child with every product goes through here, so that
 *  the first real one does not wait for it. */
export function programme(plain) {
  const rules = make(plain);
  const all = rules.names.flatMap((product) => DAYS.map((day) => ({ product, given_on: day })));
  const child = { born: '2018-02-28', sex: 'female', states: [{ series: rules.series[0], n: 1, state: 'contraindicated' }] };
  for (const doses of [[], all]) {
    evaluate(child, doses, '2026-09-01', rules);
    plan(child, doses, '2026-09-01', rules, 1);
  }
  return rules;
}
