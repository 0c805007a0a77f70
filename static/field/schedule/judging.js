/* Was each dose given validly? The clauses of the server's judging.py in the same order; what they cite stands there. */

import { parseDay } from './days.js';
import { MANY } from './programme.js';

const FAR = 9999999;
const SEX = { male: 1, female: 2 };
// Where several rules could accept a dose and none does, the one that came nearest says why.
const NEARER = { over_age: 0, too_young: 1, too_soon: 2 };

/** What is known of one child so far: its calendar, its state list and the days of the doses that count. */
export function newChild(born, sex, programme) {
  const child = { born, ages: programme.calendar(born), rule: null, doubts: [], v: programme.blank.slice() };
  child.last = Array(programme.counters).fill(-FAR);
  child.first = Array(programme.counters).fill(-FAR);
  child.liveLast = -FAR;
  child.liveBefore = -FAR;
  child.v[programme.on - 1] = born;
  child.v[programme.on + 1] = Object.prototype.hasOwnProperty.call(SEX, sex) ? SEX[sex] : 0;
  return child;
}

/** The child as it may be one day: doses can be counted on it without changing this one. */
export const aheadOf = (child) => ({ ...child, doubts: [], v: child.v.slice(), last: child.last.slice(), first: child.first.slice() });

/** True when every condition holds. */
export const holds = (when, v) => when.every(([at, low, high]) => low <= v[at] && v[at] <= high);

/** True when the series needs nothing more at any age. */
export const satisfied = (series, v) => series.enough.some(([when]) => holds(when, v));

const overAge = (rule, day, child) => day >= child.ages[rule.end];
const tooYoung = (rule, day, child) => day < child.ages[rule.accept];

function tooSoon(rule, day, child) {
  if (day < rule.gapAt(child.last[rule.count])) return true;
  if (rule.firstAt && day < rule.firstAt(child.first[rule.count])) return true;
  return rule.after.some(([counter, at]) => day < at(child.last[counter]));
}

const nearLive = (gap, day, child) => day - (child.liveLast < day ? child.liveLast : child.liveBefore) < gap;

function broken(rule, day, child) {
  if (overAge(rule, day, child)) return 'over_age';
  if (tooYoung(rule, day, child)) return 'too_young';
  return tooSoon(rule, day, child) ? 'too_soon' : null;
}

/** Add a dose to the counters and remember its day. */
export function count(child, part, day, rank) {
  for (const counter of part.adds) {
    child.v[counter] += 1;
    child.last[counter] = day;
  }
  if (!part.remembers) return;
  if (child.first[part.adds[0]] === -FAR) child.first[part.adds[0]] = day;
  if (child.v[part.began] < 0) child.v[part.began] = rank;
}

function verdictIn(part, day, rank, child, live) {
  const { series } = part;
  let why = 'extra';
  child.rule = null;
  if (!satisfied(series, child.v)) {
    for (const [counter, table] of part.groups) {
      for (const rule of table[Math.min(child.v[counter] + 1, MANY)]) {
        if (!holds(rule.when, child.v)) continue;
        const found = broken(rule, day, child);
        if (found === null) {
          child.rule = rule;
          if (live && nearLive(series.liveGap, day, child)) return 'live_28_days';
          count(child, part, day, rank);
          return null;
        }
        if (child.rule === null || NEARER[found] > NEARER[why]) [child.rule, why] = [rule, found];
      }
    }
  }
  const early = why === 'too_young' && child.rule.earlyCounts && !tooSoon(child.rule, day, child);
  if (child.rule === null || early) count(child, part, day, rank);
  return why;
}

/* The verdict of one series; what of low certainty it rests on is remembered. */
function judgePart(part, day, rank, child, live) {
  const why = verdictIn(part, day, rank, child, live);
  child.doubts.push(...[part.doubt, child.rule && child.rule.doubt].filter(Boolean));
  return why;
}

function judgeParts(child, day, rank, parts, live) {
  const reasons = [];
  for (const part of parts) {
    const outside = part.byAge && !(child.ages[part.byAge[0]] <= day && day < child.ages[part.byAge[1]]);
    if (!outside) reasons.push(judgePart(part, day, rank, child, live));
  }
  if (reasons.includes(null)) return null;
  return reasons.length ? reasons[0] : 'unknown_product';
}

function judgeOne(child, day, rank, programme) {
  const [live, parts] = [programme.isLive[rank], programme.eraOf(day).parts[rank]];
  child.v[programme.on] = day;
  let reason;
  if (parts.length) reason = judgeParts(child, day, rank, parts, live);
  else reason = live && nearLive(programme.eraOf(day).liveGap, day, child) ? 'live_28_days' : null; // fills no slot of the programme
  if (live && day > child.liveLast) [child.liveBefore, child.liveLast] = [child.liveLast, day];
  return reason;
}

function judgeDated(child, dated, on, programme, found) {
  let before = [null, -1];
  let same = null;
  for (const [day, rank, at] of dated) {
    if (day !== before[0] || rank !== before[1]) {
      before = [day, rank];
      if (day < child.born) same = 'before_birth';
      else if (day > on) same = 'after_check_date';
      else if (day > programme.lastUsed[rank]) same = 'not_in_use';
      else same = judgeOne(child, day, rank, programme);
    }
    found[at] = same;
  }
}

function countUndated(child, undated, programme, found) {
  for (const [rank, at] of undated) {
    found[at] = 'date_unknown';
    for (const part of programme.eras[programme.eras.length - 1].parts[rank]) {
      if (!part.fromBirth) continue;
      for (const counter of part.adds) child.v[counter] += 1;
      if (child.v[part.began] < 0) child.v[part.began] = rank;
    }
  }
}

const inOrder = (a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] || 0) - (b[2] || 0);

/** Why each dose is not valid, null where it is, in the order of the input; `child` holds the counts afterwards. */
export function judge(child, doses, on, programme) {
  const found = doses.map(() => 'unknown_product');
  const [dated, undated] = [[], []];
  doses.forEach(({ product, given_on: given }, at) => {
    const rank = typeof product === 'string' ? programme.ranks.get(product) : undefined;
    if (rank === undefined) return;
    const day = parseDay(given);
    if (day === null) undated.push([rank, at]);
    else dated.push([day, rank, at]);
  });
  judgeDated(child, dated.sort(inOrder), on, programme, found);
  countUndated(child, undated.sort(inOrder), programme, found);
  return found;
}
