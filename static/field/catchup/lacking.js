/* The children of a village on this phone with what each lacks, and how far each is. Worked out anew only of whom something
   changed. */

import { today, view } from '../core/index.js';
import { whenChanged } from '../core/view.js';
import { signal } from '../shared/html.js';
import { countsIn, rulesOf } from '../shared/vaccines.js';
import { grownOf, isAsked, isMeant, neededOf, needsOf, nextDay, nowOf } from './needs.js';

const GIVEN = ['given', 'part_given'];
const AWAY = ['absent_long', 'moved_away', 'not_found'];
const [worked, villages] = [new Map(), new Map()];
whenChanged(['child', 'dose', 'visit', 'dose_state', 'same_child', 'catchup_visit', 'notice', 'catchup', 'edition'], () => villages.clear());

/** The states of a child's slots: [[series, n, state]]. */
const statesOf = (key) => view.ofChild('dose_state', key).map(({ series, n, state }) => [series, n, state]);

/** What is known of a child, as `needsOf` takes it. */
export const saidOf = (child) => ({ child: { born: child.born, sex: child.sex }, doses: view.doses(child.key), states: statesOf(child.key) });

function needsFor(child, on, rules) {
  const said = saidOf(child);
  const mark = JSON.stringify([on, child.born, child.sex, said.doses.map(({ product, given_on: day }) => [product, day]), said.states]);
  const held = worked.get(child.key);
  if (held && held.mark === mark && held.rules === rules) return held;
  const made = { mark, rules, said, needs: needsOf(said, on, rules) };
  worked.set(child.key, made);
  return made;
}

/* Somebody grown lacks what the campaigns of the village ask for: nothing recorded is what their definitions say it is. */
function withGrown(child, said, needs, on, rules) {
  if (!child.born || isAsked(child, on)) return needs;
  const open = needs.unknown ? needsOf(said, on, rules, true) : needs;
  const more = campaignsOf(child.area).filter((campaign) => isMeant(child, child.area, campaign))
    .flatMap((campaign) => grownOf(said, open, campaign, on, countsIn(child.born, rules), needs.unknown));
  return more.length ? { ...open, unknown: false, gaps: [...open.gaps, ...more] } : needs;
}

/** The visits of a child in catch-up, the latest last. */
export const visitsOf = (key) => view.ofChild('catchup_visit', key);

/** The notices of a child with what a call came to, the latest last. */
export const callsOf = (key) => view.ofChild('notice', key).filter(({ how, result }) => how === 'call' || result);

/** Whether a visit gave something. */
export const hasGiven = ({ outcome }) => GIVEN.includes(outcome);

/* now: something may be given today; ask: nothing is known, or something has to be settled first; later: everything waits;
   away: whoever was not found here; done: given today, or nothing lacks. */
function stateOf(needs, visits, on) {
  const last = visits[visits.length - 1];
  if (last && last.on === on && hasGiven(last)) return 'done';
  const lacks = needs.gaps.length || needs.unasked || needs.unknown;
  if (lacks && last && AWAY.includes(last.outcome)) return 'away';
  if (needs.unasked || needs.unknown) return 'ask';
  if (!lacks) return 'done';
  if (nowOf(needs, on).some(({ refused }) => !refused)) return 'now';
  return needs.gaps.some(({ condition, refused }) => condition || refused) ? 'ask' : 'later';
}

/** A child with what it lacks: {child, said, needs, state, visits, now, next}; null while the rules are not here. */
export function lackingOf(child, on) {
  const rules = rulesOf(child.area);
  if (!rules) return null;
  const { said, needs: own } = needsFor(child, on, rules);
  const needs = withGrown(child, said, own, on, rules);
  const visits = visitsOf(child.key);
  return { child, said, needs, visits, state: stateOf(needs, visits, on), now: nowOf(needs, on), next: nextDay(needs) };
}

/** Campaigns of catch-up under way in a village, those of today first. */
export const campaignsOf = (area) =>
  view.records('catchup').filter((one) => one.state === 'open' && (one.areas || []).some((code) => area.startsWith(code)))
    .sort((one, other) => (one.last_day < today()) - (other.last_day < today()) || (one.first_day < other.first_day ? -1 : 1));

function needed(one, campaign) {
  const { child, said } = one;
  const held = worked.get(child.key);
  if (!held.needed) held.needed = new Map();
  if (!held.needed.has(campaign)) held.needed.set(campaign, neededOf(said, campaign, held.rules, countsIn(child.born, held.rules)));
  return held.needed.get(campaign);
}

/** The gaps of a child that a campaign counts and that are still open. */
export function wantedBy(one, campaign, on) {
  const { child, said, needs } = one;
  if (!isMeant(child, child.area, campaign)) return [];
  const now = needs.unknown ? needsOf(said, on, rulesOf(child.area), true).gaps : needs.gaps;
  const wanted = needed(one, campaign).map(({ series, n }) => `${series}-${n}`);
  return now.filter(({ series, n }) => wanted.includes(`${series}-${n}`));
}

/** The campaign a dose of this series is given for, or null. */
export const campaignFor = (one, series, on) =>
  campaignsOf(one.child.area).find((campaign) => campaign.first_day <= on && on <= campaign.last_day && isMeant(one.child, one.child.area, campaign)
    && (campaign.of_series || []).includes(series)) || null;

function find(area, on) {
  const rules = rulesOf(area);
  if (!rules) return null;
  const grown = campaignsOf(area);
  const asked = view.children(area).filter((child) => !child.joined && (isAsked(child, on) || grown.some((campaign) => isAsked(child, on, campaign))));
  return asked.map((child) => lackingOf(child, on)).filter(({ state, visits, needs }) => state !== 'done' || needs.gaps.length || visits.some((visit) => visit.on === on));
}

/** The children of a village that lack something, of whom nothing is known, or that were given something today; null while
 *  the rules are not here. */
export function lacking(area, on) {
  const name = nameFor(area, on);
  if (!villages.has(name)) villages.set(name, find(area, on));
  return villages.get(name);
}

const SLICE = 20; // milliseconds: the screen answers a tap between two of them
const breath = () => new Promise((go) => setTimeout(go));
const ready = signal(''); // the village and day worked out once; what changes later is worked out when it is asked for
const nameFor = (area, on) => `${area} ${on} ${rulesOf(area) ? 1 : 0}`;

/** Whether the children of a village have been worked out once; `workOut` does it, a slice at a time. */
export const isReady = (area, on) => ready.value === nameFor(area, on);

/** Work out what the children of a village lack without keeping the screen from answering. */
export async function workOut(area, on) {
  const name = nameFor(area, on);
  if (!rulesOf(area) || ready.peek() === name) return;
  const campaigns = campaignsOf(area);
  let began = performance.now();
  for (const child of view.children(area)) {
    const one = isAsked(child, on) && lackingOf(child, on);
    if (one) campaigns.forEach((campaign) => wantedBy(one, campaign, on));
    if (performance.now() - began < SLICE) continue;
    await breath();
    began = performance.now();
  }
  ready.value = name;
}

/** How many children and doses: {children, doses, now, ask, later, away, done}; `of` a campaign or null for all. */
export function countsOf(all, campaign, on) {
  const counts = { children: 0, doses: 0, now: 0, ask: 0, later: 0, away: 0, done: 0 };
  for (const one of all) {
    const gaps = (campaign ? wantedBy(one, campaign, on) : one.needs.gaps).filter(({ series }) => series !== 'bcg');
    counts[one.state] += 1;
    counts.children += gaps.length > 0;
    counts.doses += gaps.length;
  }
  return counts;
}
