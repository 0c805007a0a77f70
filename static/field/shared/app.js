/* The frame: banners above, the open screen, four places to go below. */

import { clockOff, prepare, progress, putBackMark, session, signInAgain, stopped, storageProblem, unsent, updateReady } from '../core/index.js';
import { productName, spoken, t } from './i18n.js';
import { NoBatch } from '../rounds/batch.js';
import { AddChild, EditChild } from '../rounds/childform.js';
import { Embedded, isEmbedded } from './embedded.js';
import { Head } from './fields.js';
import { Alone, House } from '../rounds/house.js';
import { HouseForm } from '../rounds/houseform.js';
import { Guard } from './guard.js';
import { html, useEffect, useLayoutEffect } from './html.js';
import { List } from '../rounds/list.js';
import { Sheets } from '../rounds/reasons.js';
import { Report } from './report.js';
import { path } from './route.js';
import { said } from './save.js';
import { Settings } from './settings.js';
import { Download, SignIn } from './signin.js';
import { Today } from './today.js';
import { areaCode } from './work.js';
import { Work } from '../rounds/workbar.js';
import { mayVisit } from '../rounds/visit.js';

const PLACES = [
  ['', 'nav_today', '◐'],
  ['list', 'nav_list', '☰'],
  ['add', 'nav_add', '＋'],
  ['report', 'nav_report', '↑'],
];
const SCREENS = { '': Today, list: List, add: AddChild, report: Report, settings: Settings, work: Work, nobatch: NoBatch, signin: SignIn };
const NEED_AREA = ['list', 'add', 'work', 'nobatch', 'household', 'child'];
const FOR_ALL = ['', 'report']; // also for who records nothing yet

function screenOf([first = '', second, third]) {
  if (NEED_AREA.includes(first) && (!areaCode.value || !mayVisit(session.value.user))) return Today;
  if (first === 'household') return second === 'new' || third === 'edit' ? HouseForm : House;
  if (first === 'child') return third === 'edit' ? EditChild : Alone;
  return SCREENS[first] || Missing;
}

const Missing = () => html`<${Head} title=${t('no_page')} /><a class="button wide" href="#/">${t('to_today')}</a>`;

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
  const { words, alarm } = said.value || {};
  const hush = () => {
    said.value = null;
  };
  return alarm ? html`<p key=${words} class="shout" role="alert" onClick=${hush}>${words}</p>` : null;
}

function Nav({ at }) {
  return html`<nav aria-label=${t('nav')}>
    ${PLACES.filter(([path]) => FOR_ALL.includes(path) || mayVisit(session.value.user)).map(
      ([path, word, sign]) => html`<a key=${path} href=${`#/${path}`} aria-current=${at === path ? 'page' : null}>
        <span aria-hidden="true">${sign}</span>${t(word)}
        ${path === 'report' && unsent.value > 0 && html`<b class="badge" aria-label=${t('nav_unsent', { n: unsent.value })}>${unsent.value}</b>`}
      </a>`,
    )}
  </nav>`;
}

function useArrival(path) {
  useLayoutEffect(() => {
    if (path !== 'list') window.scrollTo(0, 0);
  }, [path]);
  useEffect(() => {
    // Once it is drawn, for it costs a layout; and not from under a hand that was faster than the drawing.
    const [heading, busy] = [document.querySelector('h1'), document.querySelector('main :focus')];
    if (heading && !busy && path !== null) heading.focus({ preventScroll: true });
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
  const Screen = screenOf(parts);
  return html`<${Banners} /><${Shout} />
    <main><${Guard} key=${at}><${Screen} key=${at} /><//></main>
    <${Nav} at=${parts[0] || ''} />
    <${Sheets} />
    <${Heard} />`;
}

const Heard = () => html`<p class="unseen" role="status">${said.value && !said.value.alarm ? said.value.words : ''}</p>`;

/** The whole app. */
export function App() {
  document.title = productName();
  document.documentElement.lang = spoken.value === 'zh' ? 'zh-CN' : 'en';
  if (isEmbedded(navigator.userAgent)) return html`<${Embedded} />`;
  if (!session.value) return html`<${Banners} /><main><${SignIn} /></main>`;
  if (progress.value) return html`<main><${Download} /></main>`;
  return html`<${Inside} />`;
}
