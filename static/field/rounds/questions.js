/* The questions about a child, the same for a new one and for a correction: first the household, which knows half of the
   answers. Likely duplicates are shown right under the birth date and never stand in the way. */

import { areTwins, likelyDuplicates } from '../core/duplicates.js';
import { view } from '../core/index.js';
import { houseWords, plainWords, villageWords } from '../shared/describe.js';
import { Choice, TextField } from '../shared/fields.js';
import { actDay, area } from '../shared/here.js';
import { html, useEffect, useRef, useState } from '../shared/html.js';
import { ageWords, dayWords, SEP, t } from '../shared/i18n.js';
import { swap } from '../shared/route.js';
import { nameOf } from '../shared/save.js';
import { oddPhone, TEXTS } from './childfields.js';
import { HousePicker } from './housepicker.js';
import { homeOf } from './record.js';
import { seriesOf } from './rules.js';
import { round } from './work.js';

const SEXES = ['male', 'female'];
const REGISTERED = ['county', 'other_county', 'other_city', 'other_province', 'none'];
const PRIOR = ['0', '1', '2', '3', 'unknown'];
const SOURCES = ['certificate', 'card', 'recall'];
const STATUS = ['here', 'away', 'moved', 'died'];
const worded = (codes, stem) => codes.map((code) => [code, t(`${stem}_${code}`)]);

/* A line of the form by its name: `form`, `set`, what is wrong with it and whether saving was tried. */
const lineOf = ({ form, set, problems, tried }) => (name, { label = t(name), ...more }) =>
  html`<${TextField} key=${name} label=${label} value=${form[name]} set=${(words) => set({ [name]: words })}
    problem=${problems[name] && t(problems[name])} tried=${tried} ...${more} />`;

const phoneNote = (number) => (oddPhone(number) ? t('phone_odd') : '');

function Name({ said, first }) {
  const { form, set } = said;
  const typed = useRef(''); // a second tap brings it back
  const tap = () => {
    if (!form.unnamed) typed.current = form.name || '';
    set({ unnamed: !form.unnamed, name: form.unnamed ? typed.current : '' });
  };
  return html`<div class="beside">
    ${lineOf(said)('name', { maxlength: 50, disabled: Boolean(form.unnamed), first })}
    <button aria-pressed=${Boolean(form.unnamed)} onClick=${tap}>
      ${t('unnamed')}
    </button>
  </div>`;
}

function Born({ said, read }) {
  const words = { day: dayWords(read.born, true), age: ageWords(read.born, actDay()) };
  const note = read.born ? t(read.estimated ? 'born_read_about' : 'born_read', words) : t('born_hint');
  const whole = (said.form.typed || '').replace(/\D/g, '').length >= 8; // nobody is in the middle of it any more
  return lineOf(said)('typed', { label: t('born'), note, maxlength: 20, ...(whole && { tried: true }) });
}

function Alike({ alike, twins, join }) {
  if (!alike.length) return null;
  const where = (one) => [villageWords(one), houseWords(one.household && view.household(one.household))].filter(Boolean).join(' ');
  return html`<div class="alike" role="status"><p><b>${t(twins ? 'alike_twins' : 'alike')}</b></p>
    <ul>${alike.slice(0, 4).map(
      (one) => html`<li key=${one.key}>
        <p>${[nameOf(one), plainWords(one), where(one)].join(SEP)}</p>
        ${join
          ? html`<button onClick=${() => join(one)}>${t('alike_join')}</button>`
          : html`<button onClick=${() => swap(homeOf(one))}>${t('alike_go')}</button>`}
      </li>`,
    )}</ul>
  </div>`;
}

/** Children on the phone that may be this one; asked again a moment after typing stops. */
export function useAlike(child) {
  const [alike, setAlike] = useState([]);
  const words = [child.name, child.born, child.phone, child.sex, child.household, child.card_no, child.certificate_no].join('|');
  useEffect(() => {
    const later = setTimeout(() => setAlike(child.name || child.born ? likelyDuplicates(area().code, child) : []), 250);
    return () => clearTimeout(later);
  }, [words]);
  return alike.filter((one) => one.key !== child.key);
}

/** A status newly said has a day: today, until another is typed. */
function Status({ said, status }) {
  const { form, set } = said;
  const choose = (code) => set({ status: code, statusTyped: code ? actDay() : '' });
  const day = { label: t('status_on'), maxlength: 20, inputmode: 'numeric', note: status.status_on && dayWords(status.status_on, true) };
  return html`<${Choice} label=${t('status')} value=${form.status} set=${choose} options=${worded(STATUS, 'status')} />
    ${form.status && lineOf(said)('statusTyped', day)}`;
}

const asksPolio = () => !round() || seriesOf(round().campaign.product).includes('polio');

function More({ said, status, edit }) {
  const { form } = said;
  const note = { phone2: { inputmode: 'tel', note: phoneNote(form.phone2) } };
  return html`<details><summary>${t('more')}</summary>
    ${TEXTS.map((name) => lineOf(said)(name, { maxlength: 50, ...note[name] }))}
    ${lineOf(said)('sinceTyped', { label: t('since'), maxlength: 20 })}
    ${edit && html`<${Status} said=${said} status=${status} />`}
  </details>`;
}

function Earlier({ form, choose }) {
  if (!asksPolio()) return null;
  return html`<div class="part"><${Choice} label=${t('prior_polio')} value=${form.prior_polio} set=${choose('prior_polio')} options=${worded(PRIOR, 'prior')} />
    ${form.prior_polio && form.prior_polio !== 'unknown' && html`<${Choice} label=${t('prior_source')} value=${form.prior_source} set=${choose('prior_source')}
      options=${worded(SOURCES, 'source')} />`}</div>`;
}

/** Every question about a child. `said` {form, set, problems, tried}; `join` turns the duplicates' button into one that joins
 *  two records. */
export function Questions({ said, read, status, alike, join, edit }) {
  const { form, set } = said;
  const choose = (name) => (code) => set({ [name]: code });
  const twins = alike.filter((one) => areTwins({ ...form, born: read.born }, one)); // asked once, when the second is added
  const housed = Boolean(form.household);
  return html`<div class="part"><${HousePicker} ...${said} edit=${edit} start=${!edit && !housed} /></div>
    <div class="part"><${Name} said=${said} first=${!edit && housed} />
      <${Choice} label=${t('sex')} value=${form.sex} set=${choose('sex')} options=${SEXES.map((sex) => [sex, t(sex)])} />
      <${Born} said=${said} read=${read} />
      <${Alike} alike=${alike.filter((one) => !twins.includes(one))} join=${join} />
      ${!edit && html`<${Alike} alike=${twins} twins />`}</div>
    <div class="part">${lineOf(said)('guardian', { maxlength: 50 })}
      ${lineOf(said)('phone', { inputmode: 'tel', maxlength: 60, note: phoneNote(form.phone) })}
      <${Choice} label=${t('registered_at')} value=${form.registered_at} set=${choose('registered_at')}
        options=${worded(REGISTERED, 'reg')} /></div>
    <${Earlier} form=${form} choose=${choose} />
    <div class="part"><${More} said=${said} status=${status} edit=${edit} /></div>`;
}
