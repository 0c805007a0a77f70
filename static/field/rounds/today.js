/* Of 今日 what is about the round: which day and village, how many are due, done and left. */

import { session, tick, today, view } from '../core/index.js';
import { choose } from '../shared/choose.js';
import { area, remember } from '../shared/here.js';
import { html } from '../shared/html.js';
import { dayWords, t, weekdayWords } from '../shared/i18n.js';
import { go } from '../shared/route.js';
import { inRound, untilOf } from './counting.js';
import { reads } from './reads.js';
import { expectedIn, figures } from './roll.js';
import { chooseRound, round } from './work.js';
import { WorkBar } from './workbar.js';

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
  const [areas, rounds] = [view.areas(), now ? reads.rounds(here.code) : []];
  const names = areas.map((one) => [one.code, one.name]);
  return html`<div class="where">
    ${areas.length > 1 && choose(t('villages'), here.code, names, (code) => remember({ area: code }))}
    ${now && html`<${Rounds} now=${now} rounds=${rounds} />`}
  </div>`;
}

function expectedWords(here, now) {
  const { all, own } = expectedIn(reads.assignments(), now.key, here.code, session.value.user.id);
  if (!all) return '';
  return all === own ? t('expected', { n: all }) : t('expected_shared', { n: all, own });
}

function Figures({ here, now }) {
  tick.value;
  const every = [...view.children(here.code), ...reads.guests(here.code)].filter((child) => !child.joined);
  const { target, done, elsewhere, left, later, added, away, guests } = figures(every, now, (key) => reads.result(key, now.key), here.code);
  const unbatched = reads.unbatched(here.code, now.key).length;
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

function Over({ now, day }) {
  const days = { day: dayWords(now.last_day, true), until: dayWords(untilOf(now), true) };
  return html`<p class="note">${t(inRound(now, day) ? 'round_over' : 'round_past', days)}</p>`;
}

/** What 今日 says of the round in the village worked in: `#/`. */
export function RoundToday() {
  const [here, now] = [area(), round()];
  const day = today();
  return html`${!now && html`<p class="date">${dayWords(day, true)} ${weekdayWords(day)}</p>`}
    ${here && html`<${Where} here=${here} now=${now} />`}
    ${now && now.first_day > day && html`<p class="note">${t('round_not_begun', { day: dayWords(now.first_day, true) })}</p>`}
    ${now && now.last_day < day && html`<${Over} now=${now} day=${day} />`}
    ${now && html`<${WorkBar} /><${Figures} here=${here} now=${now} />`}
    ${here && !now && html`<p class="note">${t('no_round')}</p>`}`;
}
