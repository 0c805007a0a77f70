/* What on the phone is said softly of an interview before it is kept: nothing of it stands in the way, and the office sees
   the facts themselves. Pure. */

import { isPlace, metres } from '../core/places.js';

const FAR = 1500; // metres from the middle of the cluster's village
const SHORT = 120; // seconds for a child asked about
const SECOND = 1000;

const seconds = ({ started, ended }) => (Date.parse(ended) - Date.parse(started)) / SECOND;

/* The middles of a cluster’s villages, as far as they are known. */
const middlesOf = (cluster) => (cluster ? [cluster, ...(Array.isArray(cluster.villages) ? cluster.villages : [])].filter((one) => one && isPlace(one)) : []);

/** The metres to the middle of a cluster, of several villages to the nearest; null where either is not known. */
export function away(place, cluster) {
  const middles = place && isPlace(place) ? middlesOf(cluster) : [];
  return middles.length ? Math.round(Math.min(...middles.map((one) => metres(place, one)))) : null;
}

/** The sentences to be said: [[word, blanks]]. */
export function doubtsOf(data, cluster) {
  const chosen = data.members.filter(({ chosen: is }) => is).length;
  const far = away(data, cluster);
  return [
    far !== null && far > FAR && ['sv_doubt_far', { km: (far / 1000).toFixed(1) }],
    chosen > 0 && seconds(data) < SHORT * chosen && ['sv_doubt_short', { n: Math.max(1, Math.round(seconds(data) / 60)) }],
  ].filter(Boolean);
}
