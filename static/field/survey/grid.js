/* The doses a card may have for a child of an age: slots by the survey's series, with the product each is taken to be. Pure. */

import { ageMonths } from '../shared/days.js';
import { idOf } from '../shared/slots.js';

// months of age from which a dose may stand on a card: the earliest of any edition in force since 2016
const FROM = {
  bcg: [0], hepb: [0, 1, 6], polio: [2, 3, 4, 48], dtp: [2, 4, 5, 18, 72], mcv: [8, 18], je: [8, 24], mena: [6, 9], menac: [36, 72], hepa: [18], hpv: [156, 162],
};
const USUAL = { bcg: 'BCG', hepb: 'HepB', dtp: 'DTaP', mcv: 'MMR', je: 'JE-L', mena: 'MPSV-A', menac: 'MPSV-AC', hepa: 'HepA-L', hpv: '2vHPV' };
const INACTIVATED_FIRST = 2; // of the polio doses

export const SERIES = Object.keys(FROM);

/** What a dose is taken to be until another product is chosen. */
export const usualProduct = ([series, n]) => (series === 'polio' ? (n <= INACTIVATED_FIRST ? 'IPV' : 'bOPV') : USUAL[series]);

/** The slots for a child born on a day, seen on another; of a child without a birth date all of the survey's age group. */
export function slotsFor(series, born, on) {
  const age = born ? ageMonths(born, on) : Infinity;
  const asked = (series || []).filter((one) => FROM[one]);
  return (asked.length ? asked : SERIES).flatMap((one) => FROM[one].map((from, at) => [from, [one, at + 1]]))
    .filter(([from]) => from <= age).map(([, slot]) => slot);
}

/** The series the grid asks about, with how many doses of each. */
export function seriesOf(slots) {
  const most = new Map();
  slots.forEach(([series, n]) => most.set(series, Math.max(n, most.get(series) || 0)));
  return [...most];
}

/** Where typing goes on after a slot: the next; where there was no dose the first of the next series, since later ones of
 *  the same are hardly ever there; null at the end. */
export function nextSlot(slots, at, none) {
  const here = slots.findIndex((slot) => idOf(slot) === idOf(at));
  const rest = slots.slice(here + 1);
  return (none ? rest.find(([series]) => series !== at[0]) : rest[0]) || null;
}
