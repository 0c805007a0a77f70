/* What on the phone is said softly of an interview before it is kept: nothing of it stands in the way, and the office sees
   the facts themselves. Pure. */

import { isPlace, metres } from '../core/places.js';

const FAR = 1500; // metres from the middle of the cluster's village
const SHORT = 120; // seconds for a child asked about
const SECOND = 1000;

const seconds = ({ started, ended }) => (Date.parse(ended) - Date.parse(started)) / SECOND;

/** The metres to the middle of a cluster, null where either is not known. */
export const away = (place, cluster) => (place && isPlace(place) && cluster && isPlace(cluster) ? Math.round(metres(place, cluster)) : null);

/** The sentences to be said: [[word, blanks]]. */
export function doubtsOf(data, cluster) {
  const chosen = data.members.filter(({ chosen: is }) => is).length;
  const far = away(data, cluster);
  return [
    far !== null && far > FAR && ['sv_doubt_far', { km: (far / 1000).toFixed(1) }],
    chosen > 0 && seconds(data) < SHORT * chosen && ['sv_doubt_short', { n: Math.max(1, Math.round(seconds(data) / 60)) }],
  ].filter(Boolean);
}
