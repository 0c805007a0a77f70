/* One cluster: its households in their order, each as it was last found, and the next to go to. */

import { position, tick } from '../core/index.js';
import { TextField } from '../shared/fields.js';
import { locate, locates, remember } from '../shared/here.js';
import { html, useEffect, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Bar, Chips, Empty, Page } from '../shared/parts.js';
import { back, go, route } from '../shared/route.js';
import { namesSaid, personSaid } from '../shared/said.js';
import { Done } from './done.js';
import { householdPath } from './paths.js';
import { nextNo, progressOf } from './households.js';
import { clusterOf, clusterWords, householdsIn } from './reading.js';
import { lastDone } from './saving.js';
import { awayWords, progressWords, surveyWords } from './today.js';

/** What a household was last found, in a line. */
export function householdWords({ stands, days, tries, twice, address }) {
  if (!stands) return [t('sv_not_visited'), address].filter(Boolean).join(SEP);
  const asked = (stands.members || []).filter(({ chosen }) => chosen).length;
  const outcome = t(`svx_outcome_${stands.outcome}`);
  const more = {
    interviewed: asked > 0 && t('sv_asked_n', { n: asked }),
    nobody: t('sv_absent', { n: tries, days: namesSaid(days.map((day) => dayWords(day))) }),
  }[stands.outcome];
  return [outcome, more, stands.corrects && t('sv_corrected'), twice && t('sv_twice')].filter(Boolean).join(SEP);
}

function Household({ cluster, one }) {
  const name = [t('sv_household', { n: one.no }), one.head && personSaid(one.head)].filter(Boolean).join(' ');
  return html`<li><a class="notice" href=${`#/${householdPath(cluster, one.no)}`}><span><b>${name}</b><small>${householdWords(one)}</small></span>
    <span class="figure">${one.open ? (one.stands ? t('sv_again') : '') : '✔'}</span></a></li>`;
}

/* Asked once; either answer can be changed by asking again. */
function AskPlace() {
  if (locates() !== undefined) return null;
  const answer = (yes) => {
    remember({ locate: yes });
    locate();
  };
  return html`<div class="notice offer"><p>${t('sv_place_ask')}</p><div class="choices">
    <button onClick=${() => answer(false)}>${t('place_no')}</button><button onClick=${() => answer(true)}>${t('place_yes')}</button></div></div>`;
}

/* Another number than the next: where two share a cluster, or a door was passed over. */
function AnotherNo({ cluster }) {
  const [no, set] = useState('');
  const right = /^[1-9]\d{0,3}$/.test(no.trim());
  return html`<details class="part"><summary>${t('sv_another_no')}</summary>
    <${TextField} label=${t('sv_no')} value=${no} set=${set} inputmode="numeric" maxlength="4" />
    <button class="wide" disabled=${!right} onClick=${() => go(householdPath(cluster, +no))}>${t('sv_another_go')}</button></details>`;
}

const SHOWN = { all: () => true, again: ({ open, stands }) => open && stands, done: ({ open }) => !open };

/* How the households are found: the document of the survey, in a line. */
const howWords = ({ of, size }) => [t(`svx_how_${of.households || 'walk'}`), size > 0 && t('sv_size', { n: size }), t(`svx_per_${of.per_household || 'one'}`)].join(SEP);

function Whole({ cluster }) {
  const [shown, show] = useState('all');
  const households = householdsIn(cluster);
  const progress = progressOf(households, cluster.of);
  const options = Object.keys(SHOWN).map((code) => [code, t(`svx_shown_${code}`), households.filter(SHOWN[code]).length]);
  const next = nextNo(households);
  const seen = households.filter(SHOWN[shown]);
  const last = lastDone.value;
  return html`<${Page} title=${clusterWords(cluster)} back=${back} figure=${progress.wanted ? `${progress.reached} / ${progress.wanted}` : null}>
    <${Bar} done=${progress.reached} of=${progress.wanted} />
    <p>${[progressWords(progress), awayWords(cluster)].filter(Boolean).join(SEP)}</p>
    <p class="quiet">${[surveyWords(cluster.of), howWords(cluster)].filter(Boolean).join(SEP)}</p>
    ${Array.isArray(cluster.villages) && html`<p>${t('sv_joined', { n: cluster.villages.length })}</p>`}
    ${cluster.reason && html`<p class="quiet">${t('sv_replaces', { why: cluster.reason })}</p>`}
    <${Done} of=${cluster.key} back=${() => go(householdPath(cluster, last.draft.words.household_no))} />
    <button class="big give" onClick=${() => go(householdPath(cluster, next))}>${t('sv_next_household', { n: next })}</button>
    <${AnotherNo} cluster=${cluster} />
    <${AskPlace} />
    ${households.length > 0 && html`<${Chips} label=${t('sv_shown')} value=${shown} options=${options} set=${show} />`}
    ${!households.length && html`<p class="quiet">${t('sv_first_household')}</p>`}
    ${households.length > 0 && !seen.length && html`<${Empty} title=${t(`svx_none_${shown}`)} />`}
    <ul class="sv-rows">${seen.map((one) => html`<${Household} key=${one.no} cluster=${cluster} one=${one} />`)}</ul><//>`;
}

/** The screen `#/cluster/KEY`. */
export function Cluster() {
  tick.value;
  position.value;
  const key = decodeURIComponent(route.value.parts[1] || '');
  const cluster = clusterOf(key);
  useEffect(locate, []);
  if (!cluster) return html`<${Page} title=${t('sv_cluster_gone')} back=${back}><${Empty} title=${t('sv_cluster_gone')} lead=${t('sv_cluster_gone_lead')} /><//>`;
  return html`<${Whole} cluster=${cluster} />`;
}
