/* Of 今日 what is about the round: how many are left, how far the village is, and the way on. */

import { session, tick, today, view } from '../core/index.js';
import { area } from '../shared/here.js';
import { html } from '../shared/html.js';
import { dayWords, SEP, t, weekdayWords } from '../shared/i18n.js';
import { Bar, Chosen, Empty, Folded, Notice } from '../shared/parts.js';
import { isNarrow } from '../shared/room.js';
import { go } from '../shared/route.js';
import { inRound, untilOf } from './counting.js';
import { reads } from './reads.js';
import { expectedIn, figures } from './roll.js';
import { countable } from './tally.js';
import { chooseRound, round } from './work.js';
import { WorkBar } from './workbar.js';

const daysOf = (now) => t('round_days', { from: dayWords(now.first_day), to: dayWords(now.last_day) });

/** Which round, changed by a tap where there are several; its days, and the campaign where that does not tell it. */
function Which({ here, now, brief }) {
  const rounds = reads.rounds(here.code);
  const one = rounds.every(({ campaign }) => campaign.key === now.campaign.key);
  const words = (each) => (one ? t('round_n', { n: each.n }) : `${t('round_n', { n: each.n })}${SEP}${each.campaign.name}`);
  const options = rounds.map((each) => [each.key, words(each)]);
  return html`<div class="which">
    ${rounds.length > 1 ? html`<${Chosen} label=${t('round')} value=${now.key} options=${options} set=${chooseRound}>${words(now)}<//>` : html`<span>${words(now)}</span>`}
    ${!brief && html`<span>${daysOf(now)}</span>`}</div>`;
}

function expectedWords(here, now) {
  const { all, own } = expectedIn(reads.assignments(), now.key, here.code, session.value.user.id);
  if (!all) return '';
  return all === own ? t('expected', { n: all }) : t('expected_shared', { n: all, own });
}

/** How these figures come about, and what else is counted. */
function Others({ here, now, counts: { elsewhere, added, away, guests } }) {
  const line = (n, word) => n > 0 && html`<p class="quiet" key=${word}>${t(word, { n })}</p>`;
  const expected = expectedWords(here, now);
  const lines = [
    isNarrow() && html`<p class="quiet" key="days">${daysOf(now)}</p>`,
    expected && html`<p class="quiet" key="expected">${expected}</p>`,
    line(elsewhere, 'elsewhere_n'),
    line(added, 'added_n'),
    line(away, 'away_n'),
    line(guests, 'guests_n'),
  ];
  return html`<${Folded} lines=${lines} words=${() => t('counted_how')} quiet />`;
}

/** A village of whom nobody is listed yet: there is nothing to count, and one thing to do. */
const Nobody = () => html`<${Empty} title=${t('no_children')} lead=${t('no_children_lead')}>
  <button class="big give" onClick=${() => go('add')}>${t('add_child')}</button><//>`;

function Figures({ here, now }) {
  tick.value;
  if (!countable(here.code).length) return html`<${Nobody} />`;
  const counts = figures(countable(here.code), now, (key) => reads.result(key, now.key), here.code);
  const { target, done, elsewhere, left, later } = counts;
  return html`<section class="card figures">
      <${Which} here=${here} now=${now} brief=${isNarrow()} />
      <p class="left"><b>${left}</b> ${t('left')}</p>
      <${Bar} done=${done} of=${target} />
      <p class="parts"><span><b>${done}</b> ${t('done')}</span> ${elsewhere > 0 && html`<span><b>${elsewhere}</b> ${t('elsewhere')}</span> `}<span><b>${target}</b> ${t('target')}</span>
        ${later > 0 && html`<a href="#/list?show=later"><b>${later}</b> ${t('later')} ›</a>`}</p>
    </section>
    <button class="big give" onClick=${() => go('list?show=todo')}>${t('to_list')}</button>
    <${Others} here=${here} now=${now} counts=${counts} />`;
}

/** A round that has not begun has a date and a list, and no share. */
function Ahead({ here, now }) {
  tick.value;
  if (!countable(here.code).length) return html`<${Nobody} />`;
  const n = figures(countable(here.code), now, (key) => reads.result(key, now.key), here.code).target;
  return html`<section class="card figures">
      <${Which} here=${here} now=${now} />
      <p class="begins">${t('begins', { day: dayWords(now.first_day) })}</p>
      <p>${t('listed_n', { n })}</p>
    </section>
    <button class="big give" onClick=${() => go('list')}>${t('see_list')}</button>
    <p class="quiet lead">${t('round_not_begun')}</p>`;
}

function Over({ now, day }) {
  const days = { day: dayWords(now.last_day, true), until: dayWords(untilOf(now), true) };
  return html`<p class="note">${t(inRound(now, day) ? 'round_over' : 'round_past', days)}</p>`;
}

/** What 今日 says of the round in the village worked in: `#/`. */
export function RoundToday() {
  const [here, now] = [area(), round()];
  const day = today();
  if (!now) {
    return html`<p class="date">${dayWords(day, true)} ${weekdayWords(day)}</p>
      ${here && html`<p class="note">${t('no_round')}</p><button class="big give" onClick=${() => go('add')}>${t('add_child')}</button>`}`;
  }
  if (now.first_day > day) return html`<${WorkBar} /><${Ahead} here=${here} now=${now} />`;
  return html`<${WorkBar} />${now.last_day < day && html`<${Over} now=${now} day=${day} />`}<${Figures} here=${here} now=${now} />`;
}

/** What is to be looked at in the village worked in. */
export function roundNotices() {
  const [here, now] = [area(), round()];
  tick.value;
  const n = now ? reads.unbatched(here.code, now.key).length : 0;
  return n ? [html`<${Notice} key="batch" href="#/nobatch">${t('no_batch_n', { n })}<//>`] : [];
}
