/* What a worker chooses once and the phone remembers for each person: village, round, place, batch, vaccinator.
   No personal data; the day of the act is never remembered beyond its own day. */

import { attachPosition, putBackMark, session, startLocating, tick, today, view } from '../core/index.js';
import { openPosts, placeByItself, placeMark, withPlace } from '../rounds/place.js';
import { pickRound } from '../rounds/roll.js';
import { mayVisit } from '../rounds/visit.js';
import { computed, effect, signal } from './html.js';

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

/* What was chosen was cleared away with the rest; later, since an effect may not write what it reads. */
effect(() => putBackMark.value && setTimeout(() => session.value && remember({})));

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

/** In which form the round's vaccine is given: what is said of doses depends on it. */
export const formNow = computed(() => (roundNow.value ? roundNow.value.campaign.form : null));

const myPost = (here, now) =>
  view.assignments().find((one) => one.person === session.value.user.id && one.round === now.key && one.post);

const markNow = (here, now) => placeMark(actDay(), here.code, now);

/** The place of the day in the village worked in, chosen or its open post; null while it has to be asked. */
function placeNow(here, now) {
  const chosen = (words().places || {})[markNow(here, now)];
  if (chosen || !now) return chosen || null;
  const mine = myPost(here, now);
  const open = openPosts(view.posts(here.code), here.code, now, actDay());
  return placeByItself(open, mine && mine.post, session.value.user.id);
}

/** Choose where doses are given on this day in this village: {mode, post?}. */
export function choosePlace(place) {
  remember({ places: withPlace(words().places, markNow(area(), round()), place) });
}

function batchNow(product) {
  const { batches, batch: before } = words(); // `batch` as the phone remembered it once, one for all
  const chosen = (batches || {})[product] || (before && before.product === product && !batches ? before : null);
  return chosen && { ...chosen, ...view.record('batch', chosen.key), key: chosen.key, product };
}

/** Choose the batch that doses of a product are given from, {key, lot}, or null for none. */
export const chooseBatch = (product, batch) => remember({ batches: { ...words().batches, [product]: batch } });

/** How work is done now: {mode?, post?, batch?, giver?}; without a mode nobody has said where yet. */
export function work() {
  const [here, now] = [area(), round()];
  const { giver, locate: locating } = words();
  const batch = now ? batchNow(now.campaign.product) : null;
  return { giver, locate: locating, batch, ...(here ? placeNow(here, now) : null) };
}
