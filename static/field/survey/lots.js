/* Lots whose quality is checked: six clusters of ten children, how many of them were missed, and which band that is. */

import { view } from '../core/index.js';
import { html } from '../shared/html.js';
import { SEP, t } from '../shared/i18n.js';
import { go } from '../shared/route.js';
import { placeSaid } from '../shared/said.js';
import { startCheck } from './checkdraft.js';
import { checkPath } from './paths.js';
import { bandsOf, lotOf } from './quick.js';
import { villageIn } from './reading.js';

/** A band in words: 0–3, 4–8, 9–19, ≥ 20. */
export const bandWords = ([from, to]) => (to === null ? `≥ ${from}` : `${from}–${to}`);

/** What a lot is worth: its band once it is whole, else the best it can still become. */
export function lotWords({ whole, band, least, limits, missed, asked, wanted }) {
  const bands = bandsOf(limits).map(bandWords);
  const count = t('sv_lot_count', { asked, of: wanted, n: missed });
  return [count, whole ? t('sv_lot_band', { band: bands[band], words: t(`svx_band_${Math.min(band, 3)}`) }) : least > 0 && t('sv_lot_least', { band: bands[least] })].filter(Boolean).join(SEP);
}

const placeOf = ({ place, n }) => [t('sv_cluster', { n }), villageIn(place) && placeSaid(villageIn(place))].filter(Boolean).join(' ');

function Lot({ lot, checks, again }) {
  const found = lotOf(lot, checks.filter((one) => one.lot === lot.key));
  const begin = (one) => go(checkPath(startCheck({ kind: 'lqas', lot: lot.key, cluster: String(one.n), per_cluster: one.wanted, campaign: lot.campaign, round: lot.round, site: placeOf(one), ...(one.area ? { area: one.area } : {}) })));
  return html`<section class="part"><h2>${lot.name}</h2><p>${lotWords(found)}${again ? `${SEP}${t('sv_lot_again', { name: again.name })}` : ''}</p>
    ${!again && html`<ul class="sv-slots">${found.clusters.map((one) => html`<li key=${one.n}><button disabled=${one.asked >= one.wanted} onClick=${() => begin(one)}><b>${placeOf(one)}</b>
      <span>${one.asked ? `${one.asked} / ${one.wanted}${SEP}${t('sv_missed_n', { n: one.missed })}` : t('sv_not_begun')}</span></button></li>`)}</ul>`}</section>`;
}

/** The lots of her area; without any of the office's nothing. */
export function Lots({ checks }) {
  const lots = view.records('lot').filter(({ state }) => state !== 'closed');
  if (!lots.length) return null;
  const after = (lot) => view.records('lot').find(({ redo_of: of }) => of === lot.key);
  return html`<h2 class="sv-part">${t('sv_lots')}</h2>${lots.map((lot) => html`<${Lot} key=${lot.key} lot=${lot} again=${after(lot)} checks=${checks.filter(({ kind }) => kind === 'lqas')} />`)}`;
}
