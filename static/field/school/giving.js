/* From the doses tapped at the clinic's desk to saved operations, and back again. */

import { act, session } from '../core/index.js';
import { actDay } from '../shared/here.js';
import { signal } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { batchFor } from '../shared/lots.js';
import { nameOf, once } from '../shared/save.js';

const gone = new Set(); // keys of doses taken back in this window: given again each needs another

/** What was given last in this window: {pupil, name, doses: [{key, area, product, on}]}. */
export const lastGiven = signal(null);

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
