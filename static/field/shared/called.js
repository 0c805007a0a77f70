/* Who of the clinics and people on this phone is called about a village. Pure. */

const MOST = 4; // people to choose from, not a telephone book

/** Clinics that serve a village, the one that names it closest first: [{name, phone, lines}]. */
export function clinicsOf(clinics, village) {
  const near = ({ serves = [] }) => Math.max(0, ...serves.filter((code) => village.startsWith(code)).map((code) => code.length));
  return clinics.filter((one) => near(one) && !one.retired_on && one.phone).sort((one, other) => near(other) - near(one));
}

/** People who answer for a village, the nearest first. */
export function peopleOf(people, village) {
  const answers = ({ phone, area: of }) => phone && of && village.startsWith(of);
  const nearer = (one, other) => other.area.length - one.area.length || (one.role < other.role ? -1 : 1);
  return people.filter(answers).sort(nearer).slice(0, MOST);
}
