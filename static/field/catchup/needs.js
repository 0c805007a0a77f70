/* What a child lacks on a day, from which day each dose may be given and up to which, as fieldapp/catchup/gaps/missing.py has
   it. Of whom no dose is recorded nothing is known: the register is asked first, and nobody counts it as a gap. Pure. */

import { assess, isoDay, parseDay } from '../schedule/index.js';
import { NEVER } from '../schedule/days.js';
import { addDays, ageMonths, daysBetween } from '../shared/days.js';

const UNDER_YEARS = 7; // of whom it is asked: 0 to 6 years
const GONE = ['moved', 'died'];
const nothing = (why) => ({ unasked: why === 'birth_unknown' ? why : '', unknown: why === 'unknown', gaps: [], valid: [], closed: [] });

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
    last: free >= NEVER ? null : isoDay(free - 1), // of the rule that asks for it: another may go on
  };
}

const closedIn = ({ closed }, { series }) => closed.map(({ series: at, n, reason }) => ({ series: series[at], n, reason }));

/** What a child lacks on a day: `said` {child, doses: [{product, given_on}], states: [[series, n, state]]}. {unasked, unknown,
 *  gaps: [{series, n, product, earliest (null where an earlier dose comes first), condition, refused, last}], valid: the doses that count, closed: [{series, n, reason}]};
 *  with `assumed`, also where no dose is recorded: what it would be if none was given. */
export function needsOf({ child: { born, sex }, doses, states }, on, rules, assumed = false) {
  if (!born) return nothing('birth_unknown');
  const known = doses.filter(({ given_on: day }) => !day || day <= on);
  const unknown = !known.length && !states.length;
  if (unknown && !assumed) return nothing('unknown');
  const refused = new Set(states.filter(([, , state]) => state === 'refused').map(([series, n]) => `${series}-${n}`));
  const closing = states.filter(([, , state]) => state !== 'refused').map(([series, n, state]) => ({ series, n, state }));
  const found = assess({ born, sex, states: closing }, known, parseDay(on), rules);
  return { unasked: '', unknown, gaps: found.missing.map((one) => gapOf(one, found, rules, refused)), valid: known.filter((_, n) => found.reasons[n] === null), closed: closedIn(found, rules) };
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

const UNSAID = ''; // where a child is registered, while nobody said it: whoever asks for no migrants asks for it too
const livesAs = ({ registered_at: at }) => (at ? (at === 'county' ? 'local' : 'migrant') : UNSAID);
const isOfResidence = (child, residence) => !['local', 'migrant'].includes(residence) || livesAs(child) === residence || (residence === 'local' && livesAs(child) === UNSAID);

/** Whether a campaign of catch-up is about a child that lives in `area`. */
export function isMeant(child, area, campaign) {
  const here = (campaign.areas || []).some((code) => area.startsWith(code));
  const gone = GONE.includes(child.status) && (child.status_on || '') < campaign.first_day;
  return here && !gone && Boolean(child.born) && isOfAge(child, campaign) && isOfResidence(child, campaign.residence);
}

const slotOf = ({ series, n }) => `${series}-${n}`;

/* Up to which dose of a series a child lacks something by the campaign's own definition; null where the schedule decides. */
function askedDoses(steps, born, on, have, unknown) {
  if (!steps || !steps.length) return null;
  return most(steps, born, on, have, unknown);
}

function most(steps, born, on, have, unknown) {
  const due = steps.filter(({ from_months: from }) => ageMonths(born, on) >= from);
  return Math.max(0, ...due.filter(({ fewer_than: fewer, or_unknown: unsure }) => (unknown ? unsure : have < fewer)).map(({ fewer_than: fewer }) => fewer));
}

/* The slots that were missing so many days before. */
function slotsBefore(said, on, days, rules) {
  const then = addDays(on, -days);
  return then < said.child.born ? new Set() : new Set(needsOf(said, then, rules, true).gaps.map(slotOf));
}

const GROWN_MONTHS = 18 * 12;
const APART_DAYS = 28; // between two doses of somebody grown, where the campaign says nothing else
const last = (days) => days.sort()[days.length - 1];

/** Doses that the schedule closes by age and that a campaign's definition asks of the grown, in `needs` of a day. */
export function grownOf({ child: { born } }, needs, campaign, on, seriesAt, unknown = needs.unknown) {
  const { of_series: some = [], rule = {}, first_day: first, apart = APART_DAYS } = campaign;
  return needs.closed.filter(({ reason }) => reason === 'over_age').flatMap(({ series, n }) => {
    const given = needs.valid.filter(({ product, given_on: day }) => seriesAt(product, day || '9999-12-31').includes(series));
    const steps = (rule[series] || []).filter(({ from_months: from }) => from >= GROWN_MONTHS);
    if (!some.includes(series) || n > most(steps, born, on, given.length, unknown)) return [];
    const before = last(given.map(({ given_on: day }) => day).filter(Boolean));
    const earliest = n > given.length + 1 ? null : before ? addDays(before, apart) : first;
    return [{ series, n, product: null, earliest, condition: null, refused: false, last: null }];
  });
}

/** The gaps that a campaign counts of a child, as fieldapp/catchup/plan/needed.py has it: what was needed on its first day from
 *  the doses given before, by its own definition and after its days of grace. `seriesAt(product, day)` says in which series a
 *  product counts. */
export function neededOf(said, campaign, rules, seriesAt) {
  const { first_day: first, of_series: series = [], grace = {}, rule = {} } = campaign;
  const { born } = said.child;
  const before = { ...said, doses: said.doses.filter(({ given_on: day }) => !day || day < first) };
  const unknown = !said.doses.length && !said.states.length;
  const then = needsOf(before, first, rules, true);
  const have = (one) => then.valid.filter(({ product, given_on: day }) => seriesAt(product, day || '9999-12-31').includes(one)).length;
  const waited = new Map([...new Set(Object.values(grace))].filter(Boolean).map((days) => [days, slotsBefore(before, first, days, rules)]));
  const own = then.gaps.filter((gap) => {
    const asked = askedDoses(rule[gap.series], born, first, have(gap.series), unknown);
    const long = waited.get(grace[gap.series] || 0);
    return series.includes(gap.series) && (asked === null ? !unknown : gap.n <= asked) && (!long || long.has(slotOf(gap)));
  });
  return [...own, ...grownOf(said, then, campaign, first, seriesAt, unknown)];
}
