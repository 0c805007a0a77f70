/* The counts above the list. They are made in idle time, a few children after the other: nobody who taps waits for them, and
   of 10,000 children either. */

import { tick, view } from '../core/index.js';
import { effect, signal, useEffect } from '../shared/html.js';
import { reads } from './reads.js';
import { counter } from './roll.js';

const AT_ONCE = 50; // children between two looks at the clock
const counted = signal({ name: '', figures: null, tabs: {} });
let turn = 0;

/** The children of a village that count in a round, those of others who were visited here among them. */
export const countable = (area) => [...view.children(area), ...reads.guests(area)].filter((child) => !child.joined);

const idle = (act) => (window.requestIdleCallback ? requestIdleCallback(act) : setTimeout(() => act({ timeRemaining: () => 5 })));

function count(name, area, round) {
  turn += 1;
  const mine = turn;
  const counting = counter(round, (key) => reads.result(key, round.key), area);
  let [children, n] = [null, 0];
  const go = (deadline) => {
    if (mine !== turn) return; // something has changed: begun anew
    children = children || countable(area);
    do children.slice(n, (n += AT_ONCE)).forEach(counting.add);
    while (n < children.length && deadline.timeRemaining() > 1);
    if (n < children.length) idle(go);
    else counted.value = { name, figures: counting.figures(), tabs: counting.tabs() };
  };
  idle(go);
}

/** {figures, tabs} of a village and round as `counter` gives them, a moment after each change; `figures` null until the first. */
export function useCounts(area, round) {
  const name = round ? `${area} ${round.key}` : '';
  useEffect(() => effect(() => round && count(name, area, round, tick.value)), [name]);
  return counted.value.name === name ? counted.value : { figures: null, tabs: {} };
}
