/* A household that was visited: what each visit found, what was corrected, and the ways on: again, correct, take back. */

import { view } from '../core/index.js';
import { html } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Page } from '../shared/parts.js';
import { back, go, swap } from '../shared/route.js';
import { personSaid } from '../shared/said.js';
import { slotWords } from '../shared/slotwords.js';
import { memberName, memberWords } from './children.js';
import { correcting } from './interview.js';
import { isOwn } from './reading.js';
import { Stamp } from './photo.js';
import { begin, takeBack, takeUp } from './saving.js';
import { stepPath } from './paths.js';
import { clusterPath } from './paths.js';

const byWhom = (record) => {
  const found = view.person(view.author(record));
  return found ? personSaid(found.name) : '';
};

function Member({ member, on }) {
  const doses = (member.doses || []).filter(({ series }) => series);
  const words = doses.map(({ series, n, given_on: day, said, source }) => `${slotWords([series, n], member.born, on)} ${day ? dayWords(day, true) : `“${said === 'tick' ? t('sv_ticked') : said}”`}${doses.some((one) => one.source !== source) ? ` ${t(`svx_paper_${source}`)}` : ''}`);
  return html`<details class="part"><summary>${memberName(member)}${SEP}${member.chosen ? t('sv_doses_n', { n: doses.length }) : t('sv_not_asked')}</summary>
    <p class="quiet">${memberWords(member, on)}</p>
    ${words.length > 0 && html`<ul>${words.map((one, n) => html`<li key=${n}>${one}</li>`)}</ul>`}
    ${member.photo && html`<${Stamp} name=${member.photo} />`}
    ${(member.reasons || []).map((code) => html`<p key=${code}>${t(`svx_why_${code}`)}</p>`)}</details>`;
}

function Visit({ one, correct, remove }) {
  const when = [dayWords(one.on, true), byWhom(one)].filter(Boolean).join(SEP);
  return html`<section class="part"><h2>${t(`svx_outcome_${one.outcome}`)}</h2><p class="quiet">${when}</p>
    ${(one.members || []).map((member) => html`<${Member} key=${member.no} member=${member} on=${one.on} />`)}
    ${one.note && html`<p>${one.note}</p>`}
    ${one.corrected.length > 0 && html`<details class="part"><summary>${t('sv_before', { n: one.corrected.length })}</summary>${one.corrected.map((old) => html`<div key=${old.key}><p>${t(`svx_outcome_${old.outcome}`)}${SEP}${dayWords(old.on, true)}${SEP}${byWhom(old)}</p>
      ${(old.members || []).map((member) => html`<${Member} key=${member.no} member=${member} on=${old.on} />`)}</div>`)}</details>`}
    ${correct && html`<button class="wide" onClick=${correct}>${t('sv_correct')}</button>`}
    ${remove && html`<button class="plain" onClick=${remove}>${t('sv_take_back')}</button>`}</section>`;
}

/** What is seen of a household that was visited. */
export function Recorded({ cluster, no, household, set }) {
  const { visits, head, address, open } = household;
  const correct = (one) => () => {
    takeUp(cluster, correcting(one));
    if (one.outcome === 'interviewed') go(stepPath(cluster, no, 'children'));
  };
  const remove = (one) => () => takeBack({ kind: 'interview', key: one.key, area: one.area, words: t('sv_household', { n: no }) }).then((ok) => ok && visits.length < 2 && swap(clusterPath(cluster.key)));
  const again = () => set(begin(cluster, household, no));
  return html`<${Page} title=${[t('sv_household', { n: no }), head && personSaid(head)].filter(Boolean).join(' ')} back=${back}>
    ${address && html`<p>${address}</p>`}
    ${household.twice && html`<p class="note">${t('sv_twice_lead')}</p>`}
    ${open && html`<button class="big give" onClick=${again}>${t('sv_try_again', { n: household.tries + 1 })}</button>`}
    ${[...visits].reverse().map((one) => html`<${Visit} key=${one.key} one=${one} correct=${correct(one)} remove=${isOwn(one) && remove(one)} />`)}<//>`;
}
