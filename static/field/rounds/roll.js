/* The round's list: who is on it, and the figures above it. Pure.
   The phone counts every child of the window that lives here, also those added in the round whom nobody has visited yet:
   they are to be visited. The server's table has them from their first visit on; `added` says how many that are. */

import { dayAt } from '../shared/days.js';

const DONE = ['vaccinated', 'elsewhere'];
const OPEN = ['todo', 'later'];

/** The round to work in: the one chosen before, else one running on `day`, else the last begun, else the first. */
export function pickRound(rounds, chosen, day) {
  const byDay = [...rounds].sort((a, b) => (a.first_day < b.first_day ? -1 : 1));
  const running = byDay.filter((round) => round.first_day <= day && day <= round.last_day);
  const begun = byDay.filter((round) => round.first_day <= day);
  return byDay.find((round) => round.key === chosen) || running[0] || begun[begun.length - 1] || byDay[0] || null;
}

/** The day of what is said of a child's whereabouts; where nobody said it, the day it was recorded. */
export const statusDay = (child) => child.status_on || (child.at ? dayAt(child.at) : '');

/** True for who moved before the round began, or died before it was over. Who moved later is still looked for. */
function gone(child, round) {
  if (child.status === 'moved') return statusDay(child) < round.first_day;
  return child.status === 'died' && statusDay(child) <= round.last_day;
}

/** True for a child of the campaign's birth-date window who is not gone; an unknown birth date counts as inside. */
export function belongs(child, round) {
  const { born_from: from, born_to: to } = round.campaign;
  return !gone(child, round) && (!child.born || (from <= child.born && child.born <= to));
}

const stateIn = (child, round, result) => (OPEN.includes(result.state) && !belongs(child, round) ? 'removed' : result.state);

/** Where a child counts, as in the office: in the village of the visit that decides, else in its own. */
const countedIn = (child, { visit }) => (visit ? visit.area : child.area);

/** Counts the children of a village one by one: `add(child)`, then `figures()` and `tabs()`. `resultOf(childKey)` is
 *  {state, visit?}. */
export function counter(round, resultOf, area) {
  const count = { vaccinated: 0, elsewhere: 0, todo: 0, later: 0, removed: 0 };
  const own = { ...count };
  let [added, away, guests] = [0, 0, 0];
  const add = (child) => {
    const result = resultOf(child.key);
    const state = stateIn(child, round, result);
    const [its, here] = [child.area === area, countedIn(child, result) === area];
    if (its) own[state] += 1;
    if (state !== 'removed') [away, guests] = [away + (its && !here), guests + (here && !its)];
    if (!here) return;
    count[state] += 1;
    if (state === 'todo' && !(child.listed_on < round.first_day)) added += 1;
  };
  const figures = () => {
    const { vaccinated: done, elsewhere, later } = count;
    const left = count.todo + later;
    return { target: done + elsewhere + left, done, elsewhere, left, later, added, away, guests };
  };
  const tabs = () => ({ todo: own.todo + own.later, later: own.later, done: own.vaccinated + own.elsewhere, elsewhere: own.elsewhere });
  return { add, figures, tabs };
}

/** Figures of a village: {target, done, elsewhere, left, later, added, away, guests}: done are those dosed here, who was dosed
 *  elsewhere is neither done nor left; `resultOf(childKey)` is {state, visit?}, `children`
 *  are the village's and those of others who were visited here. `added` of those left were put on the list in the round
 *  itself: the township's table has them from their first visit on. `away` of the village's own count elsewhere, `guests` of
 *  others here. */
export function figures(children, round, resultOf, area) {
  const counting = counter(round, resultOf, area);
  children.forEach(counting.add);
  return counting.figures();
}

/** How many children are expected in a village for a round: all, as the office adds them up, and this person's. */
export function expectedIn(assignments, round, area, person) {
  const here = assignments.filter((one) => one.round === round && one.area === area && one.expected);
  const sum = (some) => some.reduce((n, one) => n + one.expected, 0);
  return { all: sum(here), own: sum(here.filter((one) => one.person === person)) };
}

const SHOWN = { todo: OPEN, later: ['later'], done: DONE };

/** The children a tab shows: `todo`, `later`, `done` or `all`. */
export function shown(children, show, round, resultOf) {
  const wanted = SHOWN[show];
  if (!wanted) return children;
  return children.filter((child) => wanted.includes(stateIn(child, round, resultOf(child.key))));
}
