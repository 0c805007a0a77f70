/* What a series asks for next: what is due, what comes later, what is closed and why. As the server's asking.py. */

import { holds } from './judging.js';
import { MANY } from './programme.js';

const CLOSING = ['contraindicated', 'had_disease'];

/** From which dose number a contraindication or the disease closes a series; odd entries are passed over. */
export function blockedFrom(states, series) {
  const found = new Map();
  for (const state of Array.isArray(states) ? states : []) {
    if (!state || typeof state !== 'object' || !CLOSING.includes(state.state) || !series.includes(state.series)) continue;
    const at = series.indexOf(state.series);
    const low = Number.isInteger(state.n) ? state.n : 1;
    if (!found.has(at) || low < found.get(at)[0]) found.set(at, [low, state.state]);
  }
  return found;
}

/* The product the series goes on with, and what is uncertain about that. */
function givenProduct(series, v) {
  const chosen = series.choose.find(([when]) => holds(when, v));
  return chosen ? chosen.slice(1) : [null, null];
}

function earliest(rule, child) {
  let day = Math.max(child.ages[rule.age], rule.gapAt(child.last[rule.count]));
  if (rule.firstAt) day = Math.max(day, rule.firstAt(child.first[rule.count]));
  for (const [counter, at] of rule.after) day = Math.max(day, at(child.last[counter]));
  return day;
}

/* The interval to another count, begun already, ends on the rule's age or after it. */
const pastAge = (rule, child) => rule.after.some(([counter, at]) => at(child.last[counter]) >= child.ages[rule.age]);

/** `day`, put off where another injectable live vaccine was given on an earlier day less than `gap` days before. */
export function afterLive(day, gap, child) {
  const first = child.liveLast < day ? day : Math.max(day, child.liveBefore + gap);
  return child.liveLast < first ? Math.max(first, child.liveLast + gap) : first;
}

function fittingRules(series, v, chosen) {
  const found = [];
  for (const [counter, table] of series.groups) {
    const n = v[counter] + 1;
    for (const rule of table[Math.min(n, MANY)]) if (holds(rule.when, v)) found.push([n, rule]);
  }
  return series.choose.length ? found.filter(([, rule]) => rule.give === null || rule.give === chosen) : found;
}

/** The state of a series before ages and intervals: the rules that may ask, the product, what may close it, and the entry of
 *  low certainty by which it has enough or goes on with that product. */
export function situation(series, v) {
  const enough = series.enough.filter(([when]) => holds(when, v));
  if (enough.length) return { fitting: [], chosen: null, close: [], doubt: enough.every(([, doubt]) => doubt) ? enough[0][1] : null };
  const [chosen, doubt] = givenProduct(series, v);
  return { fitting: fittingRules(series, v, chosen), chosen, close: series.close.filter((close) => holds(close.when, v)), doubt };
}

function owed(series, child, on) {
  const [chosen] = givenProduct(series, child.v);
  const numbers = new Set();
  for (const rule of series.rules) {
    const low = Math.max(rule.n[0], child.v[rule.count] + 1);
    if (rule.n[1] === MANY && low > child.v[rule.count] + 1) continue; // "from the third on" speaks of the next dose only
    const fits = rule.give === null || chosen === null || rule.give === chosen;
    if (low <= rule.n[1] && fits && child.ages[rule.age] <= on && holds(rule.when, child.v)) numbers.add(low);
  }
  return [...numbers].sort((a, b) => a - b);
}

function closedByRule(series, { close: closing }, child, on) {
  const next = child.v[series.at] + 1;
  for (const { low, high, age, reason, doubt } of closing) {
    const shut = (n) => ({ series: series.at, n, reason, doubt });
    if (child.ages[age] > on) continue;
    if (low <= next && next <= high) return [shut(next)];
    if (low > high) return owed(series, child, on).map(shut);
  }
  return [];
}

function bestOf(series, { fitting, chosen }, child, on) {
  let [best, silent] = [null, false];
  for (const [n, rule] of fitting) {
    const first = earliest(rule, child);
    const product = rule.give || chosen || '';
    let start = Math.max(first, on);
    if (series.live.has(product)) start = afterLive(start, series.liveGap, child);
    if (start >= child.ages[rule.until]) continue;
    if (!rule.ahead && child.ages[rule.age] > on && !pastAge(rule, child)) silent = true;
    else if (best === null || start < best.start || (start === best.start && first < best.earliest)) best = { series: series.at, n, product, earliest: first, start, rule };
  }
  return [best, silent];
}

/** The next dose of one series, if any may still be given, and what is closed: [asked or null, closed]; `now` its situation. */
export function ask(series, now, child, on, blocked) {
  const shut = closedByRule(series, now, child, on);
  if (shut.length) return [null, shut];
  if (!now.fitting.length) return [null, []];
  const [best, silent] = bestOf(series, now, child, on);
  const because = (reason, from) => owed(series, child, on).filter((n) => n >= from).map((n) => ({ series: series.at, n, reason, doubt: null }));
  if (blocked) return [best && best.n < blocked[0] ? best : null, because(blocked[1], blocked[0])];
  return best === null && !silent ? [null, because('over_age', 0)] : [best, []];
}

/** The day the deadline had passed and the dose could be given; null while it has not, or where there is none. */
export function overdueSince({ rule, earliest: first }, child, on) {
  const deadline = child.ages[rule.before];
  return deadline <= on ? Math.max(deadline, first) : null;
}
