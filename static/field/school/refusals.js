/* That a guardian does not want a dose the child lacks: said slot by slot, and taken back. It stays owed. */

import { act, view } from '../core/index.js';
import { actDay } from '../shared/here.js';
import { html } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { nameOf, once } from '../shared/save.js';
import { slotWords } from '../shared/slotwords.js';
import { mayTakeBack } from './pupils.js';
import { idOf } from '../shared/slots.js';

/* The word that stands of a slot, if it is a refusal. */
function refusalOf(child, [series, n]) {
  const said = view.ofChild('dose_state', child).filter((one) => one.series === series && one.n === n);
  const last = said.sort((one, other) => ((one.on || '') < (other.on || '') ? -1 : 1)).pop();
  return last && last.state === 'refused' ? last : null;
}

function say({ child, area }, slot, refusal) {
  const words = () => t(refusal ? 'refuse_not' : 'refuse_kept', { name: nameOf(child), slot: slotWords(slot, child.born, actDay()) });
  const data = { child: child.key, series: slot[0], n: slot[1], on: actDay(), state: 'refused' };
  return once(`refuse ${child.key} ${idOf(slot)}`, words, () => (refusal ? act.void('dose_state', refusal.key, area) : act.record('dose_state', { area, data })), true);
}

/** Which of the slots that are still missing the guardian does not want. */
export function Refusals({ pupil, slots }) {
  const { child } = pupil;
  const button = (slot) => {
    const refusal = refusalOf(child.key, slot);
    const fixed = Boolean(refusal) && !mayTakeBack({ row: refusal });
    return html`<button key=${idOf(slot)} aria-pressed=${Boolean(refusal)} disabled=${fixed} onClick=${() => say(pupil, slot, refusal)}>${slotWords(slot, child.born, actDay())}</button>`;
  };
  return html`<details class="refusals"><summary class="quiet">${t('refuse')}</summary><p class="quiet">${t('refuse_lead')}</p>
    <div class="choices">${slots.map(button)}</div></details>`;
}
