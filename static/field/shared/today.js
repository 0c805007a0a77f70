/* 今日: what each capability of this person says of today, and whether everything is safe. */

import { awaited, kept, net, putBack, session, today, unsent, view } from '../core/index.js';
import { mine } from './capability.js';
import { Unfinished } from './draft.js';
import { area, locate, locates, remember } from './here.js';
import { html, useEffect } from './html.js';
import { dayWords, t, weekdayWords } from './i18n.js';

/** Asked once, in one sentence, before the browser asks; refusing costs nothing. */
function AskPlace() {
  if (locates() !== undefined) return null;
  const answer = (yes) => () => {
    remember({ locate: yes });
    locate();
  };
  return html`<div class="note"><p>${t('place_ask')}</p>
    <div class="choices"><button onClick=${answer(true)}>${t('place_yes')}</button>
      <button onClick=${answer(false)}>${t('place_no')}</button></div></div>`;
}

const villagesOf = (scopes) => scopes.filter((scope) => scope !== 'setup').map((code) => view.area(code).name);

/** What is on this phone, and what of the villages given to her is not. */
function Safe() {
  const [missing, whole] = [villagesOf(awaited.value), !awaited.value.length];
  return html`<div class="safe">
    ${kept.value && whole && html`<p>✔ ${t('all_kept')}</p>`}
    ${!whole && html`<p class="note">⚠ ${t(missing.length ? 'not_here' : 'not_whole', { names: missing.join('、') })}</p>`}
    <p>${unsent.value ? html`<a href="#/report">${t('unsent_n', { n: unsent.value })}</a>` : `✔ ${t('all_sent')}`}</p>
    ${net.value === 'off' && html`<p>${t('net_off')}</p>`}
  </div>`;
}

/** Whoever's work is not in this app yet: that it is so, and whom to ask; nothing leads on. */
function NotYet({ user }) {
  const own = { nurse: t('not_yet_nurse'), surveyor: t('not_yet_surveyor') }[user.role];
  return html`<p><b>${t('not_yet')}</b></p><p>${own || t('not_yet_other')}</p><p>${t('not_yet_ask')}</p>`;
}

/** The first screen: `#/`. Whoever no capability is for is told so. */
export function Today() {
  const here = area();
  const { user } = session.value;
  const parts = mine(user).map((one) => one.today).filter(Boolean);
  useEffect(() => void putBack(), []);
  const head = (title) => html`<header class="head"><h1 tabindex="-1">${title}</h1>
      <a class="button small" href="#/settings">${t('settings')}</a></header>`;
  if (!parts.length) {
    return html`${head(user.name)}
      <p class="date">${dayWords(today(), true)} ${weekdayWords(today())}</p><${NotYet} user=${user} />`;
  }
  return html`${head(here ? here.name : t('nav_today'))}
    ${parts.map((Part, n) => html`<${Part} key=${n} />`)}
    ${!here && !awaited.value.length && html`<p><b>${t('no_area')}</b></p><p>${t('no_area_lead')}</p>`}
    <${Unfinished} />
    <${Safe} />
    ${here && html`<${AskPlace} />`}`;
}
