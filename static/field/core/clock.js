/* What time it is: the phone's clock corrected by the last time a server told. `at` orders records and nothing else;
   the day of an act is a field, pre-filled with `today`. */

import { getMeta, setMeta } from './store.js';
import { clockOff } from './signals.js';

const OFF = 5 * 60000;
const CHINA = 8 * 3600000;
let offset = 0;
let last = 0;

/** Read what was learned before the browser was closed. */
export async function loadClock() {
  const known = await getMeta('clock');
  if (known) adopt(known);
}

function adopt(known) {
  offset = known.offset;
  last = known.time;
  const minutes = Math.round(-offset / 60000);
  clockOff.value = Math.abs(offset) > OFF ? minutes : 0;
}

/** Learn from a server's time (ISO text) in an answer asked for at `sent` and come at `came` (the phone's milliseconds). */
export async function learn(time, sent, came) {
  const said = Date.parse(time);
  if (!Number.isFinite(said)) return;
  const now = Math.round(said - (sent + came) / 2);
  const moved = Math.abs(now - offset) > 1000 || said - last > 3600000;
  adopt({ offset: now, time: said });
  if (moved) await setMeta('clock', { offset, time: last });
}

/** The corrected time in milliseconds. */
export const now = () => Date.now() + offset;

/** The last time a server told, in milliseconds; 0 before the first. */
export const serverTime = () => last;

/** The moment to write on an operation: the corrected clock, and always later than the row the worker saw. */
export function at(seen) {
  const after = seen ? Date.parse(seen) + 1 : 0;
  return new Date(Math.max(now(), after)).toISOString();
}

/** The calendar day at UTC+8, wherever the phone is. */
export const today = () => new Date(now() + CHINA).toISOString().slice(0, 10);
