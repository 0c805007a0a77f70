/* The clusters of this phone with their survey and households, and the checks she made, as screens show them. */

import { session, tick, view } from '../core/index.js';
import { list } from '../core/recorded.js';
import { useEffect, useState } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { namesSaid, placeSaid } from '../shared/said.js';
import { householdsOf } from './households.js';
import { standing } from './quick.js';

const VILLAGE_DIGITS = 12;

/** A cluster by its key with its survey, {…, survey: {…}}; null where either is not on this phone. */
export function clusterOf(key) {
  const cluster = view.record('cluster', key);
  const survey = cluster && view.record('survey', cluster.survey);
  return survey ? { ...cluster, of: survey } : null;
}

const byNumber = (one, other) => (one.survey === other.survey ? one.n - other.n : one.survey < other.survey ? -1 : 1);

/** The clusters carried, in order; one that was replaced has the number of its `heir`. */
export function clusters() {
  const found = view.carried('cluster:').map(clusterOf).filter(Boolean).sort(byNumber);
  const heirs = new Map(view.records('cluster').map(({ replaced, n }) => [replaced, n]));
  return found.map((one) => (heirs.has(one.key) ? { ...one, heir: heirs.get(one.key) } : one));
}

/** The households of a cluster. */
export const householdsIn = (cluster) => householdsOf(view.records('interview').filter((one) => one.cluster === cluster.key).map((one) => ({ ...one, by: view.author(one) })), cluster.households);

/** 第3群 大木桥村. */
export function clusterWords({ n, place, segment }) {
  const where = namesSaid(villageIn(place).split('、').map(placeSaid)); // of several villages each
  return [t('sv_cluster', { n }), where, segment && t('sv_segment', { part: segment })].filter(Boolean).join(' ');
}

/** The village records of a cluster are written for: its own, or the first of what it is. */
export function villageOf({ area }) {
  if (area.length === VILLAGE_DIGITS) return area;
  const within = view.records('area').map(({ key }) => key).filter((key) => key.length === VILLAGE_DIGITS && key.startsWith(area)).sort();
  return within[0] || area.padEnd(VILLAGE_DIGITS, '0');
}

/** The village of a place, which a lot of the office names alone and a cluster after all around it. */
export const villageIn = (place) => (Array.isArray(place) ? place[place.length - 1] : place) || '';

/** Villages a site may lie in: those carried, those of clusters, lots and checks, and whatever else is known here. */
export function villages() {
  const known = new Map(view.records('area').map(({ key, name }) => [key, name]));
  view.records('lot').forEach((lot) => (lot.clusters || []).forEach(({ area, place }) => area && !known.has(area) && known.set(area, villageIn(place) || area)));
  view.records('quick_check').forEach(({ area, place }) => known.has(area) || !Array.isArray(place) || known.set(area, villageIn(place)));
  const lying = ({ area, place, villages: several }) => (Array.isArray(several) ? several : [{ area, name: villageIn(place) }]);
  clusters().flatMap(lying).forEach(({ area, name }) => known.has(area) || known.set(area, name));
  return [...known].filter(([code]) => code.length === VILLAGE_DIGITS).sort().map(([code, name]) => [code, placeSaid(name)]);
}

/* Of what was recorded here the checks of places whose checks the server does not send to this phone. */
function checksIn(list) {
  const sent = view.carried('check:');
  const back = new Set(list.filter(({ op }) => op.void).map(({ key }) => key));
  const made = list.filter(({ kind, op, state }) => kind === 'quick_check' && !op.void && state !== 'refused');
  const elsewhere = made.filter(({ key, area }) => !back.has(key) && !sent.some((code) => area.startsWith(code)));
  return elsewhere.map(({ key, area, at, by, state, op }) => ({ ...op.data, key, area, at, by, unsent: state === 'unsent' }));
}

/** The checks of her areas, whoever made them, and those made on this phone elsewhere that stand, as they are kept now. */
export const checksNow = () =>
  list().then((all) => {
    const own = checksIn(all);
    const keys = new Set(own.map(({ key }) => key));
    return standing([...view.records('quick_check').filter(({ key }) => !keys.has(key)), ...own]);
  });

/** The same, newest first; null while they are read. */
export function useChecks() {
  const [found, set] = useState(null);
  useEffect(() => void checksNow().then(set, () => set([])), [tick.value]);
  return found;
}

/** Whether a record is her own. */
export const isOwn = (record) => view.author(record) === session.value.user.id;
