/* The bar that says for which day, where and from which batch one is recording, and the screen that changes it. */

import { session, today, view } from '../core/index.js';
import { t, dayWords, weekdayWords } from '../shared/i18n.js';
import { isDay } from '../shared/days.js';
import { isExpired } from './batches.js';
import { inRound } from './counting.js';
import { atPost, MODES } from './place.js';
import { mayDose } from './visit.js';
import { Batch } from './batch.js';
import { Choice, Head, TextField } from '../shared/fields.js';
import { html, useState } from '../shared/html.js';
import { back, route } from '../shared/route.js';
import { modeWords } from './reasons.js';
import { actDay, area, chooseDay, choosePlace, locate, locates, remember, round, work } from '../shared/work.js';

const postsHere = () => view.posts(area().code);
const placeWords = (how) => {
  const post = how.post && postsHere().find((one) => one.key === how.post);
  return post ? post.name : t(`mode_${how.mode || 'none'}`);
};
function batchWords({ batch }) {
  if (!batch) return t('batch_none');
  return isExpired(batch, actDay()) ? `⚠ ${batch.lot} ${t('batch_expired_short')}` : batch.lot;
}
const dayLine = () => (actDay() === today() ? `${t('today')} ${dayWords(actDay())} ${weekdayWords(actDay())}` : t('late_entry', { day: dayWords(actDay()) }));
const giverWords = (how) =>
  mayDose(session.value.user) ? null : how.giver ? (view.person(how.giver) || { name: how.giver }).name : t('giver_none');

/** One line, tapped to change: 今天 12月1日 · 入户 · 批号 A12. */
export function WorkBar() {
  if (!round()) return null;
  const how = work();
  const several = view.rounds(area().code).length > 1 && t('round_n', { n: round().n });
  const words = [several, placeWords(how), batchWords(how), giverWords(how)].filter(Boolean);
  const kind = isExpired(how.batch, actDay()) ? 'workbar alarm' : actDay() === today() ? 'workbar' : 'workbar late';
  return html`<a class=${kind} href="#/work">
    <span><b>${dayLine()}</b> ${words.join(' · ')}</span><u>${t('change')}</u>
  </a>`;
}

function readDay(text) {
  const run = text.trim().match(/^(\d{4})-?(\d{2})-?(\d{2})$/);
  const day = run && `${run[1]}-${run[2]}-${run[3]}`;
  if (!isDay(day)) return { problem: t('day_unreadable') };
  return day > today() ? { problem: t('day_future') } : { day };
}

function Day() {
  const [text, setText] = useState(actDay());
  const read = readDay(text);
  const set = (words) => {
    setText(words);
    if (readDay(words).day) chooseDay(readDay(words).day);
  };
  const outside = read.day && round() && (read.day < round().first_day || read.day > round().last_day);
  const counted = !outside || inRound(round(), read.day);
  const words = [read.day && `${dayWords(read.day, true)} ${weekdayWords(read.day)}`, outside && t(counted ? 'day_outside' : 'day_not_counted')];
  return html`<${TextField} label=${t('on_day')} value=${text} set=${set} inputmode="numeric" problem=${read.problem}
      note=${words.filter(Boolean).join(' · ')} />
    ${actDay() !== today() && html`<button onClick=${() => set(today())}>${t('on_day_today')}</button>`}
    <p class="quiet">${t('on_day_lead')}</p>`;
}

function Place() {
  const how = work();
  const value = how.post ? `post:${how.post}` : how.mode;
  const choose = (code) => {
    const post = postsHere().find((one) => code === `post:${one.key}`);
    choosePlace(post ? atPost(post) : { mode: code, post: null });
  };
  const near = (post) => area().code.startsWith(post.area) || post.key === how.post;
  const asOptions = (posts) => posts.map((post) => [`post:${post.key}`, post.name]);
  const options = [...asOptions(postsHere().filter(near)), ...MODES.map((mode) => [mode, modeWords(mode, round() && round().campaign)])];
  const others = asOptions(postsHere().filter((post) => !near(post)));
  return html`<${Choice} label=${t('mode')} value=${value} set=${choose} must options=${options} />
    ${others.length > 0 && html`<details><summary>${t('other_posts')}</summary>
      <${Choice} label=${t('other_posts')} value=${value} set=${choose} must options=${others} /></details>`}`;
}

function Giver() {
  if (mayDose(session.value.user)) return null;
  const people = view.persons().filter((one) => mayDose(one));
  const set = (id) => remember({ giver: id });
  return html`<${Choice} label=${t('giver')} value=${work().giver} set=${set}
      options=${people.map((one) => [one.id || one.key, one.name])} />
    <p class="quiet">${t('giver_lead')}</p>`;
}

function Locating() {
  const set = (code) => {
    remember({ locate: code === 'yes' });
    locate();
  };
  const value = locates() === undefined ? null : locates() ? 'yes' : 'no';
  const options = ['yes', 'no'].map((code) => [code, t(`place_${code}`)]);
  return html`<${Choice} label=${t('place_ask')} value=${value} set=${set} must options=${options} />`;
}

/** Back to the work, but for a line that says something wrong: the day chosen before would hold without a word. */
function done() {
  const wrong = document.querySelector('main [aria-invalid]');
  if (wrong) wrong.focus();
  else back();
}

/** The screen where day, place, batch and vaccinator are chosen. */
export function Work() {
  const need = route.value.query.get('need') === 'giver';
  return html`<${Head} title=${t('work')} back=${back} />
    ${need && html`<p class="note problem" role="alert">${t('giver_need')}</p><${Giver} />`}
    <${Day} /><${Place} />${round() && html`<${Batch} />`}${!need && html`<${Giver} />`}<${Locating} />
    <button class="big give" onClick=${done}>${t('save')}</button>`;
}
