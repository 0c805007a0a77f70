/* From what was copied from one paper, or from several, to doses as operations say them; and how far papers agree. Pure.

   What was copied is {slot: {text, product}}, the text as it was typed, '' for “no dose there”. */

import { idOf } from '../shared/slots.js';
import { readDate } from './dates.js';
import { usualProduct } from './grid.js';

export const PAPERS = ['certificate', 'card', 'register']; // the family's, the clinic's, the clinic's system
export const slotOf = (id) => [id.slice(0, id.lastIndexOf('-')), +id.slice(id.lastIndexOf('-') + 1)];

const bySlot = (slots) => ([one], [other]) => slots.indexOf(one) - slots.indexOf(other);

/** The doses of one paper, in the order of the grid. */
export function dosesOf(copied, source, life, slots = []) {
  const order = slots.map(idOf);
  return Object.entries(copied || {}).sort(bySlot(order)).flatMap(([id, { text, product }]) => {
    const read = readDate(text, life);
    if (!read) return [];
    const [series, n] = slotOf(id);
    const { given_on: day, said } = read;
    return [{ product: product || usualProduct([series, n]), series, n, given_on: day, ...(said ? { said } : {}), source }];
  });
}

/** All doses that were copied of a child, paper by paper. */
export const allDoses = (member, life, slots) => PAPERS.flatMap((source) => dosesOf((member.copied || {})[source], source, life, slots));

const mark = ({ product, given_on: day }) => `${product}|${day}`;

/** Dated doses without what several papers say alike, as the schedule is asked about them. */
export function datedOnce(doses) {
  return [...new Map(doses.filter(({ given_on: day }) => day).map((one) => [mark(one), { product: one.product, given_on: one.given_on }])).values()];
}

/** Where two papers that were both seen do not say the same: [{slot, says: {paper: day | null | undefined}}]. */
export function differing(member, life, slots) {
  const seen = PAPERS.filter((paper) => (member.copied || {})[paper]);
  if (seen.length < 2) return [];
  const said = Object.fromEntries(seen.map((paper) => [paper, new Map(dosesOf(member.copied[paper], paper, life).map((one) => [idOf([one.series, one.n]), one.given_on || one.said]))]));
  return slots.map((slot) => ({ slot, says: Object.fromEntries(seen.map((paper) => [paper, said[paper].get(idOf(slot))])) }))
    .filter(({ says }) => new Set(Object.values(says)).size > 1);
}
