/* Which child of a household is asked about where the survey says one. The pick looks random and is no one's choice: it
   follows from the survey, the cluster, the household and how many children there are, so that anybody can work it out again.
   Pure.

   FNV-1a of the words "survey|cluster|household|n" (UTF-8, 32 bit), mixed as in MurmurHash3, taken to 0 … n−1. */

function hashed(text) {
  let found = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) found = Math.imul(found ^ byte, 0x01000193);
  found = Math.imul(found ^ (found >>> 16), 0x85ebca6b);
  found = Math.imul(found ^ (found >>> 13), 0xc2b2ae35);
  return (found ^ (found >>> 16)) >>> 0;
}

/** The place, from 0, of the one picked of `n`. */
export const pick = ({ survey, cluster, household_no: no }, n) => Math.floor((hashed(`${survey}|${cluster}|${no}|${n}`) * n) / 2 ** 32);

const byBirth = (one, other) => {
  const [a, b] = [one.born || '9999', other.born || '9999'];
  return a === b ? one.no - other.no : a < b ? -1 : 1;
};

/** Children as they are numbered for the pick: the oldest first, whoever has no date last. */
export const inOrder = (children) => [...children].sort(byBirth);

/** True for a birth within the age group; of an unknown one it is not said. */
export const isOfAge = (born, { born_from: from, born_to: to }) => !born || ((!from || born >= from) && (!to || born <= to));

/** The numbers of the children asked about, and by what: {chosen: [no, …], of, pick}. All, or one of those of the age. */
export function choose(household, members, survey) {
  const ofAge = inOrder(members.filter(({ born }) => isOfAge(born, survey)));
  if (survey.per_household === 'all' || ofAge.length < 2) return { chosen: ofAge.map(({ no }) => no), of: ofAge.length, pick: null };
  const at = pick(household, ofAge.length);
  return { chosen: [ofAge[at].no], of: ofAge.length, pick: at + 1 };
}
