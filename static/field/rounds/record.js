/* From a tap to a saved operation: doses, reasons, undo. Everything goes through `act`; a screen never waits for it
   and never shows it as saved before it is. */

import { doseKey } from '../core/ids.js';
import { act, lang, position, session, tick, today, view } from '../core/index.js';
import { isPlace } from '../core/places.js';
import { dayAt } from '../shared/days.js';
import { actDay, area, placeSoon } from '../shared/here.js';
import { signal } from '../shared/html.js';
import { dayWords, known, t } from '../shared/i18n.js';
import { go, sheet } from '../shared/route.js';
import { nameOf, once, announced } from '../shared/save.js';
import { settle } from '../shared/settle.js';
import { inRound } from './counting.js';
import { doorAllowed } from './place.js';
import { reads } from './reads.js';
import { redLines } from './rules.js';
import { giver, isExpired, mayTakeBack, mayVisit, visitData } from './visit.js';
import { round, work } from './work.js';

/** Red lines of a child for the round and day worked in. */
export function linesOf(child) {
  const now = round();
  if (!now) return [];
  const [doses, visits] = [view.doses(child.key), reads.visits(child.key)];
  return redLines({ child, doses, visits, campaign: now.campaign, on: actDay() });
}

/** The result of a child in the round worked in. */
export function resultOf(key) {
  tick.value;
  const now = round();
  return now ? reads.result(key, now.key) : { state: 'todo' };
}

/** True for a result that needs nothing more. */
export const isDone = (state) => state === 'vaccinated' || state === 'elsewhere';

/** A household reached at its door gets its place when a fix comes. */
function placeHouse(child) {
  const house = work().mode === 'door' && child.household && view.household(child.household);
  if (house && !isPlace(house)) placeSoon(house.key, house.area);
}

async function record(child, outcome) {
  const parts = { child, round: round(), on: actDay(), user: session.value.user, work: work(), fix: position.value };
  await act.record('visit', { area: area().code, data: visitData({ ...parts, said: outcome }) });
  placeHouse(child);
}

/** Where a child's cards are. */
export const homeOf = (child) => (child.household ? `household/${child.household}` : `child/${child.key}`);

/** The address of a child's card, from a row of a list. */
export const hrefOf = (child) => `#/${homeOf(child)}?child=${child.key}`;

/** True, and the question is on the screen, when nobody is named yet who gives the doses. */
export function asksGiver() {
  if (giver(session.value.user, work())) return false;
  go('work?need=giver');
  return true;
}

let waiting = null; // what was tapped before anyone had said where the work is done

/** What was tapped when the place was asked for, once. */
export function takeWaiting() {
  const then = waiting;
  waiting = null;
  return then;
}

/** True, and the question is on the screen, when nobody has said where the work of this day is done in this village, or a
 *  dose would be given at a door where it may not; `then` goes on when it is answered. */
export function asksPlace(then, dosing) {
  const { mode } = work();
  const barred = dosing && mode === 'door' && !doorAllowed(round().campaign);
  if (!round() || (mode && !barred)) return false;
  waiting = then;
  go(sheet({ sheet: 'place', ...(dosing ? { dosing: 1 } : {}) }));
  return true;
}

/** The dose of the day worked on that does not count in the round, if a child has one: it is not given twice for that. */
export function uncounted({ out }) {
  const visit = out && out.visit;
  return visit && visit.outcome === 'vaccinated' && visit.on === actDay() ? visit : null;
}

/** A dose is saved; one from an expired batch is said loudly, and that is all. */
function tellDosed(child) {
  const { batch } = work();
  const name = nameOf(child);
  if (isExpired(batch, actDay())) {
    announced.value = { words: t('saved_expired', { name, lot: batch.lot, day: dayWords(batch.expires, true) }), alarm: true };
  }
}

const agreed = new Set(); // days outside the round that somebody said yes to, in this window

const dayMark = () => `${round().key} ${actDay()}`;

