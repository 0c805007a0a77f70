/* Where and for which day one works: chosen once, and remembered by the phone for each person with what capabilities add.
   No personal data; the day of the act is never remembered beyond its own day. */

import { attachPosition, putBackMark, session, startLocating, tick, today, view } from '../core/index.js';
import { computed, effect, signal } from './html.js';

const nameOf = () => `fieldapp.work.${session.value ? session.value.user.id : ''}`;

/** What `make` gives, made once for all who ask while the parts it is made from stay the same: every row of a list asks. */
export function madeOnce(make) {
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

const kept = signal({ of: null, words: {} });
const chosenDay = signal(null);

const loaded = madeOnce(load);

/** All that is remembered for the person signed in. */
export function remembered() {
  const { of, words } = kept.value;
  return of === nameOf() ? words : loaded(nameOf());
}

/** Change some of what is remembered. */
export function remember(changed) {
  kept.value = { of: nameOf(), words: { ...remembered(), ...changed } };
  try {
    localStorage.setItem(nameOf(), JSON.stringify(kept.value.words));
  } catch (problem) {
    // it holds until the page closes
  }
}

/* What was chosen was cleared away with the rest; later, since an effect may not write what it reads. */
effect(() => putBackMark.value && setTimeout(() => session.value && remember({})));

/** Whether places are taken along: true, false, or undefined while nobody has been asked. */
export const locates = () => remembered().locate;

/** Look for the place in the background, where that was agreed to. */
export function locate() {
  if (remembered().locate) startLocating();
}

/** Give a household its place when one is found, where that was agreed to. */
export function placeSoon(household, where) {
  if (remembered().locate) attachPosition(household, where);
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

const areaAt = madeOnce((_tick, _session, chosen) => {
  const areas = view.areas();
  return areas.find((one) => one.code === chosen) || areas[0] || null;
});

/** The village worked in: {code, name} or null when none is assigned. Who asks follows every change of the view. */
export const area = () => areaAt(tick.value, session.value, remembered().area);

/** Its code alone, '' when none is assigned: who asks follows only that. */
export const areaCode = computed(() => (area() || { code: '' }).code);
