/* The choices of who could not dose a child, or doses one in spite of a red line. Pure. */

/** The eight reasons at the door, in the order of the grid. `other` stays on the list to come back to. */
export const REASONS = [
  { word: 'absent_short', outcome: 'absent_short' },
  { word: 'ill', outcome: 'ill' },
  { word: 'contraindicated', outcome: 'contraindicated' },
  { word: 'refused', outcome: 'refused' },
  { word: 'absent_long', outcome: 'absent_long' },
  { word: 'vaccinated_elsewhere', outcome: 'vaccinated_elsewhere' },
  { word: 'moved_away', outcome: 'moved_away' },
  { word: 'other', outcome: 'absent_short', reason: 'other' },
];

/** Outcomes of the contract that are no reason at the door, beside those in the grid. */
const OTHERS = ['vaccinated', 'house_closed', 'not_eligible'];

/** The grid as the county's code list has it: without what was retired, then what was added. */
export function offered(reasons, codes) {
  const outcomes = codes.filter(({ list }) => list === 'visit.outcome');
  const retired = new Set(outcomes.filter((one) => one.retired_on).map(({ code }) => code));
  const own = new Set([...OTHERS, ...reasons.map(({ outcome }) => outcome)]);
  const added = outcomes.filter(({ code }) => !own.has(code)).map(({ code }) => ({ word: code, outcome: code }));
  return [...reasons, ...added].filter(({ outcome }) => !retired.has(outcome));
}

/** A note that begins with the day agreed on, `said`, before what else it says; one of `days` said before goes, the same one
 *  said again too. */
export function withDay(note, said, days) {
  const before = days.find((day) => note.startsWith(day)) || '';
  const rest = note.slice(before.length).replace(/^[，, ]+/, '');
  if (before === said) return rest;
  return rest ? `${said}，${rest}` : said;
}

/** Why a worker doses a child in spite of a red line. */
export const DESPITE = ['checked_certificate', 'checked_age', 'clinic_agreed', 'other'];

const OF_AGE = ['born_unknown', 'not_born', 'outside', 'too_young'];

/** Those of them that answer red lines of these codes: no age and no certificate does away with a contraindication. */
export function despiteFor(codes) {
  const answers = { checked_certificate: !codes.includes('contraindicated'), checked_age: codes.every((one) => OF_AGE.includes(one)) };
  return DESPITE.filter((why) => answers[why] !== false);
}
