/* What a worker chooses once and the phone remembers for each person: village, round, place, batch, vaccinator.
   No personal data; the day of the act is never remembered beyond its own day. */

import { attachPosition, session, startLocating, tick, today, view } from '../core/index.js';
import { pickRound } from '../roll.js';
import { mayVisit } from '../visit.js';
import { computed, signal } from './html.js';

const nameOf = () => `fieldapp.work.${session.value ? session.value.user.id : ''}`;

/** What `make` gives, made once for all who ask while the parts it is made from stay the same: every row of a list asks. */
function shared(make) {
  let [from, made] = [[], null];
  return (...parts) => {
    if (!from.length || parts.some((part, n) => part !== from[n])) [from, made] = [parts, make(...parts)];
    return made;
  };
}

function load(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) || {};
  } catch (problem) {
    return {}; // nothing remembered, or storage closed to us: choose again
  }
}

const remembered = signal({ of: null, words: {} });
const chosenDay = signal(null);

const loaded = shared(load);

function words() {
  const { of, words: said } = remembered.value;
  return of === nameOf() ? said : loaded(nameOf());
}

/** Change some of what is remembered. */
export function remember(changed) {
  remembered.value = { of: nameOf(), words: { ...words(), ...changed } };
  try {
    localStorage.setItem(nameOf(), JSON.stringify(remembered.value.words));
  } catch (problem) {
    // it holds until the page closes
  }
}

/** Whether places are taken along: true, false, or undefined while nobody has been asked. */
export const locates = () => words().locate;

/** Look for the place in the background, where that was agreed to. */
export function locate() {
  if (words().locate) startLocating();
}

/** Give a household its place when one is found, where that was agreed to. */
export function placeSoon(household, where) {
  if (words().locate) attachPosition(household, where);
}

/** The day acts are written for: today unless another was chosen today. */
export function actDay() {
  const chosen = chosenDay.value;
  return chosen && chosen.set === today() ? chosen.day : today();
}

/** Choose the day acts are written for. */
export function chooseDay(day) {
  chosenDay.value = { day, set: today() };
}

const areaAt = shared((_tick, _session, chosen) => {
  const areas = view.areas();
  return areas.find((one) => one.code === chosen) || areas[0] || null;
});

/** The village worked in: {code, name} or null when none is assigned. Who asks follows every change of the view. */
export const area = () => areaAt(tick.value, session.value, words().area);

/** Its code alone, '' when none is assigned: who asks follows only that. */
export const areaCode = computed(() => (area() || { code: '' }).code);

const roundAt = shared((_tick, here, chosen, day) => pickRound(view.rounds(here.code), chosen, day));

/** The round worked in, or null. One chosen by hand holds for its day: tomorrow it is the one running again. */
export function round() {
  const here = area();
  const { key, set } = words().round || {};
  if (!here || !mayVisit(session.value.user)) return null;
  const day = today();
  return roundAt(tick.value, here, set === day ? key : null, day);
}

/** The same, for who need not follow every change of the view but only this one. */
export const roundNow = computed(round);

/** Choose a round by hand. */
export const chooseRound = (key) => remember({ round: { key, set: today() } });

const myPost = (here, now) =>
  view.assignments().find((one) => one.person === session.value.user.id && one.round === now.key && one.post);

/** How work is done now: {mode, post?, batch?, giver?}; before anything is chosen, the post assigned, else the door. */
export function work() {
  if (words().mode) return words();
  const [here, now] = [area(), round()];
  const mine = here && now && myPost(here, now);
  return { ...words(), ...(mine ? { mode: 'post', post: mine.post } : { mode: 'door' }) };
}
