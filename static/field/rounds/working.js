/* What is opened to change how one works: day, place, batch and vaccinator; and the doses that stand without a batch.
   Loaded when first needed. */

import { session, today, view } from '../core/index.js';
import { readDay } from '../shared/birth.js';
import { Choice, Head, TextField } from '../shared/fields.js';
import { toWrong } from '../shared/forms.js';
import { actDay, area, chooseDay, locate, locates, remember } from '../shared/here.js';
import { html, useState } from '../shared/html.js';
import { addWords, dayWords, SEP, t, weekdayWords } from '../shared/i18n.js';
import { back, route } from '../shared/route.js';
import { personSaid, placeSaid } from '../shared/said.js';
import { Batch } from './batch.js';
import { inRound } from './counting.js';
import { atPost, MODES } from './place.js';
import { reads } from './reads.js';
import { modeWords } from './reasons.js';
import { mayDose } from './visit.js';
import zh from './words/working.zh.js';
import { choosePlace, round, work } from './work.js';
export { NoBatch } from './batch.js';

addWords(zh);

const postsHere = () => reads.posts(area().code);

function workDay(text) {
  const day = readDay(text);
  if (!day) return { problem: t('day_unreadable') };
  return day > today() ? { problem: t('day_future') } : { day };
}

function Day() {
  const [text, setText] = useState(actDay());
  const read = workDay(text);
  const set = (words) => {
    setText(words);
    if (workDay(words).day) chooseDay(workDay(words).day);
  };
  const outside = read.day && round() && (read.day < round().first_day || read.day > round().last_day);
  const counted = !outside || inRound(round(), read.day);
  const words = [read.day && `${dayWords(read.day, true)} ${weekdayWords(read.day)}`, outside && t(counted ? 'day_outside' : 'day_not_counted')];
  return html`<${TextField} label=${t('on_day')} value=${text} set=${set} inputmode="numeric" problem=${read.problem}
      note=${words.filter(Boolean).join(SEP)} />
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
  const asOptions = (posts) => posts.map((post) => [`post:${post.key}`, placeSaid(post.name)]);
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
  return html`<div class="part"><${Choice} label=${t('giver')} value=${work().giver} set=${set}
      options=${people.map((one) => [one.id || one.key, personSaid(one.name)])} />
    <p class="quiet">${t('giver_lead')}</p></div>`;
}

function Locating() {
  const set = (code) => {
    remember({ locate: code === 'yes' });
    locate();
  };
  const value = locates() === undefined ? null : locates() ? 'yes' : 'no';
  const options = ['no', 'yes'].map((code) => [code, t(`place_${code}`)]);
  return html`<${Choice} label=${t('place_ask')} value=${value} set=${set} must options=${options} />`;
}

/** Back to the work, but for a line that says something wrong: the day chosen before would hold without a word. */
const done = () => toWrong() || back();

/** The screen where day, place, batch and vaccinator are chosen. */
export function Work() {
  const need = route.value.query.get('need') === 'giver';
  const [first] = useState(() => !work().batch); // what is missing comes first
  const batch = round() && html`<div class="part"><${Batch} /></div>`;
  return html`<${Head} title=${t('work_bar')} back=${back} />
    ${need && html`<p class="note problem" role="alert">${t('giver_need')}</p><${Giver} />`}
    ${first && batch}<div class="part"><${Day} /></div><div class="part"><${Place} /></div>
    ${!first && batch}${!need && html`<${Giver} />`}<div class="part"><${Locating} /></div>
    <button class="big give" onClick=${done}>${t('save')}</button>`;
}
