/* The red lines of a campaign: reasons not to dose a child before someone has looked twice.
   Pure. It decides nothing about schedules, never asks the clock and never forbids: a worker who has looked may
   still dose, and that is recorded. Sources: the campaign's own settings (lowest age, days since the last dose of the
   kind, IPV first for zero-dose children, birth-date window) and a contraindication someone recorded. */

import { SERIES } from '../core/kinds.js';
import { addDays, daysBetween, plusMonths } from '../shared/days.js';

const ORAL_POLIO = ['bOPV', 'tOPV'];
const ZERO_DOSE_FROM_MONTHS = 2; // domain words: no polio dose ever, at two months or older

const found = new Map(); // every row of a list asks again at each dose

/** The series a product counts in. */
export function seriesOf(product) {
  if (!found.has(product)) found.set(product, Object.keys(SERIES).filter((name) => SERIES[name].includes(product)));
  return found.get(product);
}

/** Doses of the same kind as `product`, oldest first; one without a date comes first. */
export function sameKind(doses, product) {
  const kinds = seriesOf(product);
  const alike = doses.filter((dose) => seriesOf(dose.product).some((name) => kinds.includes(name)));
  return alike.sort((a, b) => ((a.given_on || '') < (b.given_on || '') ? -1 : 1));
}

/** The day from which someone born on `born` is old enough: by months or days, where both are said by the later. */
function oldEnough(born, campaign) {
  const [days, months] = [addDays(born, campaign.min_age_days || 0), plusMonths(born, campaign.min_age_months || 0)];
  return days > months ? days : months;
}

function ofBirth(child, campaign, on) {
  if (!child.born) return { code: 'born_unknown' };
  if (child.born > on) return { code: 'not_born' };
  if (child.born < campaign.born_from || child.born > campaign.born_to) {
    return { code: 'outside', from: campaign.born_from, to: campaign.born_to };
  }
  const from = oldEnough(child.born, campaign);
  return from > on ? { code: 'too_young', from, days: daysBetween(on, from) } : null;
}

/** Who is written down as gone stands on the list of nobody: either the wrong child was tapped, or the record is wrong. */
const ofStatus = ({ status }) => (['moved', 'died'].includes(status) ? { code: status } : null);

function ofInterval(doses, { product, min_interval_days: days }, on) {
  if (!days || !doses.length) return null;
  const [after, before] = [addDays(on, -days), addDays(on, days)];
  const last = sameKind(doses, product).filter(({ given_on: day }) => day && after < day && day < before).pop();
  return last ? { code: 'too_soon', last: last.given_on, product: last.product, from: addDays(last.given_on, days) } : null;
}

function ofZeroDose(child, doses, campaign, on) {
  if (!campaign.zero_dose_ipv_first || !ORAL_POLIO.includes(campaign.product)) return null;
  if (['1', '2', '3'].includes(child.prior_polio) || sameKind(doses, campaign.product).length) return null;
  if (child.born && on < plusMonths(child.born, ZERO_DOSE_FROM_MONTHS)) return null;
  return { code: child.prior_polio === '0' ? 'zero_dose' : 'prior_unknown' };
}

function ofHealth(visits) {
  const told = visits.filter((visit) => visit.outcome === 'contraindicated').pop();
  return told ? { code: 'contraindicated', on: told.on } : null;
}

/** Why this child should not simply be dosed on `on`; an empty list when nothing speaks against it.
 *  `child` {born, prior_polio}, `doses` [{product, given_on}], `visits` un-voided and oldest first, `campaign` as in the
 *  setup rows. Each answer is {code, …} with the days its sentence names. */
export function redLines({ child, doses, visits, campaign, on }) {
  return [
    ofStatus(child),
    ofBirth(child, campaign, on),
    ofInterval(doses, campaign, on),
    ofZeroDose(child, doses, campaign, on),
    ofHealth(visits),
  ].filter(Boolean);
}
