/* 今日: what each capability of this person says of today, what is to be looked at, and whether everything is safe. */

import { awaited, kept, net, putBack, sendNow, session, today, unsent, view } from '../core/index.js';
import { mine } from './capability.js';
import { DotBeside } from './describe.js';
import { Unfinished } from './draft.js';
import { area, locate, locates, remember } from './here.js';
import { html, useEffect } from './html.js';
import { dayWords, t, weekdayWords } from './i18n.js';
import { isLargeSaid, setLarge } from './large.js';
import { Empty, Folded, Notice, Tool, Top } from './parts.js';
import { namesSaid, placeSaid } from './said.js';
import { Village } from './village.js';

/* Asked once, in one sentence; either answer can be changed later. */
function Offer({ words, yes, no, answer }) {
  return html`<div class="notice offer"><p>${words}</p>
    <div class="choices"><button onClick=${() => answer(false)}>${no}</button>
      <button onClick=${() => answer(true)}>${yes}</button></div></div>`;
}

/** Asked before the browser asks; refusing costs nothing. */
function AskPlace() {
  if (locates() !== undefined) return null;
  const answer = (yes) => {
    remember({ locate: yes });
    locate();
  };
  return html`<${Offer} words=${t('place_ask')} yes=${t('place_yes')} no=${t('place_no')} answer=${answer} />`;
}

const AskLarge = () =>
  isLargeSaid() ? null : html`<${Offer} words=${t('large_ask')} yes=${t('large_yes')} no=${t('large_no')} answer=${setLarge} />`;

const scopeName = (scope) => (view.record('school', scope.slice(7)) || view.area(scope)).name;
const villagesOf = (scopes) => scopes.filter((scope) => scope !== 'setup').map((scope) => placeSaid(scopeName(scope)));

/** What of the villages given to her is not on this phone yet. */
function Missing() {
  const missing = villagesOf(awaited.value);
  return html`<p class="notice" key="missing">${t(missing.length ? 'not_here' : 'not_whole', { names: namesSaid(missing) })}</p>`;
}

/** What is on this phone and what of it is sent, in one quiet line. */
function Safe() {
  const whole = !awaited.value.length;
  return html`<div class="safe">
    <p>${kept.value && whole && html`<span>✔\u00a0${t('all_kept')}</span> `}${unsent.value ? '' : html`<span>✔\u00a0${t('all_sent')}</span>`}</p>
    ${unsent.value > 0 && html`<a href="#/report"><${DotBeside} />${t('unsent_n', { n: unsent.value })}</a>`}
    ${net.value === 'off' && html`<p>${t('net_off')}</p>`}
  </div>`;
}

/** Whoever's work is in the office: that it is so, the way there, and whom to ask. */
const NotYet = () => html`<p><b>${t('not_yet')}</b></p><p>${t('not_yet_other')}</p>
  <a class="button give wide" href="/">${t('to_office')}</a><p>${t('not_yet_ask')}</p>`;

function Notices({ user }) {
  const own = mine(user).map(({ notices }) => (notices ? notices() : []));
  const lines = [awaited.value.length > 0 && Missing(), ...[].concat(...own), ...Unfinished({})];
  return html`<${Folded} lines=${lines} words=${(n) => t('notices_n', { n })} />`;
}

const GIVES = ['supervisor', 'administrator']; // who gives villages to others, and to themselves

/** No village is hers: whom to ask, and for who plans the way to where it is done. */
function NoVillage({ user }) {
  if (!GIVES.includes(user.role)) {
    return html`<${Empty} title=${t('no_area')} lead=${t('no_area_lead')}><button class="big give" onClick=${sendNow}>${t('no_area_go')}</button><//>`;
  }
  return html`<${Empty} title=${t('no_area')} lead=${t('no_area_own')}><a class="button give wide" href="/">${t('to_office')}</a>
    <button class="wide" onClick=${sendNow}>${t('no_area_go')}</button><//>`;
}

/** The first screen: `#/`. Whoever no capability is for is told so. */
export function Today() {
  const here = area();
  const { user } = session.value;
  const parts = mine(user).map((one) => one.today).filter(Boolean);
  useEffect(() => void putBack(), []);
  const settings = html`<${Tool} name="settings" label=${t('settings')} href="#/settings" />`;
  if (!parts.length) {
    return html`<${Top} title=${user.name}>${settings}<//>
      <p class="date">${dayWords(today(), true)} ${weekdayWords(today())}</p><${NotYet} />`;
  }
  return html`${here ? html`<${Village}>${settings}<//>` : html`<${Top} title=${t('nav_today')}>${settings}<//>`}
    ${parts.map((Part, n) => html`<${Part} key=${n} />`)}
    ${!here && !awaited.value.length && !view.carried('school:').length && mine(user).some(({ village }) => village) && html`<${NoVillage} user=${user} />`}
    <${Notices} user=${user} />
    <${AskLarge} />
    <${Safe} />
    ${here && html`<${AskPlace} />`}
    <${Notice} href="#/help">${t('call_help')}<//>`;
}
