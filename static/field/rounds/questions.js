/* The questions about a child, the same for a new one and for a correction. Likely duplicates are shown right under the
   birth date and never stand in the way. */

import { areTwins, likelyDuplicates } from '../core/duplicates.js';
import { view } from '../core/index.js';
import { houseWords, plainWords, villageWords } from '../shared/describe.js';
import { Choice, TextField } from '../shared/fields.js';
import { actDay, area } from '../shared/here.js';
import { html, useEffect, useState } from '../shared/html.js';
import { ageWords, dayWords, t } from '../shared/i18n.js';
import { swap } from '../shared/route.js';
import { nameOf } from '../shared/save.js';
import { TEXTS } from './childfields.js';
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

function Name({ form, set }) {
  return html`<div class="beside">
    <${TextField} label=${t('name')} value=${form.name} maxlength="50" disabled=${Boolean(form.unnamed)}
      set=${(name) => set({ name })} />
    <button aria-pressed=${Boolean(form.unnamed)} onClick=${() => set({ unnamed: !form.unnamed, name: '' })}>
      ${t('unnamed')}
    </button>
  </div>`;
}

function Born({ form, set, read }) {
  const words = { day: dayWords(read.born, true), age: ageWords(read.born, actDay()) };
  const note = read.born ? t(read.estimated ? 'born_read_about' : 'born_read', words) : t('born_hint');
  return html`<${TextField} label=${t('born')} value=${form.typed} set=${(typed) => set({ typed })} note=${note}
    problem=${read.problem && t(read.problem)} maxlength="20" />`;
}

function Alike({ alike, twins, join }) {
  if (!alike.length) return null;
  const where = (one) => [villageWords(one), houseWords(one.household && view.household(one.household))].filter(Boolean).join(' ');
  return html`<div class="alike" role="status"><p><b>${t(twins ? 'alike_twins' : 'alike')}</b></p>
    <ul>${alike.slice(0, 4).map(
      (one) => html`<li key=${one.key}>
        <p>${nameOf(one)} · ${plainWords(one)} · ${where(one)}</p>
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
function Status({ form, set, status }) {
  const choose = (code) => set({ status: code, statusTyped: code ? actDay() : '' });
  return html`<${Choice} label=${t('status')} value=${form.status} set=${choose} options=${worded(STATUS, 'status')} />
    ${form.status && html`<${TextField} label=${t('status_on')} value=${form.statusTyped} maxlength="20" inputmode="numeric"
      set=${(statusTyped) => set({ statusTyped })} problem=${status.problem && t(status.problem)}
      note=${status.status_on && dayWords(status.status_on, true)} />`}`;
}

const asksPolio = () => !round() || seriesOf(round().campaign.product).includes('polio');

function More({ form, set, since, status, edit }) {
  return html`<details><summary>${t('more')}</summary>
    ${TEXTS.map(
      (name) => html`<${TextField} key=${name} label=${t(name)} value=${form[name]} set=${(words) => set({ [name]: words })}
        maxlength="50" inputmode=${name === 'phone2' ? 'tel' : null} />`,
    )}
    <${TextField} label=${t('since')} value=${form.sinceTyped} set=${(sinceTyped) => set({ sinceTyped })} maxlength="20"
      problem=${since && since.problem && t(since.problem)} />
    ${edit && html`<${Status} form=${form} set=${set} status=${status} />`}
  </details>`;
}

/** Every question about a child. `join` turns the duplicates' button into one that joins two records. */
export function Questions({ form, set, read, since, status, alike, join, edit }) {
  const choose = (name) => (code) => set({ [name]: code });
  const twins = alike.filter((one) => areTwins({ ...form, born: read.born }, one)); // asked once, when the second is added
  return html`<${Name} form=${form} set=${set} />
    <${Choice} label=${t('sex')} value=${form.sex} set=${choose('sex')} options=${SEXES.map((sex) => [sex, t(sex)])} />
    <${Born} form=${form} set=${set} read=${read} />
    <${Alike} alike=${alike.filter((one) => !twins.includes(one))} join=${join} />
    ${!edit && html`<${Alike} alike=${twins} twins />`}
    <${TextField} label=${t('guardian')} value=${form.guardian} set=${choose('guardian')} maxlength="50" />
    <${TextField} label=${t('phone')} value=${form.phone} set=${choose('phone')} inputmode="tel" maxlength="60" />
    <${Choice} label=${t('registered_at')} value=${form.registered_at} set=${choose('registered_at')}
      options=${worded(REGISTERED, 'reg')} />
    ${asksPolio() && html`<${Choice} label=${t('prior_polio')} value=${form.prior_polio} set=${choose('prior_polio')} options=${worded(PRIOR, 'prior')} />
    <${Choice} label=${t('prior_source')} value=${form.prior_source} set=${choose('prior_source')}
      options=${worded(SOURCES, 'source')} />`}
    <${HousePicker} value=${form.household} set=${choose('household')} edit=${edit} />
    <${More} form=${form} set=${set} since=${since} status=${status} edit=${edit} />`;
}
