/* Of 今日 what is about surveys: each cluster with how far it is, and the way to quick checks. */

import { awaited, position, sendNow, session, tick, today } from '../core/index.js';
import { waiting } from '../core/photos.js';
import { bringRules } from '../shared/vaccines.js';
import { html, useEffect } from '../shared/html.js';
import { dayWords, SEP, t, weekdayWords } from '../shared/i18n.js';
import { Bar, Empty, Notice } from '../shared/parts.js';
import { go } from '../shared/route.js';
import { away } from './doubts.js';
import { progressOf } from './households.js';
import { clusterPath } from './paths.js';
import { isOpen } from './quick.js';
import { clusters, clusterWords, householdsIn, useChecks } from './reading.js';

/** How far one is from the middle of a cluster's village, in words; nothing where it is not known. */
export function awayWords(cluster) {
  const metres = away(position.value, cluster);
  if (metres === null) return '';
  return metres < 1000 ? t('sv_away_m', { n: metres }) : t('sv_away_km', { n: (metres / 1000).toFixed(1) });
}

/** How far a cluster is, in a line. */
export function progressWords({ visited, interviewed, again }) {
  if (!visited) return t('sv_none_visited');
  return [t('sv_visited', { n: visited, done: interviewed }), again > 0 && t('sv_again_n', { n: again })].filter(Boolean).join(SEP);
}

/** The days of a survey, and that it is closed. */
export function surveyWords({ first_day: from, last_day: to, state }) {
  const days = from && to ? t('sv_days', { from: dayWords(from), to: dayWords(to) }) : '';
  return [days, state === 'closed' && t('sv_closed')].filter(Boolean).join(SEP);
}

function ClusterRow({ cluster }) {
  const progress = progressOf(householdsIn(cluster), cluster.of);
  const figure = progress.wanted ? `${progress.reached} / ${progress.wanted}` : progress.reached;
  return html`<li><a class="notice" href=${`#/${clusterPath(cluster.key)}`}>
    <span><b>${clusterWords(cluster)}</b><small>${[cluster.heir && t('sv_heir', { n: cluster.heir }), progressWords(progress), !cluster.heir && awayWords(cluster)].filter(Boolean).join(SEP)}</small></span>
    <span class="figure">${figure}</span></a></li>`;
}

/* The clusters of one survey. */
function Survey({ of, own }) {
  const all = own.filter(({ heir }) => !heir).map((one) => ({ one, ...progressOf(householdsIn(one), one.of) }));
  const [reached, wanted] = ['reached', 'wanted'].map((name) => all.reduce((sum, one) => sum + one[name], 0));
  const next = all.find((one) => !one.wanted || one.reached < one.wanted);
  return html`<section class="card figures"><h2>${of.name}</h2>
      <p class="quiet">${surveyWords(of)}</p>
      ${wanted > 0 && html`<${Bar} done=${reached} of=${wanted} />`}
      <p>${t(of.children_per_cluster ? 'sv_reached_children' : 'sv_reached', { n: reached, of: wanted || '—' })}</p></section>
    ${next && html`<button class="big give" onClick=${() => go(clusterPath(next.one.key))}>${t('sv_go', { name: clusterWords(next.one) })}</button>`}
    <ul class="sv-rows">${own.map((cluster) => html`<${ClusterRow} key=${cluster.key} cluster=${cluster} />`)}</ul>`;
}

const NoCluster = () => html`<${Empty} title=${t('sv_no_cluster')} lead=${t('sv_no_cluster_lead')}><button class="wide" onClick=${sendNow}>${t('sv_look')}</button><//>`;

/** What 今日 says of surveys and quick checks. */
export function SurveyToday() {
  tick.value;
  useEffect(() => void bringRules(), []);
  const [own, checks] = [clusters(), useChecks() || []];
  const surveys = [...new Map(own.map((one) => [one.survey, one.of])).values()];
  const open = checks.filter(isOpen).length;
  return html`${surveys.length > 0 && html`<p class="date">${dayWords(today(), true)} ${weekdayWords(today())}</p>`}
    ${surveys.map((of) => html`<${Survey} key=${of.key} of=${of} own=${own.filter(({ survey }) => survey === of.key)} />`)}
    ${!own.length && !awaited.value.length && session.value.user.role === 'surveyor' && html`<${NoCluster} />`}
    <${Notice} href="#/quick">${open ? t('sv_quick_open', { n: open }) : t('sv_quick_go')}<//>
    ${waiting.value > 0 && html`<p class="quiet">${t('sv_photos', { n: waiting.value })}</p>`}`;
}
