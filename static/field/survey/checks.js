/* Quick checks: those made on this phone with what was decided, the places still to be done again, and a new one. */

import { drafts, tick } from '../core/index.js';
import { html } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { Icon } from '../shared/icons.js';
import { Empty, Page } from '../shared/parts.js';
import { back, go, route, swap } from '../shared/route.js';
import { Check } from './checking.js';
import { draftsOfChecks, lastCheck, startCheck } from './checkdraft.js';
import { checkWords, siteWords } from './checkwords.js';
import { Done } from './done.js';
import { CheckRecord } from './checkrecord.js';
import { Lots } from './lots.js';
import { checkPath } from './paths.js';
import { isOpen } from './quick.js';
import { useChecks } from './reading.js';

const CheckRow = ({ check }) => html`<li><a class="notice" href=${`#/${checkPath(check.key)}`}><span><b>${siteWords(check)}</b><small>${checkWords(check)}</small></span>
  <${Icon} name="on" /></a></li>`;

function All() {
  const checks = useChecks();
  drafts.value;
  const all = draftsOfChecks();
  if (!checks) return html`<${Page} title=${t('sv_quick')} back=${back}><p role="status">${t('opening')}</p><//>`;
  const [open, others] = [checks.filter(isOpen), checks.filter((one) => !isOpen(one) && one.kind !== 'lqas')];
  const begun = all.filter(({ words }) => !checks.some((one) => one.started === words.started && (one.corrects || null) === (words.corrects || null)));
  const begin = () => go(checkPath(startCheck()));
  return html`<${Page} title=${t('sv_quick')} back=${back}>
    <${Done} of="quick" back=${() => go(checkPath(lastCheck()))} />
    ${begun.map(({ id, words }) => html`<a key=${id} class="notice" href=${`#/${checkPath(id)}`}><span>${t('sv_check_begun', { name: siteWords(words), n: (words.children || []).length })}</span></a>`)}
    <button class="big give" onClick=${begin}>${t('sv_new_check')}</button>
    ${open.length > 0 && html`<h2 class="sv-part">${t('sv_open_places')}</h2><ul class="sv-rows">${open.map((one) => html`<${CheckRow} key=${one.key} check=${one} />`)}</ul>`}
    <${Lots} checks=${checks} />
    ${others.length > 0 && html`<h2 class="sv-part">${t('sv_checked')}</h2><ul class="sv-rows">${others.map((one) => html`<${CheckRow} key=${one.key} check=${one} />`)}</ul>`}
    ${!checks.length && !begun.length && html`<${Empty} title=${t('sv_no_check')} lead=${t('sv_no_check_lead')} />`}<//>`;
}

/** The screens `#/quick` and `#/quick/ID/…`. */
export function Quick() {
  tick.value;
  const [, id, ...parts] = route.value.parts.map(decodeURIComponent);
  if (!id) return html`<${All} />`;
  const begun = draftsOfChecks().find((one) => one.id === id);
  return begun ? html`<${Check} id=${id} words=${begun.words} parts=${parts} />` : html`<${CheckRecord} id=${id} gone=${() => swap('quick')} />`;
}
