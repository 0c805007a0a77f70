/* How one works in a round: which round, where, from which batch, who gives the doses. Chosen once and remembered by the
   phone for each person. No personal data. */

import { session, tick, today, view } from '../core/index.js';
import { actDay, area, madeOnce, remember, remembered } from '../shared/here.js';
import { computed } from '../shared/html.js';
import { fillBlanks, wordsFor } from '../shared/i18n.js';
import { openPosts, placeByItself, placeMark, withPlace } from './place.js';
import { reads } from './reads.js';
import { pickRound } from './roll.js';
import { mayVisit } from './visit.js';

const roundAt = madeOnce((_tick, here, chosen, day) => pickRound(reads.rounds(here.code), chosen, day));

/** The round worked in, or null. One chosen by hand holds for its day: tomorrow it is the one running again. */
export function round() {
  const here = area();
  const { key, set } = remembered().round || {};
  if (!here || !mayVisit(session.value.user)) return null;
  const day = today();
  return roundAt(tick.value, here, set === day ? key : null, day);
}

/** The same, for who need not follow every change of the view but only this one. */
export const roundNow = computed(round);

/** Choose a round by hand. */
export const chooseRound = (key) => remember({ round: { key, set: today() } });

/* What is done with a vaccine is said as it is said of its form, that of the round worked in unless another is given:
   已服 or 已种. */
const formNow = computed(() => (roundNow.value ? roundNow.value.campaign.form : null));
fillBlanks(['v', 'vv', 'va'], (name, { form }) => wordsFor(name)[(form || formNow.value) === 'injection' ? 1 : 0]);

const myPost = (now) => reads.assignments().find((one) => one.person === session.value.user.id && one.round === now.key && one.post);

const markNow = (here, now) => placeMark(actDay(), here.code, now);

/** The place of the day in the village worked in, chosen or its open post; null while it has to be asked. */
function placeNow(here, now) {
  const chosen = (remembered().places || {})[markNow(here, now)];
  if (chosen || !now) return chosen || null;
  const mine = myPost(now);
  const open = openPosts(reads.posts(here.code), here.code, now, actDay());
  return placeByItself(open, mine && mine.post, session.value.user.id);
}

/** Choose where doses are given on this day in this village: {mode, post?}. */
export function choosePlace(place) {
  remember({ places: withPlace(remembered().places, markNow(area(), round()), place) });
}

function batchNow(product) {
  const { batches, batch: before } = remembered(); // `batch` as the phone remembered it once, one for all
  const chosen = (batches || {})[product] || (before && before.product === product && !batches ? before : null);
  return chosen && { ...chosen, ...view.record('batch', chosen.key), key: chosen.key, product };
}

/** Choose the batch that doses of a product are given from, {key, lot}, or null for none. */
export const chooseBatch = (product, batch) => remember({ batches: { ...remembered().batches, [product]: batch } });

/** How work is done now: {mode?, post?, batch?, giver?}; without a mode nobody has said where yet. */
export function work() {
  const [here, now] = [area(), round()];
  const { giver } = remembered();
  const batch = now ? batchNow(now.campaign.product) : null;
  return { giver, batch, ...(here ? placeNow(here, now) : null) };
}
