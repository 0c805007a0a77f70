/* 今日: which day and village, how many are due, done and left, and whether everything is safe. */

import { awaited, kept, net, putBack, session, tick, today, unsent, view } from '../core/index.js';
import { t, dayWords, weekdayWords } from './i18n.js';
import { inRound, untilOf } from '../rounds/counting.js';
import { expectedIn, figures } from '../rounds/roll.js';
import { mayVisit } from '../rounds/visit.js';
import { Unfinished } from './draft.js';
import { html, useEffect } from './html.js';
import { go } from './route.js';
import { area, chooseRound, locate, locates, remember, round } from './work.js';
import { WorkBar } from '../rounds/workbar.js';

/** A closed choice cuts what does not fit: what is chosen is written over it, and wraps. */
const choose = (label, value, options, set) => html`<label class="pick"><span>${label}</span>
  <span class="chosen"><span aria-hidden="true">${options.filter(([code]) => code === value).map(([, words]) => words)}</span>
    <select value=${value} onChange=${(event) => set(event.target.value)}>
      ${options.map(([code, words]) => html`<option key=${code} value=${code} selected=${code === value}>${words}</option>`)}
    </select></span></label>`;

const daysOf = (now) => t('round_days', { from: dayWords(now.first_day), to: dayWords(now.last_day) });

/** A choice cuts what does not fit: it says no more than tells the rounds apart, the rest stands under it and wraps. */
function Rounds({ now, rounds }) {
  const one = rounds.every(({ campaign }) => campaign.key === now.campaign.key);
  const words = (each) => (one ? t('round_n', { n: each.n }) : `${t('round_n', { n: each.n })} · ${each.campaign.name}`);
  const options = rounds.map((each) => [each.key, words(each)]);
  const several = rounds.length > 1;
  return html`${several && choose(t('round'), now.key, options, chooseRound)}
    <p>${[!several && words(now), daysOf(now), now.campaign.name].filter(Boolean).join(' · ')}</p>`;
}

function Where({ here, now }) {
  const [areas, rounds] = [view.areas(), now ? view.rounds(here.code) : []];
  const names = areas.map((one) => [one.code, one.name]);
  return html`<div class="where">
    ${areas.length > 1 && choose(t('villages'), here.code, names, (code) => remember({ area: code }))}
    ${now && html`<${Rounds} now=${now} rounds=${rounds} />`}
  </div>`;
}

function expectedWords(here, now) {
  const { all, own } = expectedIn(view.assignments(), now.key, here.code, session.value.user.id);
  if (!all) return '';
  return all === own ? t('expected', { n: all }) : t('expected_shared', { n: all, own });
}

function Figures({ here, now }) {
  tick.value;
  const every = [...view.children(here.code), ...view.guests(here.code)].filter((child) => !child.joined);
  const { target, done, elsewhere, left, later, added, away, guests } = figures(every, now, (key) => view.result(key, now.key), here.code);
  const unbatched = view.unbatched(here.code, now.key).length;
  const expected = expectedWords(here, now);
  return html`<a class="figures" href="#/list?show=todo">
      <span class="left"><b>${left}</b> ${t('left')}</span>
      <span><b>${target}</b> ${t('target')}</span>
      <span><b>${done}</b> ${t('done')}</span>
    </a>
    ${expected && html`<p class="quiet">${expected}</p>`}
    ${elsewhere > 0 && html`<p class="quiet">${t('elsewhere_n', { n: elsewhere })}</p>`}
    ${added > 0 && html`<p class="quiet">${t('added_n', { n: added })}</p>`}
    ${away > 0 && html`<p class="quiet">${t('away_n', { n: away })}</p>`}
    ${guests > 0 && html`<p class="quiet">${t('guests_n', { n: guests })}</p>`}
    ${later > 0 && html`<a class="button wide later" href="#/list?show=later">${t('later_n', { n: later })} ›</a>`}
    ${unbatched > 0 && html`<a class="button wide later" href="#/nobatch">⚠ ${t('no_batch_n', { n: unbatched })} ›</a>`}
    <button class="big give" onClick=${() => go('list?show=todo')}>${t('to_list')}</button>`;
}

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

function Over({ now, day }) {
  const days = { day: dayWords(now.last_day, true), until: dayWords(untilOf(now), true) };
  return html`<p class="note">${t(inRound(now, day) ? 'round_over' : 'round_past', days)}</p>`;
}

/** Whoever's work is not in this app yet: that it is so, and whom to ask; nothing leads on. */
function NotYet({ user }) {
  const own = { nurse: t('not_yet_nurse'), surveyor: t('not_yet_surveyor') }[user.role];
  return html`<p><b>${t('not_yet')}</b></p><p>${own || t('not_yet_other')}</p><p>${t('not_yet_ask')}</p>`;
}

/** The first screen: `#/`. */
export function Today() {
  const [here, now] = [area(), round()];
  const day = today();
  const { user } = session.value;
  useEffect(() => void putBack(), []);
  if (!mayVisit(user)) {
    return html`<header class="head"><h1 tabindex="-1">${user.name}</h1><a class="button small" href="#/settings">${t('settings')}</a></header>
      <p class="date">${dayWords(day, true)} ${weekdayWords(day)}</p><${NotYet} user=${user} />`;
  }
  return html`<header class="head"><h1 tabindex="-1">${here ? here.name : t('nav_today')}</h1>
      <a class="button small" href="#/settings">${t('settings')}</a></header>
    ${!now && html`<p class="date">${dayWords(day, true)} ${weekdayWords(day)}</p>`}
    ${here && html`<${Where} here=${here} now=${now} />`}
    ${!here && !awaited.value.length && html`<p><b>${t('no_area')}</b></p><p>${t('no_area_lead')}</p>`}
    ${now && now.first_day > day && html`<p class="note">${t('round_not_begun', { day: dayWords(now.first_day, true) })}</p>`}
    ${now && now.last_day < day && html`<${Over} now=${now} day=${day} />`}
    ${now && html`<${WorkBar} /><${Figures} here=${here} now=${now} />`}
    ${here && !now && html`<p class="note">${t('no_round')}</p>`}
    <${Unfinished} />
    <${Safe} />
    ${here && html`<${AskPlace} />`}`;
}
