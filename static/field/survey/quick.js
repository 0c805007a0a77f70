/* A quick check as it is being said, what is decided on the spot, and the lot its children belong to. Pure. */

import { triesOf } from './households.js';

export const SITES = ['market', 'station', 'building_site', 'kindergarten', 'rented', 'school', 'other'];
export const RESIDENCES = ['resident', 'over_3_months', 'under_3_months'];
export const PRIOR = ['0', '1', '3', 'unknown'];
export const ROUNDS = ['yes', 'no', 'unknown'];
export const LOT = { clusters: 6, per_cluster: 10, limits: [3, 8, 19] };
const USUAL = { check_children: 20, check_act_from: 2, check_extra: 10 };
const ASKED = ['residence', 'certificate', 'card', 'prior'];

/** What a county has set of quick checks, with what is usual. `settings` are rows {county, name, value}. */
export function ruleOf(settings, area) {
  const own = settings.filter(({ county }) => (area || '').startsWith(county));
  return { ...USUAL, ...Object.fromEntries(own.filter(({ name }) => name in USUAL).map(({ name, value }) => [name, value])) };
}

/** Whether a child was missed in a round that was to be seen. */
export const isMissed = ({ round1, round2 }) => round1 === 'no' || round2 === 'no';
/** Whether a child’s questions are all answered; a reason is asked for and can be left. */
export const isWhole = (child, rounds) => [...ASKED, ...rounds].every((name) => child[name] !== undefined && child[name] !== null);

/** {asked, missed, unknown} of children. */
export function countOf(children, rounds) {
  const whole = children.filter((one) => isWhole(one, rounds));
  const missed = whole.filter(isMissed).length;
  return { asked: whole.length, missed, unknown: whole.filter((one) => !isMissed(one) && rounds.some((name) => one[name] === 'unknown')).length };
}

/** What is decided on the spot, as the server's `decide_quick_check` has it: `act` from so many missed on, whoever is still to be
 *  asked; `incomplete` while there are too few to tell; `look_at_more`, then `no_action`. */
export function decide({ asked, missed }, { check_children: wanted, check_act_from: act, check_extra: extra }) {
  if (missed >= act) return 'act';
  if (asked < wanted) return 'incomplete';
  return asked < wanted + extra ? 'look_at_more' : 'no_action';
}

/** How many children are to be asked: the rule's, and after these some more. */
export const wantedOf = ({ asked, missed }, { check_children: wanted, check_act_from: act, check_extra: extra }) => (asked >= wanted && missed < act ? wanted + extra : wanted);

/** Which band of a lot so many missed lie in, from 0, the best. */
export const bandOf = (missed, limits) => limits.filter((limit) => missed > limit).length;

/** The words of a band: [from, to], the last open to above. */
export const bandsOf = (limits) => [...limits, null].map((to, n) => [n ? limits[n - 1] + 1 : 0, to]);

/** A lot as its checks, the newest first, leave it: {clusters: [{n, asked, missed, wanted}], asked, missed, whole, band, least}. `band` is that of
 *  a whole lot; `least` the best it can still become. */
export function lotOf(lot, checks) {
  const { per_cluster: wanted = LOT.per_cluster, limits = LOT.limits } = lot;
  const named = Array.isArray(lot.clusters) ? lot.clusters : Array.from({ length: lot.clusters || LOT.clusters }, (_, n) => ({ n: n + 1 }));
  const clusters = named.map((one) => {
    const own = checks.filter(({ cluster }) => String(cluster) === String(one.n));
    const whole = own.find((check) => (check.children || []).length >= wanted); // the latest; while there is none, its parts together
    const children = (whole ? [whole] : own).flatMap((check) => check.children || []);
    return { ...one, wanted, asked: children.length, missed: children.filter(isMissed).length };
  });
  const sum = (name) => clusters.reduce((all, one) => all + one[name], 0);
  const [asked, missed] = [sum('asked'), sum('missed')];
  const whole = clusters.every((one) => one.asked >= one.wanted);
  return { clusters, asked, missed, wanted: named.length * wanted, whole, band: whole ? bandOf(missed, limits) : null, least: bandOf(missed, limits), limits };
}

const LINE = ['no', 'born', 'sex', ...ASKED, 'round1', 'round2', 'reason', 'away_where'];
const BOOLEAN = ['certificate', 'card'];

function lineOf(child, rounds) {
  const line = Object.fromEntries(LINE.filter((name) => child[name] !== undefined && child[name] !== null && child[name] !== '').map((name) => [name, child[name]]));
  BOOLEAN.forEach((name) => name in line && (line[name] = line[name] === 'yes'));
  if (!isMissed(child)) ['reason', 'away_where'].forEach((name) => delete line[name]);
  return { ...line, vaccinated: rounds.every((name) => child[name] === 'yes') };
}

/** What is decided of a lot: a band above the first fails it, as soon as it is reached; whole and within it passes. */
export const decideLot = ({ whole, least }) => (least > 0 ? 'fail' : whole ? 'pass' : 'incomplete');

/** What the operation says; `others` are the checks of the same lot. */
export function dataOf(about, { rule, lot: of, others = [] }, ended, place) {
  const { kind, campaign, round, lot, cluster, site, site_kind: where, on, started, rounds, corrects, redo_of: again, kept, children } = about;
  const whole = (children || []).filter((one) => isWhole(one, rounds));
  const named = Object.fromEntries(Object.entries({ campaign, round, lot, cluster, site: (site || '').trim(), site_kind: where, corrects, redo_of: again }).filter(([, value]) => value));
  const located = place ? { lat: place.lat, lon: place.lon, accuracy_m: place.accuracy_m } : {};
  const lines = whole.map((one) => lineOf(one, rounds));
  const decision = kind === 'lqas' ? decideLot(lotOf(of || {}, [{ cluster, children: lines }, ...others])) : decide(countOf(whole, rounds), rule);
  return { kind, ...named, on, started: started || ended, ...(kept || { ended, ...located }), children: lines, decision };
}

/** The draft that corrects a check. */
export function correcting(record) {
  const { kind, campaign, round, lot, cluster, site = '', site_kind: where, on, started, ended, lat, lon, accuracy_m: metres, redo_of: of } = record;
  const children = (record.children || []).map((one) => ({ ...one, ...Object.fromEntries(BOOLEAN.filter((name) => name in one).map((name) => [name, one[name] ? 'yes' : 'no'])) }));
  const rounds = ['round1', 'round2'].filter((name) => children.some((one) => one[name]));
  const kept = { ended, ...(lat === undefined ? {} : { lat, lon, accuracy_m: metres }) };
  return { kind, campaign, round, lot, cluster, site, site_kind: where, on, started, redo_of: of, corrects: record.key, kept, rounds, children };
}

/** Checks that stand: without those corrected; `redone` on those that a later one looks at again. Newest first. */
export function standing(checks) {
  const tries = triesOf(checks);
  const ends = new Map(tries.flatMap(({ end, versions }) => versions.map(({ key }) => [key, end.key])));
  const redone = new Set(tries.map(({ end }) => end.redo_of).filter(Boolean).map((key) => ends.get(key)));
  return tries.map(({ end }) => ({ ...end, redone: redone.has(end.key) })).sort((one, other) => (one.at < other.at ? 1 : -1));
}

/** A failed place that nobody has done again yet. */
export const isOpen = ({ kind, decision, redone }) => kind !== 'lqas' && decision === 'act' && !redone;