const dayAsked = signal(null); // {of, then}: where on the screen it is asked, and what goes on then
window.addEventListener('hashchange', () => {
  dayAsked.value = null;
});

/** True where the day is asked about in the place of what was tapped: a child's key, or `all` for a whole house. */
export const asksDayOf = (of) => Boolean(dayAsked.value) && dayAsked.value.of === of;

/** What was tapped when the day was asked about there, once. */
export function takeDay() {
  const { then } = dayAsked.value || {};
  dayAsked.value = null;
  return then;
}

/** True, and the question is on the screen, when doses of the day worked on would not count in the round, or it lies after
 *  today; asked once for a round and day, in the place of what was tapped (`of`) or, without that, over the screen. `then` goes
 *  on when it is answered with yes. */
export function asksDay(then, of) {
  const now = round();
  if (!now || (inRound(now, actDay()) && actDay() <= today()) || agreed.has(dayMark())) return false;
  if (of) {
    dayAsked.value = { of, then };
    settle();
    return true;
  }
  waiting = then;
  go(sheet({ sheet: 'day' }));
  return true;
}

/** The day is meant. */
export const agreeDay = () => agreed.add(dayMark());

/** What is odd about the day of a visit, in words; nothing where it can be. */
export function oddWords(child, visit) {
  if (!visit || visit.outcome !== 'vaccinated') return '';
  const day = dayWords(visit.on, true);
  if (visit.on > today()) return t('odd_after_today', { day });
  return child.born && visit.on < child.born ? t('odd_before_birth', { day }) : '';
}

/** Save a dose. Where nobody is named who gives it, asks for that first; a red line never passes without `despite`. */
export function dose(child, despite) {
  if (asksGiver()) return null;
  if (!despite && linesOf(child).length) return go(homeOf(child));
  const again = () => dose(child, despite);
  if (asksDay(again, child.key) || asksPlace(again, true)) return null;
  const words = { outcome: 'vaccinated', ...despite };
  return once(child.key, () => t('saved_dose', { name: nameOf(child) }), () => record(child, words)).then((saved) => {
    if (saved) tellDosed(child);
    return saved;
  });
}

/** Save a reason why a child was not dosed; `note` may be empty. */
export function miss(child, reason, note) {
  const { outcome, reason: code } = reason;
  const words = () => t('saved_reason', { name: nameOf(child), reason: whyWords(reason.word) });
  return once(child.key, words, () => record(child, { outcome, reason: code, note }));
}

/** Take a visit back, and with it what gave its dose a batch. */
export function undo(child, visit) {
  const where = visit.area || area().code;
  return once(child.key, () => t('saved_undo', { name: nameOf(child) }), async () => {
    const own = await doseKey(visit.key, 'batch', visit.on);
    const filled = visit.outcome === 'vaccinated' && reads.fillings(visit).some(({ key }) => key === own);
    await act.void('visit', visit.key, where);
    if (filled) await act.void('dose', own, where);
  });
}

/** `now` when one tap takes a visit back, `ask` when it asks first, `other` when that may be for a supervisor to decide, null
 *  when this person records no visits. */
export function undoKind(visit) {
  const { user } = session.value;
  const mine = reads.author(visit) === user.id;
  if (!mine && !mayTakeBack(user)) return mayVisit(user) ? 'other' : null;
  return mine && dayAt(visit.at) === today() ? 'now' : 'ask';
}

/** The name of an outcome or reason: our own words, else those the county gave its code; said as of `form`. */
export function whyWords(code, form) {
  if (known(`why_${code}`)) return t(`why_${code}`, { form });
  const row = view.record('code', `visit.outcome:${code}`);
  return row ? row[lang.value] : code;
}

function formOf(visit) {
  const its = view.record('round', visit.round);
  const campaign = its && view.record('campaign', its.campaign);
  return campaign ? campaign.form : null;
}

/** What a visit said, in words, those of its own campaign. */
export const outcomeWords = (visit) => whyWords(visit.reason === 'other' ? 'other' : visit.outcome, formOf(visit));
