/* The batches a dose may be from: those the township has, and one that is named for the first time. */

import { act, view } from '../core/index.js';

const ORAL = ['bOPV', 'tOPV'];

/** The lots of a product that the township has, the newest last. */
export const lotsOf = (area, product) => view.near('batch', area).filter((one) => one.product === product && one.lot);

/** The key of the batch of that number, made where there is none yet. */
export async function batchFor(area, product, lot) {
  const held = lotsOf(area, product).find((one) => one.lot === lot);
  if (held) return held.key;
  return (await act.record('batch', { area, data: { product, lot, form: ORAL.includes(product) ? 'drops' : 'injection' } })).key;
}
