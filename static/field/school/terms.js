/* School years and terms, as fieldapp/school/terms.py has them: `2026-1` is autumn, 1 September 2026 to 31 January, `2026-2`
   spring, 1 February to 31 August 2027. Pure. */

const WRITTEN = /^(\d{4})-([12])$/;

/** The code of the term a day lies in. */
export function termOf(day) {
  const [year, month] = [+day.slice(0, 4), +day.slice(5, 7)];
  return `${month >= 9 ? year : year - 1}-${month >= 9 || month === 1 ? 1 : 2}`;
}

/** {year, half} of a term's code; null for what is none. */
export function readTerm(code) {
  const [, year, half] = WRITTEN.exec(code || '') || [];
  return year ? { year: +year, half: +half } : null;
}

/** The first and the last day of a term. */
export function daysOf(code) {
  const { year, half } = readTerm(code);
  return half === 1 ? [`${year}-09-01`, `${year + 1}-01-31`] : [`${year + 1}-02-01`, `${year + 1}-08-31`];
}
