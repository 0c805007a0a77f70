/* `evaluate`: a verdict for every dose, what is due, next and closed, and the child's result; the server's words exactly. */

import { ask, behind, blockedFrom, overdueSince } from './asking.js';
import { isoDay, parseDay } from './days.js';
import { judge, newChild } from './judging.js';

/** Judge every dose, then ask every series; never throws on a child's data. */
export function assess(said, doses, on, programme) {
  const born = parseDay(said.born);
  if (born === null) {
    return { child: null, on, reasons: doses.map(() => 'birth_unknown'), asks: [], closed: [], result: 'needs_catchup' };
  }
  const child = newChild(born, said.sex, programme);
  const reasons = judge(child, doses, on, programme);
  child.v[programme.on] = on;
  const blocked = blockedFrom(said.states, programme.series);
  const [asks, closed] = [[], []];
  for (const series of programme.eraOf(on).series) {
    const [asked, shut] = ask(series, child, on, blocked.get(series.at));
    if (asked) asks.push(asked);
    closed.push(...shut);
  }
  return { child, on, reasons, asks, closed, result: resultOf(child, asks, closed, on) };
}

function resultOf(child, asks, closed, on) {
  if (asks.some((asked) => asked.start <= on || behind(asked, child, on))) return 'needs_catchup';
  return closed.length ? 'incomplete_no_catchup' : 'complete';
}

const readDose = (dose) => {
  const { product = null, given_on: given = null } = dose && typeof dose === 'object' ? dose : {};
  return { product, given_on: given, valid: true };
};

/** Evaluate one child on one day: {born, sex?, states?}, [{product, given_on}], 'YYYY-MM-DD', from `programme()`. */
export function evaluate(child, doses, on, rules) {
  const day = parseDay(on);
  if (day === null) throw new RangeError(`not a day: ${on}`);
  const said = doses.map(readDose);
  const found = assess(child, said, day, rules);
  found.reasons.forEach((reason, at) => {
    if (reason !== null) Object.assign(said[at], { valid: false, reason });
  });
  return { result: found.result, doses: said, ...lists(found, rules) };
}

function lists({ asks, child, closed, on }, { series }) {
  const [due, next] = [[], []];
  for (const asked of asks) {
    const words = { series: series[asked.series], n: asked.n, product: asked.product };
    if (asked.start > on) next.push({ ...words, from: isoDay(asked.start) });
    else {
      const since = overdueSince(asked, child, on);
      due.push({ ...words, earliest: isoDay(asked.earliest), overdue_since: since === null ? null : isoDay(since) });
    }
  }
  return { due, closed: closed.map((shut) => ({ ...shut, series: series[shut.series] })), next };
}
