/* The frame: banners above, the open screen, the places to go below. */

import { clockOff, prepare, progress, putBackMark, session, signInAgain, stopped, storageProblem, unsent, updateReady } from '../core/index.js';
import { mine, placesOf, screenAt } from './capability.js';
import { Head } from './fields.js';
import { Guard } from './guard.js';
import { areaCode } from './here.js';
import { Embedded } from './house.js';
import { html, useEffect, useLayoutEffect } from './html.js';
import { productName, spoken, t } from './i18n.js';
import { Icon } from './icons.js';
import { arrive, path } from './route.js';
import { announced } from './save.js';
import { Download, SignIn } from './signin.js';

/** True inside WeChat or QQ; QQ's own browser (MQQBrowser without QQ/) is a real one. */
const isEmbedded = (agent) => /MicroMessenger|\bQQ\/\d/i.test(agent);

const Missing = () => html`<${Head} title=${t('no_page')} /><a class="button give wide" href="#/">${t('to_today')}</a>`;

const DAY_MINUTES = 1440;

/** Many minutes also as people count them. */
function minutesWords(n) {
  const more = n < 2 * DAY_MINUTES ? t('hours_about', { n: Math.round(n / 60) }) : t('days_about', { n: Math.round(n / DAY_MINUTES) });
  return t('minutes', { n }) + (n < 120 ? '' : more);
}

function Banners() {
  const minutes = clockOff.value;
  const lines = [
    storageProblem.value && ['alarm', t('banner_storage', { why: storageProblem.value.sentence })],
    stopped.value && ['alarm', t('banner_stopped')],
    signInAgain.value && ['warn', t('banner_sign_in'), html`<a href="#/signin">${t('banner_sign_in_go')}</a>`],
    putBackMark.value && ['warn', t(putBackMark.value.n ? 'banner_put_back' : 'banner_put_back_lists', { n: putBackMark.value.n })],
    minutes && ['warn', t('banner_clock', { n: minutesWords(Math.abs(minutes)) })],
    updateReady.value && ['calm', t('banner_update')],
  ].filter(Boolean);
  return html`<aside class="banners" aria-label=${t('banners')}>
    ${lines.map(([kind, words, more]) => html`<p key=${words} class=${kind} role=${kind === 'alarm' ? 'alert' : null}>${words} ${more}</p>`)}
  </aside>`;
}

/** What went wrong, or must be known at once: over the screen, wherever one has scrolled to, so that nothing moves. */
function Shout() {
  const { words, alarm } = announced.value || {};
  const hush = () => {
    announced.value = null;
  };
  return alarm ? html`<p key=${words} class="shout" role="alert" onClick=${hush}>${words}</p>` : null;
}

function Nav({ at }) {
  return html`<nav aria-label=${t('nav')}>
    ${placesOf(session.value.user).map(
      ([path, word, icon]) => html`<a key=${path} href=${`#/${path}`} aria-current=${at === path ? 'page' : null}>
        <span class="sign"><${Icon} name=${icon} />
          ${path === 'report' && unsent.value > 0 && html`<b class="badge" aria-label=${t('nav_unsent', { n: unsent.value })}>${unsent.value}</b>`}</span>
        ${t(word)}
      </a>`,
    )}
  </nav>`;
}

function useArrival(path) {
  useLayoutEffect(() => {
    if (path !== 'list') window.scrollTo(0, 0);
  }, [path]);
  useEffect(() => {
    if (path !== null) arrive();
  }, [path]);
}

function Inside() {
  const at = path.value;
  const parts = at.split('/').filter(Boolean);
  const here = areaCode.value;
  useArrival(at);
  useEffect(() => {
    if (here) prepare(here).catch(() => {}); // only made ready ahead: a screen that needs it says what is wrong
  }, [here]);
  const { user } = session.value;
  const Screen = screenAt(parts, user, here) || Missing;
  return html`<${Banners} /><${Shout} />
    <main><${Guard} key=${at}><${Screen} key=${at} /><//></main>
    <${Nav} at=${parts[0] || ''} />
    ${mine(user).map(({ name, sheets: Sheets }) => Sheets && html`<${Sheets} key=${name} />`)}
    <${Heard} />`;
}

const SHOWN_MS = 4000;

/** That something is kept: heard, and for a moment to be seen where the screen does not show it; no tap meets it. */
function Heard() {
  const { words, alarm, shown } = announced.value || {};
  useEffect(() => {
    const said = announced.value;
    const gone = shown && setTimeout(() => announced.value === said && (announced.value = null), SHOWN_MS);
    return () => clearTimeout(gone);
  }, [announced.value]);
  return html`<p class=${shown ? 'kept' : 'unseen'} role="status">${words && !alarm ? `${shown ? '✔ ' : ''}${words}` : ''}</p>`;
}

/** The whole app. */
export function App() {
  document.title = productName();
  document.documentElement.lang = spoken.value === 'zh' ? 'zh-CN' : 'en';
  if (isEmbedded(navigator.userAgent)) return html`<${Embedded} />`;
  if (!session.value) return html`<${Banners} /><main><${SignIn} /></main>`;
  if (progress.value) return html`<main><${Download} /></main>`;
  return html`<${Inside} />`;
}
