/* What time it is: the phone's clock corrected by the last time a server told. `at` orders records and nothing else;
   the day of an act is a field, pre-filled with `today`. */

import { getMeta, setMeta } from './store.js';
import { clockOff, touch } from './signals.js';

const OFF = 5 * 60000;
const LONGEST = 2 * 60000; // no answer is waited for longer
const CHINA = 8 * 3600000;
const steady = () => (typeof performance === 'undefined' ? Date.now() : performance.now());
let offset = 0;
let last = 0;
let kept = 0; // the one that is written down
let drawn = null; // the day that screens were last drawn for
let seen = null; // the phone's clock and the page's own, which nobody can set, when last compared

/** Read what was learned before the browser was closed. */
export async function loadClock() {
  const known = await getMeta('clock');
  if (known) adopt(known);
  kept = last;
}

function adopt(known) {
  offset = known.offset;
  last = known.time;
  const minutes = Math.round(-offset / 60000);
  clockOff.value = Math.abs(offset) > OFF ? minutes : 0;
  follow();
}

/* Another day than the screens have been drawn for, by a clock put right or by midnight: they are drawn anew. */
function follow() {
  if (drawn === today()) return;
  drawn = today();
  touch();
}

/* When the server looked at its clock. One of the phone that was set while the answer was on its way says nothing about the
   time before: what it shows now counts. */
const halfway = (sent, came) => (came >= sent && came - sent < LONGEST ? (sent + came) / 2 : came);

/** Learn from a server's time (ISO text) in an answer asked for at `sent` and come at `came` (the phone's milliseconds). */
export async function learn(time, sent, came) {
  const said = Date.parse(time);
  if (!Number.isFinite(said)) return;
  const now = Math.round(said - halfway(sent, came));
  seen = { wall: Date.now(), page: steady() };
  const moved = Math.abs(now - offset) > 1000 || said - kept > 3600000;
  adopt({ offset: now, time: said });
  if (!moved) return;
  await setMeta('clock', { offset: now, time: said });
  kept = said;
}

/** Asked now and then. The phone's clock was set while the page was open: what it was off by changed with it. A clock cannot
 *  run backwards; one that jumps ahead may have slept, unless it jumped by just what it was behind. */
export function watchClock() {
  const [wall, page] = [Date.now(), steady()];
  const jump = seen ? wall - seen.wall - (page - seen.page) : 0;
  seen = { wall, page };
  const setRight = Math.abs(offset - jump) <= OFF;
  if (jump > -OFF && (jump < OFF || !setRight)) return follow();
  adopt({ offset: Math.round(offset - jump), time: last });
  return void setMeta('clock', { offset, time: last }).catch(() => {}); // learned again at the next answer
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
