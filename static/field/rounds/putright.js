/* What is put right of a visit that stands: the batch of its dose, or that it stands at all. */

import { doseKey } from '../core/ids.js';
import { act, session, view } from '../core/index.js';
import { area } from '../shared/here.js';
import { t } from '../shared/i18n.js';
import { nameOf, once } from '../shared/save.js';
import { reads } from './reads.js';

/** Give a dose that stands without a batch the one it was from: a record of the same dose carries it. */
export function fillBatch(visit, batch) {
  const [child, round] = [view.child(visit.child), view.record('round', visit.round)];
  const product = reads.productOf(visit);
  const data = { child: visit.child, product, given_on: visit.on, source: 'campaign', round: visit.round, batch: batch.key };
  return once(`${visit.key} batch`, () => t('saved_batch', { name: nameOf(child) }), async () => {
    const key = await doseKey(visit.key, 'batch', visit.on); // its own: a dose taken back and given again is another
    await act.record('dose', { key, area: visit.area, data: { ...data, ...(round ? { campaign: round.campaign } : {}) } });
  });
}

/** Ask the supervisor to take back what someone else recorded; it stands until that is done. What it says goes along, for
 *  when the record itself is gone. */
export function askBack(child, visit) {
  const where = visit.area || area().code;
  const { outcome, reason } = visit;
  const data = { asks: true, child: child.key, outcome, ...(reason && { reason }) };
  return once(child.key, () => t('saved_ask', { name: nameOf(child) }), () => act.void('visit', visit.key, where, data));
}

/** Who else recorded a visit, as far as this phone knows; null when it may have been this person, on another phone. A dose
 *  in one's own name may have been typed by a lister. */
export function otherAuthor(visit) {
  const named = reads.author(visit) || visit.given_by;
  return named && named !== session.value.user.id ? named : null;
}
