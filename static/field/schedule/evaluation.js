/* `evaluate`: a verdict for every dose, what is due, next and closed, and the child's result; the server's words exactly. */

import { ask, blockedFrom, overdueSince, situation } from './asking.js';
import { isoDay, parseDay } from './days.js';
import { conditionOf, gapsOf } from './gaps.js';
import { judge, newChild } from './judging.js';

const nothingSaid = (on, reasons) => ({ child: null, on, reasons, asks: [], missing: [], closed: [], doubts: [], result: 'needs_catchup' });

/** Judge every dose, then ask every series; never throws on a child's data. A child whose birth date is not known, or lies
 *  after the day asked about, needs the clinic: nothing else is said. */
export function assess(said, doses, on, programme) {
  const born = parseDay(said.born);
  if (born === null || born > on) return nothingSaid(on, doses.map(() => (born === null ? 'birth_unknown' : 'not_born')));
  const child = newChild(born, said.sex, programme);
  const reasons = judge(child, doses, on, programme);
  child.v[programme.on] = on;
  const [era, blocked] = [programme.eraOf(on), blockedFrom(said.states, programme.series)];
  const found = { child, on, reasons, asks: [], missing: [], closed: [], doubts: [...era.doubts, ...child.doubts] };
  for (const series of era.series) askSeries(series, found, programme, blocked.get(series.at));
  return { ...found, result: resultOf(found) };
}

/* Add to an assessment what one series asks for, what of it is missing, what is closed, and what that rests on. */
function askSeries(series, found, programme, blocked) {
  const { child, on } = found;
  const now = situation(series, child.v);
  const [asked, shut] = ask(series, now, child, on, blocked);
  const [missing, later] = asked ? gapsOf(series, asked, now, child, on, programme, blocked && blocked[0]) : [[], []];
  if (asked) found.asks.push(asked);
  found.missing.push(...missing);
  found.closed.push(...shut, ...later);
  const hasEnough = !now.fitting.length && !now.close.length;
  const rests = [asked || hasEnough ? now.doubt : null, asked && asked.rule.doubt, ...missing.flatMap(({ doubts }) => doubts)];
  found.doubts.push(...[...rests, ...shut.map(({ doubt }) => doubt), ...later.map(({ doubt }) => doubt)].filter(Boolean));
}

function resultOf({ missing, closed }) {
  if (missing.length) return 'needs_catchup';
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

function lists({ asks, missing, child, closed, doubts, on }, { series }) {
  const words = ({ series: at, n, product }) => ({ series: series[at], n, product });
  const due = asks.filter((asked) => asked.start <= on).map((asked) => {
    const [since, needs] = [overdueSince(asked, child, on), conditionOf(asked, child)];
    const row = { ...words(asked), earliest: isoDay(asked.earliest), overdue_since: since === null ? null : isoDay(since) };
    return needs ? { ...row, condition: needs } : row;
  });
  const slots = missing.map(({ asked, first, condition }) => ({
    ...words(asked),
    ...(first && asked.start > on ? { waits_until: isoDay(asked.start) } : {}), // a later slot waits for the one before it
    ...(condition ? { condition } : {}),
  }));
  return {
    due,
    missing: slots,
    closed: closed.map(({ series: at, n, reason }) => ({ series: series[at], n, reason })),
    next: asks.filter((asked) => asked.start > on).map((asked) => ({ ...words(asked), from: isoDay(asked.start) })),
    notes: [...new Map(doubts.map((doubt) => [doubt.rule, doubt])).values()],
  };
}
