/* The counts above the list. They are made in idle time, a few children after the other, and anew when nothing has changed for
   a moment: nobody who taps waits for them, and of 10,000 children either. */

import { tick, view } from '../core/index.js';
import { effect, signal, useEffect } from '../shared/html.js';
import { reads } from './reads.js';
import { counter } from './roll.js';

const AT_ONCE = 20; // children between two looks at the clock
const SLICE_MS = 6; // an idle moment may be eight times as long, and a tap would wait for its end
const QUIET_MS = 250;
const counted = signal({ name: '', figures: null, tabs: {} });
let turn = 0;

const idle = (act) => (window.requestIdleCallback ? requestIdleCallback(act) : setTimeout(() => act({ timeRemaining: () => 5 })));

/** The children of a village that count in a round, those of others who were visited here among them. */
export const countable = (area) => [...view.children(area), ...reads.guests(area)].filter((child) => !child.joined);

function count(name, area, round) {
  turn += 1;
  const mine = turn;
  const { add, figures, tabs } = counter(round, (key) => reads.result(key, round.key), area);
  let [children, last, n] = [view.children(area), false, 0];
  const go = (deadline) => {
    if (mine !== turn) return; // something has changed: begun anew
    const until = performance.now() + SLICE_MS;
    do children.slice(n, (n += AT_ONCE)).forEach((child) => child.joined || add(child));
    while (n < children.length && deadline.timeRemaining() > 1 && performance.now() < until);
    if (n < children.length) return void idle(go);
    if (last) return void (counted.value = { name, figures: figures(), tabs: tabs() });
    [children, last, n] = [reads.guests(area), true, 0];
    return void idle(go);
  };
  const begin = () => mine === turn && idle(go);
  if (counted.peek().name === name) setTimeout(begin, QUIET_MS);
  else begin();
}

/** {figures, tabs} of a village and round as `counter` gives them, a moment after each change; `figures` null until the first. */
export function useCounts(area, round) {
  const name = round ? `${area} ${round.key}` : '';
  useEffect(() => round && effect(() => count(name, area, round, tick.value)), [area, round]);
  return counted.value.name === name ? counted.value : { figures: null, tabs: {} };
}
