/* From a tap to what is kept: whatever saves goes through `once`, which says what became of it. A second tap on the same
   thing while the first is being saved is ignored. */

import { signal } from './html.js';
import { t } from './i18n.js';
import { personSaid } from './said.js';

/** The last thing that happened, for those who hear the screen: {words, alarm}. */
export const announced = signal(null);
const saving = new Set();

/** The name to show of a child. */
export const nameOf = (child) => (child && (personSaid(child.name) || t('unnamed'))) || t('nobody');

/** Run what saves something about `key`; `words` says afterwards that it is kept, on the screen too where nothing else there
 *  does (`shown`). True when it is. */
export async function once(key, words, save, shown = false) {
  if (saving.has(key)) return false;
  saving.add(key);
  try {
    await save();
    announced.value = { words: words(), shown };
    return true;
  } catch (problem) {
    announced.value = { words: t('not_saved', { why: problem.sentence || problem.message }), alarm: true };
    return false;
  } finally {
    saving.delete(key);
  }
}
