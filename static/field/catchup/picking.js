/* The doses of a visit as they are tapped: which gaps, from which lots, what speaks against them. Words of a draft are text. */

import { lotsOf } from '../shared/lots.js';
import { countsIn, productsFor, rulesOf } from '../shared/vaccines.js';
import { lastLot } from './record.js';
import { isWhole, warningsOf } from './warnings.js';

export const BLANK = { picked: '', others: '', why: '', elsewhere: '', note: '', day: '' };
const words = (text) => (text || '').split(' ').filter(Boolean);

/** The text with one more word, or one less. */
export const toggled = (text, word) => (words(text).includes(word) ? words(text).filter((one) => one !== word) : [...words(text), word]).join(' ');

/** The text by which a gap is told apart. */
export const idOf = ({ series, n }) => `${series}-${n}`;

/** The products that may fill a gap of a child on a day, the one asked for first. */
export const productsOf = (gap, child, on) => productsFor([gap.series, gap.n], gap.product, child.born, on, rulesOf(child.area));

const lotIn = (form, id, product) => (form[`lot ${id}`] === undefined ? lastLot(product) : form[`lot ${id}`]) || '';
const expiryOf = (area, product, lot) => (lotsOf(area, product).find((one) => one.lot === lot) || {}).expires;

function pick(child, form, id, { slot, product }) {
  const lot = lotIn(form, id, product).trim();
  return { id, slot, product, lot, expires: lot ? expiryOf(child.area, product, lot) : undefined };
}

/* A vaccine that no gap asks for: the next number of its series. */
function slotOfOther(product, { child, said }, on) {
  const seriesOf = countsIn(child.born, rulesOf(child.area));
  const [series] = seriesOf(product, on);
  return series ? [series, said.doses.filter((dose) => dose.given_on && seriesOf(dose.product, dose.given_on).includes(series)).length + 1] : null;
}

/** What was tapped: [{id, slot, product, lot, expires}]. */
export function picksOf(one, form, on) {
  const { child, needs } = one;
  const own = needs.gaps.filter((gap) => words(form.picked).includes(idOf(gap))).map((gap) =>
    pick(child, form, idOf(gap), { slot: [gap.series, gap.n], product: form[`product ${idOf(gap)}`] || productsOf(gap, child, on)[0] || gap.product }));
  return [...own, ...words(form.others).map((product) => pick(child, form, product, { slot: slotOfOther(product, one, on), product }))];
}

/** The lot that stands in the line of a dose. */
export const lotOf = (form, { id, product }) => lotIn(form, id, product);

/** What speaks against what was tapped. */
export function redOf(one, picks, on, mode, elsewhere) {
  const { child, said, needs } = one;
  const rules = rulesOf(child.area);
  const seriesOf = countsIn(child.born, rules);
  const about = { said, needs, picks, on, rules, seriesAt: (product) => seriesOf(product, on), fitting: (gap) => productsOf(gap, child, on) };
  const found = warningsOf({ ...about, door: mode === 'door' && !elsewhere });
  return elsewhere ? found.filter(({ code }) => !['unknown', 'expired', 'ppd', 'assess', 'refused'].includes(code)) : found;
}

/** Whether all that might be given on the day is among what was tapped. */
export const wholeOf = ({ needs }, picks, on) => isWhole(needs, picks, on);

/** Every vaccine in use that no gap of the child asks for. */
export function othersOf({ child, needs }, on) {
  const rules = rulesOf(child.area);
  const seriesOf = countsIn(child.born, rules);
  const asked = new Set(needs.gaps.map(({ series }) => series));
  const old = ['tOPV', 'DTwP', 'MV', 'MR', 'MM', 'MMRV'];
  return rules.names.filter((product) => !old.includes(product) && seriesOf(product, on).length && !seriesOf(product, on).some((series) => asked.has(series)));
}
