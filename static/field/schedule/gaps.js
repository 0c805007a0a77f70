/* Which slots are missing on the check date: every one whose age has come, neither filled nor closed. As the server's gaps.py,
   where the reasons stand. */

import { ask, situation } from './asking.js';
import { aheadOf, count } from './judging.js';

/* Whether the age of a slot has come, by whichever rule: a product that changes with age keeps its slot. */
function come({ n, rule, start }, { fitting }, child, on) {
  if (rule.afterGap) return start <= on;
  return child.ages[rule.age] <= on || fitting.some(([at, other]) => at === n && !other.afterGap && child.ages[other.age] <= on);
}

/** What has to be settled before the dose is given, at the age at which it may be given at the soonest; null for nothing. */
export const conditionOf = ({ rule, start }, child) => (rule.condition && start >= child.ages[rule.conditionFrom] ? rule.condition : null);

/* Count a dose as given on the first day it may be; false where its product does not count in the series. */
function give(child, { product, start: day }, series, era, rules) {
  const rank = rules.ranks.get(product);
  const fits = ({ series: its, byAge }) => its === series && (!byAge || (child.ages[byAge[0]] <= day && day < child.ages[byAge[1]]));
  const part = era.parts[rank].find(fits);
  if (!part) return false;
  count(child, part, day, rank);
  if (rules.isLive[rank] && day > child.liveLast) [child.liveBefore, child.liveLast] = [child.liveLast, day];
  return true;
}

/** The missing slots of a series of which `next` is the next dose, in order, and the slots that close while these are filled,
 *  however soon that is done: [gaps, closed]. Only slots `below` a contraindicated number. */
export function gapsOf(series, next, state, child, on, rules, below = Infinity) {
  if (!come(next, state, child, on)) return [[], []];
  const gap = (asked, now, at, first) => ({ asked, first, condition: conditionOf(asked, at), doubts: [now.doubt, asked.rule.doubt] });
  const [found, ahead, era] = [[gap(next, state, child, true)], aheadOf(child), rules.eraOf(on)];
  let asked = next;
  while (give(ahead, asked, series, era, rules)) {
    const now = situation(series, ahead.v);
    const [later, shut] = ask(series, now, ahead, on);
    if (later === null) return [found, shut.filter(({ n }) => n < below)];
    if (later.n <= asked.n || later.n >= below || !come(later, now, ahead, on)) break;
    found.push(gap(later, now, ahead, false));
    asked = later;
  }
  return [found, []];
}
