/* What the rows on this phone say of rounds: which are open in a village, what became of a child in one, which doses stand
   without a batch. Derived from the core's view, and made anew when a round or its campaign changes. */

import { readDosesFrom, view, whenChanged } from '../core/view.js';
import { whyNot } from './counting.js';

const [open, wholes] = [new Map(), new Map()];
whenChanged(['round', 'campaign'], () => [open, wholes].forEach((one) => one.clear()));

/** The rounds open in a village, each with its campaign. */
function rounds(area) {
  if (!open.has(area)) open.set(area, findRounds(area));
  return open.get(area);
}

function findRounds(area) {
  const running = view.records('campaign').filter((one) => one.state === undefined || one.state === 'open');
  const here = new Map(running.filter((one) => (one.areas || []).some((code) => area.startsWith(code))).map((one) => [one.key, one]));
  return view
    .records('round')
    .filter((one) => one.state === 'open' && here.has(one.campaign))
    .map((one) => ({ ...one, campaign: here.get(one.campaign) }));
}

/** A round with its campaign, or null where one of them is not on this phone. */
function whole(key) {
  if (!wholes.has(key)) {
    const round = view.record('round', key);
    const campaign = round && view.record('campaign', round.campaign);
    wholes.set(key, campaign ? { ...round, campaign } : null);
  }
  return wholes.get(key);
}

const visits = (key) => view.ofChild('visit', key);

function latest(found, outcome) {
  for (let n = found.length - 1; n >= 0; n -= 1) if (found[n].outcome === outcome) return found[n];
  return null;
}

const NOT_NOW = ['moved_away', 'not_eligible'];

/** The result of a child in a round: the latest dose, else the latest dose elsewhere, else what the latest visit says; visits
 *  that do not count in it left out. `out` is the latest of those, {visit, why}, where the child is still to be dosed. */
function result(key, round) {
  const every = visits(key).filter((visit) => visit.round === round);
  if (!every.length) return { state: 'todo' };
  const its = whole(round);
  const found = its ? every.filter((visit) => !whyNot(visit, its)) : every;
  const left = found.length < every.length && every.filter((visit) => !found.includes(visit)).pop();
  const out = left ? { out: { visit: left, why: whyNot(left, its) } } : {};
  if (!found.length) return { state: 'todo', ...out };
  const [dosed, elsewhere] = [latest(found, 'vaccinated'), latest(found, 'vaccinated_elsewhere')];
  if (dosed) return { state: 'vaccinated', visit: dosed };
  if (elsewhere) return { state: 'elsewhere', visit: elsewhere };
  const visit = found[found.length - 1];
  return { state: NOT_NOW.includes(visit.outcome) ? 'removed' : 'later', visit, ...out };
}

/** The product of a visit's dose: its own, else its campaign's. */
function productOf(visit) {
  if (visit.product) return visit.product;
  const its = whole(visit.round);
  return its ? its.campaign.product : null;
}

readDosesFrom('visit', (visit) =>
  visit.outcome === 'vaccinated' ? { product: productOf(visit), given_on: visit.on, source: 'campaign', key: visit.key } : null,
);

/** The records that give a dose its batch afterwards: {key, batch}, written here or, as the child's row says, elsewhere. */
function fillings({ child: key, on, ...visit }) {
  const [keys, product] = [view.family(key), productOf(visit)];
  const own = [].concat(...keys.map((one) => view.under('dose', one)));
  const here = own.filter((dose) => dose.batch && dose.product === product && dose.given_on === on);
  if (here.length) return here;
  const told = keys.map((one) => ((view.record('child', one) || {}).batches || {})[`${product}|${on}`]).filter(Boolean);
  return told.map(([batch, name]) => ({ batch, key: name }));
}

/** The key of the batch a visit's dose is from, given then or afterwards; null while nobody said it. */
function batchOf(visit) {
  const later = fillings(visit).pop();
  return later ? later.batch : visit.batch || null;
}

/** Doses given in a village in a round that stand without a batch. */
const unbatched = (area, round) =>
  view.inArea('visit', area).filter((one) => one.round === round && one.outcome === 'vaccinated' && !batchOf(one));

/** Children of other villages, as far as they are on this phone, who were visited in this one. */
function guests(area) {
  const found = new Map();
  for (const { child: key } of view.briefs('visit', area)) {
    const own = (view.brief('child', key) || { area }).area === area;
    const one = own ? null : view.child(key);
    if (one && one.area !== area) found.set(one.key, one);
  }
  return [...found.values()];
}

const ownFirst = (area) => (one, other) => (other.area === area) - (one.area === area);
const byMoment = (one, other) => (one.at === other.at ? (one.key < other.key ? -1 : 1) : one.at < other.at ? -1 : 1);

/** Who made a visit; for a moment after the start a dose is taken for its giver's own. */
const author = (visit) => view.author(visit) || (view.knowsAuthors() ? undefined : visit.given_by);

/** Everything the screens of rounds read beside the view. Objects are shared with it and must not be changed. */
export const reads = {
  rounds,
  visits,
  result,
  productOf,
  fillings,
  batchOf,
  unbatched,
  guests,
  author,
  asksBack: (visit) => view.asksBack('visit', visit),
  posts: (area) => view.near('post', area).sort(ownFirst(area)),
  batches: (area) => view.near('batch', area).sort(byMoment),
  assignments: () => view.records('assignment'),
};
