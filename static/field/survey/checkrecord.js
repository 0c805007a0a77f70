/* A check that was kept: what was found and decided, whether the place was done again, and the ways on. */

import { session } from '../core/index.js';
import { may } from '../core/kinds.js';
import { html } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Empty, Page } from '../shared/parts.js';
import { back, go } from '../shared/route.js';
import { keepCheck, startCheck } from './checkdraft.js';
import { checkWords, siteWords } from './checkwords.js';
import { checkPath } from './paths.js';
import { correcting, isMissed, isOpen } from './quick.js';
import { isOwn, useChecks } from './reading.js';
import { takeBack } from './saving.js';

const childWords = (one) =>
  [t('sv_child_n', { n: one.no }), isMissed(one) ? t('sv_missed') : '✔', isMissed(one) && one.reason && t(`svx_why_${one.reason}`), isMissed(one) && one.away_where].filter(Boolean).join(SEP);

/** What is seen of it; `gone` leads away where there is none. */
export function CheckRecord({ id, gone }) {
  const checks = useChecks();
  if (!checks) return html`<${Page} title=${t('sv_quick')} back=${back}><p role="status">${t('opening')}</p><//>`;
  const check = checks.find(({ key }) => key === id);
  if (!check) return html`<${Page} title=${t('sv_quick')} back=${back}><${Empty} title=${t('sv_check_gone')}><button class="wide" onClick=${gone}>${t('sv_quick')}</button><//><//>`;
  const redo = () => go(checkPath(startCheck({ kind: check.kind, area: check.area, site: check.site, site_kind: check.site_kind, campaign: check.campaign, round: check.round, redo_of: check.key })));
  const correct = () => {
    const words = { ...correcting(check), area: check.area };
    keepCheck(check.key, words);
  };
  const remove = () => takeBack({ kind: 'quick_check', key: check.key, area: check.area, words: t('sv_quick') }).then((ok) => ok && back());
  return html`<${Page} title=${siteWords(check)} back=${back}>
    <p>${checkWords(check)}</p>
    <p class="quiet">${dayWords(check.on, true)}${check.corrects ? `${SEP}${t('sv_corrected')}` : ''}</p>
    ${isOpen(check) && html`<p class="note">${t('sv_redo_lead')}</p><button class="big give" onClick=${redo}>${t('sv_redo_go')}</button>`}
    <ul class="sv-picked">${(check.children || []).map((one) => html`<li key=${one.no}>${childWords(one)}</li>`)}</ul>
    <button class="wide" onClick=${correct}>${t('sv_correct')}</button>
    ${(isOwn(check) || may(session.value.user, 'void_others')) && html`<button class="plain" onClick=${remove}>${t('sv_take_back')}</button>`}<//>`;
}
