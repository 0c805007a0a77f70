/* A new household and the correction of one. The place is taken when one is known and asked for, never waited for. */

import { act, position, startLocating, view } from '../core/index.js';
import { oddPhone } from '../childfields.js';
import { t } from '../i18n.js';
import { Head, TextField } from './fields.js';
import { html, useState } from './html.js';
import { back, route, swap } from './route.js';
import { saveForm } from './save.js';
import { area, placeSoon, round, work } from './work.js';

const FIELDS = [
  ['head', { maxlength: 50 }],
  ['group', { maxlength: 60 }],
  ['door', { maxlength: 60 }],
  ['phone', { maxlength: 60, inputmode: 'tel' }],
  ['address_of', { maxlength: 200 }, 'address'],
  ['people', { maxlength: 3, inputmode: 'numeric' }],
  ['note', { maxlength: 500 }],
];
const NEED = ['head', 'group', 'door', 'address'];
const PLACE = ['lat', 'lon', 'accuracy_m'];

const tidy = (name, value) => {
  const words = String(value == null ? '' : value).trim();
  if (name === 'people') return /^\d+$/.test(words) ? +words : null;
  return words || null;
};

function changes(form, was) {
  const names = FIELDS.map(([word, , name]) => name || word);
  const said = names.filter((name) => tidy(name, form[name]) !== tidy(name, was[name]));
  const words = Object.fromEntries(said.map((name) => [name, tidy(name, form[name])]));
  const moved = form.lat !== was.lat ? Object.fromEntries(PLACE.map((name) => [name, form[name]])) : {};
  return { ...words, ...moved };
}

function Seek() {
  const [asked, ask] = useState(false);
  const seek = () => {
    startLocating();
    ask(true);
  };
  return asked
    ? html`<p class="quiet" role="status">${t('place_wait')}</p>`
    : html`<button class="wide" onClick=${seek}>${t('place_here')}</button>`;
}

function Place({ form, set }) {
  const fix = position.value;
  const take = () => set({ lat: fix.lat, lon: fix.lon, accuracy_m: fix.accuracy_m });
  if (form.lat != null && fix && form.lat === fix.lat) {
    return html`<p class="quiet">${t('place_taken', { n: Math.round(form.accuracy_m) })}</p>`;
  }
  return fix
    ? html`<button class="wide" onClick=${take}>${t('place_here')} · ${t('place_near', { n: Math.round(fix.accuracy_m) })}</button>`
    : html`<${Seek} />`;
}

function Form({ title, was, save }) {
  const [form, setForm] = useState(was);
  const [tried, setTried] = useState(false);
  const set = (words) => setForm({ ...form, ...words });
  const missing = NEED.every((name) => !tidy(name, form[name]));
  const tap = () => {
    setTried(true);
    if (!missing) save(changes(form, was));
  };
  return html`<${Head} title=${title} back=${back} />
    ${FIELDS.map(
      ([word, more, name = word]) => html`<${TextField} key=${name} label=${t(word)} value=${form[name]}
        set=${(words) => set({ [name]: words })} ...${more} />`,
    )}
    <${Place} form=${form} set=${set} />
    ${oddPhone(form.phone) && html`<p class="note" role="status">${t('phone_odd')}</p>`}
    ${tried && missing && html`<p class="problem note" role="alert">${t('house_need')}</p>`}
    <button class="big give" onClick=${tap}>${t('save')}</button>`;
}

async function saveNew(data) {
  let key;
  const record = async () => {
    key = (await act.record('household', { area: area().code, data })).key;
  };
  if (!(await saveForm('household', record))) return;
  const { mode } = work();
  if (data.lat == null && (mode ? mode === 'door' : !round())) placeSoon(key, area().code); // a list is made from door to door
  swap(route.value.query.get('then') === 'add' ? `add?household=${key}&again=1` : `household/${key}`);
}

async function saveChange(house, data) {
  const record = () => act.record('household', { key: house.key, area: house.area, data });
  if (!Object.keys(data).length || (await saveForm(house.key, record))) back();
}

/** `#/household/new` and `#/household/KEY/edit`. */
export function HouseForm() {
  const key = route.value.parts[1];
  const house = area() && view.household(key);
  if (key === 'new') return html`<${Form} title=${t('new_household')} was=${{}} save=${saveNew} />`;
  if (!house) return html`<${Head} title=${t('household')} back=${back} /><p>${t('not_on_phone')}</p>`;
  return html`<${Form} key=${key} title=${t('edit_household')} was=${house} save=${(data) => saveChange(house, data)} />`;
}
