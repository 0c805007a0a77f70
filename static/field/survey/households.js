/* The households of a cluster as their interviews leave them: each visit is its own interview, the latest one stands, and
   what it was corrected from stays readable. Pure. */

const DONE = ['interviewed', 'refused', 'empty', 'no_child', 'other'];
const later = (one, other) => (one.at === other.at ? (one.key < other.key ? -1 : 1) : one.at < other.at ? -1 : 1);
const byNo = ({ no: one }, { no: other }) => one - other;

/* The end of a chain: of corrections, or of what was corrected. */
function last(links, key) {
  const seen = new Set([key]);
  for (let at = key; links.has(at) && !seen.has(links.get(at)); seen.add(at)) at = key = links.get(at);
  return key;
}

/** Tries of records that may correct one another, oldest first: [{end, first, versions}]. A correction stands in the place of
 *  what it puts right; of several corrections of one record the latest counts. */
export function triesOf(records) {
  const inTime = [...records].sort(later);
  const byKey = new Map(inTime.map((one) => [one.key, one]));
  const madeFrom = new Map(inTime.filter(({ corrects }) => byKey.has(corrects)).map(({ key, corrects }) => [key, corrects]));
  const heirs = new Map([...madeFrom].map(([key, corrects]) => [corrects, key]));
  const tries = new Map();
  for (const one of inTime) {
    const first = last(madeFrom, one.key);
    if (!tries.has(first)) tries.set(first, { first: byKey.get(first), end: byKey.get(last(heirs, first)), versions: [] });
    tries.get(first).versions.push(one);
  }
  return [...tries.values()].sort((one, other) => later(one.first, other.first));
}

/** Households in order: [{no, head, address, visits, stands, tries, days, open, twice}]. `visits` are the tries after all
 *  corrections, oldest first (`corrected` of each has its other versions, the newest first); `days` those of the tries when nobody
 *  was there; `twice` when two people said they had interviewed it. */
export function householdsOf(interviews, listed) {
  const found = new Map((listed || []).map(([no, head, address]) => [+no, { no: +no, head, address, all: [] }]));
  for (const one of triesOf(interviews)) {
    const no = +one.end.household_no;
    if (!(no > 0)) continue;
    if (!found.has(no)) found.set(no, { no, all: [] });
    found.get(no).all.push(one);
  }
  return [...found.values()].sort(byNo).map(standing);
}

function standing({ all, ...household }) {
  const visits = all.map(({ end, versions }) => ({ ...end, corrected: versions.filter((one) => one !== end).reverse() }));
  const stands = visits[visits.length - 1] || null;
  const absent = visits.filter(({ outcome }) => outcome === 'nobody');
  return {
    ...household,
    head: (stands && stands.head) || household.head,
    visits,
    stands,
    tries: visits.length,
    days: [...new Set(absent.map(({ on }) => on))],
    open: !stands || !DONE.includes(stands.outcome),
    twice: new Set(visits.filter(({ outcome }) => outcome === 'interviewed').map(({ by }) => by)).size > 1,
  };
}

/** Which household comes next: of a list the first not visited, else the number after the highest. */
export function nextNo(households) {
  const fresh = households.find(({ visits }) => !visits.length);
  return fresh ? fresh.no : Math.max(0, ...households.map(({ no }) => no)) + 1;
}

/** How far a cluster is: households visited, interviewed, to be gone to again; children asked about, and how many of each are wanted. */
export function progressOf(households, survey) {
  const visited = households.filter(({ visits }) => visits.length);
  const done = visited.filter(({ stands }) => stands.outcome === 'interviewed');
  const children = done.reduce((sum, { stands }) => sum + (stands.members || []).filter(({ chosen }) => chosen).length, 0);
  const again = visited.filter(({ open }) => open).length;
  const wanted = survey.children_per_cluster || survey.households_per_cluster || 0;
  return { visited: visited.length, interviewed: done.length, again, children, wanted, reached: survey.children_per_cluster ? children : visited.length - again };
}
