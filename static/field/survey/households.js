/* The households of a cluster as their interviews leave them: each visit is its own interview, the latest one stands, and
   what it was corrected from stays readable. Pure. */

const DONE = ['interviewed', 'refused', 'empty', 'no_child', 'other'];
const later = (one, other) => (one.at === other.at ? (one.key < other.key ? -1 : 1) : one.at < other.at ? -1 : 1);
const byNo = ({ no: one }, { no: other }) => one - other;

/** Households in order: [{no, head, address, visits, stands, tries, days, open, twice}]. `visits` are all that count, oldest
 *  first, without those that were corrected (`corrected` of each has these); `days` those of the tries when nobody was there;
 *  `twice` when two people said they had interviewed it. */
export function householdsOf(interviews, listed) {
  const found = new Map((listed || []).map(([no, head, address]) => [+no, { no: +no, head, address, all: [] }]));
  for (const one of interviews) {
    const no = +one.household_no;
    if (!(no > 0)) continue;
    if (!found.has(no)) found.set(no, { no, all: [] });
    found.get(no).all.push(one);
  }
  return [...found.values()].sort(byNo).map(standing);
}

function standing({ all, ...household }) {
  const replaced = new Set(all.map(({ corrects }) => corrects).filter(Boolean));
  const inTime = [...all].sort(later);
  const visits = inTime.filter(({ key }) => !replaced.has(key)).map((one) => ({ ...one, corrected: before(one, all) }));
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

/* What an interview was made from, the newest first. */
function before(one, all) {
  const found = [];
  for (let at = one; at && at.corrects && found.length < all.length; ) {
    at = all.find(({ key }) => key === at.corrects);
    if (at) found.push(at);
  }
  return found;
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
