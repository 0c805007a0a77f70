/* What a child lacks on a day, from which day each dose may be given and up to which, as fieldapp/catchup/gaps/missing.py has
   it. Of whom no dose is recorded nothing is known: the register is asked first, and nobody counts it as a gap. Pure. */

import { assess, isoDay, parseDay } from '../schedule/index.js';
import { NEVER } from '../schedule/days.js';
import { addDays, ageMonths, daysBetween, minusMonths } from '../shared/days.js';

const UNDER_YEARS = 7; // of whom it is asked: 0 to 6 years
const GONE = ['moved', 'died'];
const nothing = (why) => ({ unasked: why === 'birth_unknown' ? why : '', unknown: why === 'unknown', gaps: [], on: null });

/** Whether a child is one of those that gaps are looked for in: under seven on that day, or of an age that `campaign` is
 *  about; alive and not moved. */
export function isAsked({ born, status }, on, campaign = null) {
  if (GONE.includes(status)) return false;
  if (!born) return true;
  return born <= on && (ageMonths(born, on) < UNDER_YEARS * 12 || (campaign !== null && isOfAge({ born }, campaign)));
}

const isOfAge = ({ born }, { born_from: from, born_to: to }) => born >= from && born <= to;

function gapOf({ asked, first, condition }, { child, on }, { series }, refused) {
  const { rule } = asked;
  const [closes, conditionFrom] = [child.ages[rule.until], rule.condition ? child.ages[rule.conditionFrom] : NEVER];
  const free = asked.start < conditionFrom ? Math.min(closes, conditionFrom) : closes;
  return {
    series: series[asked.series],
    n: asked.n,
    product: asked.product,
    earliest: first ? isoDay(asked.start <= on ? asked.earliest : asked.start) : null,
    condition: condition || null,
    refused: refused.has(`${series[asked.series]}-${asked.n}`),
    since: isoDay(child.ages[rule.age]), // the age that it is due at
    last: free >= NEVER ? null : isoDay(free - 1), // of the rule that asks for it: another may go on
  };
}

/** What a child lacks on a day: `said` {child, doses: [{product, given_on}], states: [[series, n, state]]}. {unasked, unknown,
 *  gaps: [{series, n, product, earliest (null where an earlier dose comes first), condition, refused, since, last}]};
 *  with `assumed`, also where no dose is recorded: what it would be if none was given. */
export function needsOf({ child: { born, sex }, doses, states }, on, rules, assumed = false) {
  if (!born) return nothing('birth_unknown');
  const known = doses.filter(({ given_on: day }) => !day || day <= on);
  const unknown = !known.length && !states.length;
  if (unknown && !assumed) return nothing('unknown');
  const refused = new Set(states.filter(([, , state]) => state === 'refused').map(([series, n]) => `${series}-${n}`));
  const closing = states.filter(([, , state]) => state !== 'refused').map(([series, n, state]) => ({ series, n, state }));
  const found = assess({ born, sex, states: closing }, known, parseDay(on), rules);
  return { unasked: '', unknown, gaps: found.missing.map((one) => gapOf(one, found, rules, refused)), on };
}

const same = (gap) => ({ series, n }) => series === gap.series && n === gap.n;

/** The last day on which a gap may be closed without anything being settled first, whichever rule asks for it by then; null
 *  where there is none, or it lies more than `within` days away. */
export function lastDayOf(said, gap, on, rules, within = 90) {
  let at = gap;
  while (at && at.last && daysBetween(on, at.last) <= within) {
    const then = addDays(at.last, 1);
    const after = nowOf(needsOf(said, then, rules), then).find(same(gap));
    if (!after) return at.last;
    at = after;
  }
  return null;
}

/** Whether a dose may be given on a day without anything being settled first. */
export const mayBeGiven = ({ earliest, condition }, on) => earliest !== null && earliest <= on && !condition;

/** What may be given on a day, refused or not. */
export const nowOf = ({ gaps }, on) => gaps.filter((gap) => mayBeGiven(gap, on));

/** The first day on which something may be given, or null. */
export const nextDay = ({ gaps }) => gaps.map(({ earliest }) => earliest).filter(Boolean).sort()[0] || null;

/* ---- a campaign's own settings ---- */

const RESIDENCES = { local: (at) => at === 'county', migrant: (at) => Boolean(at) && at !== 'county' };

/** Whether a campaign of catch-up is about a child that lives in `area`. */
export function isMeant(child, area, campaign) {
  const lives = RESIDENCES[campaign.residence];
  const here = (campaign.areas || []).some((code) => area.startsWith(code));
  return here && !GONE.includes(child.status) && (!child.born || isOfAge(child, campaign)) && (!lives || lives(child.registered_at));
}

const graceOver = ({ series, since }, { grace }, on) => {
  const days = (grace || {})[series] || 0;
  return parseDay(since) + days <= parseDay(on);
};

/* Of a series with a rule: whether one of its clauses holds; `given` doses of the series, null where nothing is known. */
function holds(clauses, born, given, on) {
  return clauses.some(({ from_months: from = 0, fewer_than: fewer, or_unknown: unsure }) =>
    minusMonths(on, from) >= born && (given === null ? Boolean(unsure) : given < fewer));
}

/** The gaps of a child that a campaign counts; `givenIn(series)` says how many doses of a series it has. */
export function wantedOf({ gaps, unknown }, { born }, campaign, on, givenIn) {
  return gaps.filter((gap) => {
    const { series } = gap;
    if ((campaign.of_series || []).length && !campaign.of_series.includes(series)) return false;
    const clauses = (campaign.rule || {})[series] || [];
    if (clauses.length && !holds(clauses, born, unknown ? null : givenIn(series), on)) return false;
    return graceOver(gap, campaign, on);
  });
}
