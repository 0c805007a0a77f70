/* At the door of a household: what was found there. Whatever is no interview is kept with one tap. */

import { today } from '../core/index.js';
import { readDay } from '../shared/birth.js';
import { TextField } from '../shared/fields.js';
import { html } from '../shared/html.js';
import { dayWords, t } from '../shared/i18n.js';
import { Page } from '../shared/parts.js';
import { back, go, swap } from '../shared/route.js';
import { settle } from '../shared/settle.js';
import { stepPath } from './paths.js';
import { OUTCOMES } from './interview.js';
import { clusterWords } from './reading.js';
import { dropInterview, keepInterview } from './saving.js';
import { clusterPath } from './paths.js';

/* The day of the visit: today, unless another is said. */
function Day({ words, set }) {
  const day = readDay(words.day_said);
  const problem = words.day_said && (!day || day > today()) ? t('sv_day_wrong') : null;
  const say = (text) => set({ day_said: text, on: readDay(text) && readDay(text) <= today() ? readDay(text) : today() });
  return html`<details class="part"><summary>${t('sv_day', { day: dayWords(words.on) })}</summary>
    <${TextField} label=${t('sv_day_label')} value=${words.day_said} set=${say} problem=${problem} inputmode="numeric" maxlength="12" /></details>`;
}

/** The first step. */
export function AtTheDoor({ cluster, no, household, words, set, begun }) {
  const again = household && household.days.includes(words.on) && !words.corrects;
  const choose = async (outcome) => {
    set({ outcome });
    settle();
    if (outcome === 'interviewed') return go(stepPath(cluster, no, 'children'));
    if (await keepInterview(cluster, { ...words, outcome })) swap(clusterPath(cluster.key));
    return null;
  };
  const drop = () => dropInterview(cluster, words).then(() => swap(clusterPath(cluster.key)));
  return html`<${Page} title=${t('sv_household', { n: no })} back=${back}>
    <p class="quiet">${clusterWords(cluster)}</p>
    ${words.corrects && html`<p class="note">${t('sv_correcting')}</p>`}
    ${!words.corrects && words.tries > 1 && html`<p>${t('sv_try_n', { n: words.tries })}</p>`}
    ${again && html`<p class="note">${t('sv_same_day')}</p>`}
    ${household && household.address && html`<p>${household.address}</p>`}
    <div class="part"><${TextField} label=${t('sv_head')} value=${words.head} set=${(head) => set({ head })} optional maxlength="50" /></div>
    <h2>${t('sv_found')}</h2>
    <div class="sv-answers">${OUTCOMES.map((code) => html`<button key=${code} class=${code === 'interviewed' ? 'give' : ''} onClick=${() => choose(code)}>${t(`svx_outcome_${code}`)}</button>`)}</div>
    <div class="part"><${TextField} label=${t('sv_note')} value=${words.note} set=${(note) => set({ note })} optional maxlength="200" /></div>
    <${Day} words=${words} set=${set} />
    ${begun && html`<button class="plain" onClick=${drop}>${t('sv_drop_interview')}</button>`}<//>`;
}
