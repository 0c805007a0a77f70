/* From the doses tapped at the clinic's desk to saved operations, and back again. */

import { act, session, view } from '../core/index.js';
import { actDay } from '../shared/here.js';
import { signal } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { nameOf, once } from '../shared/save.js';

const ORAL = ['bOPV', 'tOPV'];
const gone = new Set(); // keys of doses taken back in this window: given again each needs another

/** What was given last in this window: {pupil, name, doses: [{key, area, product, on}]}. */
export const lastGiven = signal(null);

/** The lots of a product that the township has, the newest last. */
export const lotsOf = (area, product) => view.near('batch', area).filter((one) => one.product === product && one.lot);

async function batchFor(area, product, lot) {
  const held = lotsOf(area, product).find((one) => one.lot === lot);
  if (held) return held.key;
  return (await act.record('batch', { area, data: { product, lot, form: ORAL.includes(product) ? 'drops' : 'injection' } })).key;
}

async function keepOne({ child, area }, { product, lot }) {
  const data = { child: child.key, product, given_on: actDay(), source: 'register', batch: await batchFor(area, product, lot), given_by: session.value.user.id };
  const mark = `${child.key} ${product} ${data.given_on}`;
  const { key } = await act.record('dose', { area, data, ...(gone.has(mark) ? { key: crypto.randomUUID() } : {}) });
  return { key, area, product, mark };
}

/** Keep the doses of one visit: [{product, lot}]. True when they are kept. */
export function keepDoses(pupil, doses) {
  const save = async () => {
    const kept = [];
    for (const one of doses) kept.push(await keepOne(pupil, one));
    lastGiven.value = { pupil: pupil.key, name: nameOf(pupil.child), doses: kept };
  };
  return once(`give ${pupil.key}`, () => t('given_kept', { name: nameOf(pupil.child), n: doses.length }), save);
}

/** Take back what was given last. */
export async function takeBackDoses() {
  const { doses, name, pupil } = lastGiven.value;
  const save = async () => {
    for (const { key, area, mark } of doses) {
      await act.void('dose', key, area);
      gone.add(mark);
    }
  };
  if (await once(`back ${pupil}`, () => t('given_back', { name }), save)) lastGiven.value = null;
}
