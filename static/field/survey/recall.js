/* What the family remembers, asked only where none of the papers was seen: of each vaccine how many, or that nobody knows. */

import { html } from '../shared/html.js';
import { Choice } from '../shared/fields.js';
import { t } from '../shared/i18n.js';
import { seriesOf } from './grid.js';

/** The question, a line a vaccine. */
export function Recall({ member, change, slots }) {
  const said = member.recall || {};
  const set = (series) => (n) => {
    const { [series]: _before, ...others } = said;
    change({ recall: n === null ? others : { ...others, [series]: n } });
  };
  return html`<section class="part"><h2>${t('sv_recall')}</h2><p class="quiet">${t('sv_recall_lead')}</p>
    ${seriesOf(slots).map(([series, most]) => {
      const options = [...Array.from({ length: most + 1 }, (_, n) => [String(n), String(n)]), ['unknown', t('sv_not_known')]];
      return html`<${Choice} key=${series} label=${t(`slot_${series}`)} value=${said[series] === undefined ? null : String(said[series])} set=${set(series)} options=${options} />`;
    })}</section>`;
}
