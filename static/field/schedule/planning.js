/* `plan`: the missing doses laid on visits, as soon as each may be given. As the server's planning.py. */

import { isoDay, parseDay } from './days.js';
import { assess } from './evaluation.js';

const MOST_VISITS = 60;

/** The visits that close every gap, soonest first: [{on, doses: [{series, n, product}]}]. */
export function plan(child, doses, on, rules, atMost = null) {
  const given = doses.map((dose) => ({ ...dose }));
  const planned = [];
  let day = parseDay(on);
  while (planned.length < MOST_VISITS) {
    const found = assess(child, given, day, rules);
    if (found.child === null || found.result !== 'needs_catchup') break;
    const due = found.asks.filter((asked) => asked.start <= found.on);
    if (!due.length) {
      day = nextDay(found, rules.eraOf(day));
      continue;
    }
    const chosen = pick(due, found, rules.eraOf(day), atMost);
    planned.push({ on: isoDay(day), doses: chosen.map(({ series, n, product }) => ({ series: rules.series[series], n, product })) });
    for (const { product } of chosen) given.push({ product, given_on: isoDay(day) });
    if (chosen.length < due.length) day += rules.eraOf(day).wait;
  }
  return planned;
}

/* All that is due, or the most pressing ones where only some can be given. */
function pick(due, found, era, atMost) {
  if (atMost === null || due.length <= atMost) return due;
  const later = found.on + era.wait;
  const rank = ({ series, rule }) => (era.first.includes(series) ? 0 : 2) + (found.child.ages[rule.until] <= later ? 0 : 1);
  return [...due].sort((a, b) => rank(a) - rank(b)).slice(0, atMost);
}

/* The first day on which a missing dose may be given, put off to one that serves more where none is lost. A dose that is
 * no gap yet but would be too late by that day comes first. */
function nextDay({ asks, missing: gone, child }, era) {
  const soonest = (some) => Math.min(...some.map(({ start }) => start));
  const gaps = gone.filter(({ first }) => first).map(({ asked }) => asked);
  const then = soonest(gaps);
  const missing = [...gaps, ...asks.filter(({ start, rule }) => start < then && child.ages[rule.until] <= then)];
  const day = soonest(missing);
  const last = Math.min(day + era.wait, ...missing.map(({ rule }) => child.ages[rule.until] - 1));
  return Math.max(day, ...missing.map(({ start }) => start).filter((start) => day <= start && start <= last));
}
