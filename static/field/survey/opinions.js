/* The schedule's opinion of what was copied, and where papers differ, in words: an aid, never a condition. */

import { tick } from '../core/index.js';
import { html } from '../shared/html.js';
import { dayWords, known, t } from '../shared/i18n.js';
import { namesSaid } from '../shared/said.js';
import { slotWords } from '../shared/slotwords.js';
import { rulesOf } from '../shared/vaccines.js';
import { differing } from './doses.js';
import { doubtful, lacking } from './opinion.js';
import { seriesOf } from './grid.js';
import { hasPaper } from './interview.js';
import { villageOf } from './reading.js';

/** 百白破2：早了3天. */
export function doubtWords({ series, n, reason, days }, life) {
  const name = slotWords([series, n], life.born, life.on);
  if (days) return t('sv_early', { name, n: days });
  return t('pair', { name, words: t(known(`svx_reason_${reason}`) ? `svx_reason_${reason}` : 'sv_reason_other') });
}

function differWords({ slot, says }, life) {
  const said = Object.entries(says).map(([paper, day]) => t('pair', { name: t(`svx_paper_${paper}`), words: day ? (/^\d{4}-\d\d-\d\d$/.test(day) ? dayWords(day, true) : `“${day}”`) : t('sv_no_dose') }));
  return t('sv_differ', { name: slotWords(slot, life.born, life.on), says: namesSaid(said) });
}

/** What does not fit, in lines; `alone` says nothing of other papers. */
export function Opinion({ member, doses, slots, life, cluster, alone }) {
  tick.value;
  const found = doubtful(member, doses, life.on, rulesOf(villageOf(cluster))) || [];
  const papers = alone ? [] : differing(member, life, slots);
  if (!found.length && !papers.length) return null;
  return html`<section class="part sv-opinion" role="status"><h2>${t('sv_opinion')}</h2>
    ${found.map((one) => html`<p key=${`${one.product}${one.given_on}`}>${doubtWords(one, life)}</p>`)}
    ${papers.map((one) => html`<p key=${one.slot.join('-')} class="quiet">${differWords(one, life)}</p>`)}
    <p class="quiet">${t('sv_opinion_only')}</p></section>`;
}

/** What seems to be missing, with `children` the question why; nothing where all is there. */
export function Lacking({ member, doses, slots, life, cluster, children }) {
  const series = seriesOf(slots).map(([one]) => one);
  const missing = hasPaper(member) ? lacking(member, doses, life.on, rulesOf(villageOf(cluster)), series) : null;
  if (missing && !missing.length && !(member.reasons || []).length) return hasPaper(member) ? html`<p class="quiet">${t('sv_nothing_lacking')}</p>` : null;
  return html`${missing && missing.length > 0 && html`<p>${t('sv_lacking', { names: namesSaid(missing.map((slot) => slotWords(slot, life.born, life.on))) })}</p>`}${children}`;
}
