/* The bar that says for which day, where and from which batch one is recording, and the screen that changes it. */

import { act, session, today, view } from '../core/index.js';
import { t, dayWords, weekdayWords } from '../i18n.js';
import { isDay } from '../days.js';
import { mayDose } from '../visit.js';
import { Choice, Head, TextField } from './fields.js';
import { html, useState } from './html.js';
import { back, route } from './route.js';
import { saveForm } from './save.js';
import { actDay, area, chooseDay, locate, locates, remember, round, work } from './work.js';

const MODES = ['post', 'door', 'mobile', 'school', 'clinic'];

const postsHere = () => view.posts(area().code);
const placeWords = (how) => {
  const post = how.mode === 'post' && how.post && postsHere().find((one) => one.key === how.post);
  return post ? post.name : t(`mode_${how.mode}`);
};
const dayLine = () => (actDay() === today() ? `${t('today')} ${dayWords(actDay())} ${weekdayWords(actDay())}` : t('late_entry', { day: dayWords(actDay()) }));
const giverWords = (how) =>
  mayDose(session.value.user) ? null : how.giver ? (view.person(how.giver) || { name: how.giver }).name : t('giver_none');

/** One line, tapped to change: 今天 12月1日 · 入户 · 批号 A12. */
export function WorkBar() {
  if (!round()) return null;
  const how = work();
  const several = view.rounds(area().code).length > 1 && t('round_n', { n: round().n });
  const words = [several, placeWords(how), how.batch ? how.batch.lot : t('batch_none'), giverWords(how)].filter(Boolean);
  return html`<a class=${actDay() === today() ? 'workbar' : 'workbar late'} href="#/work">
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
  const words = [read.day && `${dayWords(read.day, true)} ${weekdayWords(read.day)}`, outside && t('day_outside')];
  return html`<${TextField} label=${t('on_day')} value=${text} set=${set} inputmode="numeric" problem=${read.problem}
      note=${words.filter(Boolean).join(' · ')} />
    ${actDay() !== today() && html`<button onClick=${() => set(today())}>${t('on_day_today')}</button>`}
    <p class="quiet">${t('on_day_lead')}</p>`;
}

function Place() {
  const how = work();
  const value = how.mode === 'post' && how.post ? `post:${how.post}` : how.mode;
  const choose = (code) => {
    const [mode, post] = code.split(':');
    remember({ mode, post: post || null });
  };
  const near = (post) => area().code.startsWith(post.area) || post.key === how.post;
  const asOptions = (posts) => posts.map((post) => [`post:${post.key}`, post.name]);
  const options = [...asOptions(postsHere().filter(near)), ...MODES.map((mode) => [mode, t(`mode_${mode}`)])];
  const others = asOptions(postsHere().filter((post) => !near(post)));
  return html`<${Choice} label=${t('mode')} value=${value} set=${choose} must options=${options} />
    ${others.length > 0 && html`<details><summary>${t('other_posts')}</summary>
      <${Choice} label=${t('other_posts')} value=${value} set=${choose} must options=${others} /></details>`}`;
}

async function keepBatch(lot, campaign) {
  const known = view.batches(area().code).find((one) => one.lot === lot && one.product === campaign.product);
  if (known) return remember({ batch: { key: known.key, lot, product: known.product } });
  const data = { product: campaign.product, lot, ...(campaign.form ? { form: campaign.form } : {}) };
  return saveForm('batch', async () => {
    const { key } = await act.record('batch', { area: area().code, data });
    remember({ batch: { key, lot, product: campaign.product } });
  });
}

function Batch() {
  const { campaign } = round();
  const chosen = work().batch;
  const [lot, setLot] = useState(chosen ? chosen.lot : '');
  const used = view.batches(area().code).filter((one) => one.product === campaign.product && one.lot);
  const keep = (words) => {
    setLot(words);
    if (!words.trim()) remember({ batch: null });
    else if (!chosen || chosen.lot !== words.trim()) keepBatch(words.trim(), campaign);
  };
  return html`<${TextField} label=${t('batch')} value=${lot} set=${setLot} onChange=${() => keep(lot)} maxlength="60"
      optional note=${t('batch_lead')} />
    ${used.length > 0 && html`<p class="quiet">${t('batch_before')}</p><div class="choices">
      ${used.slice(-6).map((one) => html`<button key=${one.key} onClick=${() => keep(one.lot)}>${one.lot}</button>`)}
    </div>`}`;
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

/** The screen where day, place, batch and vaccinator are chosen. */
export function Work() {
  const need = route.value.query.get('need') === 'giver';
  return html`<${Head} title=${t('work')} back=${back} />
    ${need && html`<p class="note problem" role="alert">${t('giver_need')}</p><${Giver} />`}
    <${Day} /><${Place} />${round() && html`<${Batch} />`}${!need && html`<${Giver} />`}<${Locating} />
    <button class="big give" onClick=${back}>${t('save')}</button>`;
}
