/* A new household and the correction of one. The place is taken when one is known and asked for, never waited for. */

import { act, draftOf, drafts, dropDraft, position, startLocating, view } from '../core/index.js';
import { bare } from '../core/same.js';
import { Head, TextField } from '../shared/fields.js';
import { GoesOn, saveForm, startOf, stillHere, toWrong, useSaid } from '../shared/forms.js';
import { area, placeSoon } from '../shared/here.js';
import { html, useEffect, useState } from '../shared/html.js';
import { SEP, t } from '../shared/i18n.js';
import { back, route, swap } from '../shared/route.js';
import { oddPhone } from './childfields.js';
import { round, work } from './work.js';

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
  if (name === 'phone') return bare(words) || null;
  if (name === 'people') return /^\d+$/.test(bare(words)) ? +bare(words) : null;
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
    ? html`<button class="wide" onClick=${take}>${t('place_here')}${SEP}${t('place_near', { n: Math.round(fix.accuracy_m) })}</button>`
    : html`<${Seek} />`;
}

/** What keeps the form from being saved, by its line: nobody can find a household of which nothing is said, and what is no
 *  number would be lost. */
function problemsOf(form) {
  const missing = NEED.every((name) => !tidy(name, form[name]));
  const odd = form.people != null && String(form.people).trim() && tidy('people', form.people) === null;
  return { ...(missing && { head: t('house_need') }), ...(odd && { people: t('people_odd') }) };
}

function Form({ title, was, draft, save }) {
  const { form, set, restart } = useSaid(was, draft);
  const [tries, setTries] = useState(0);
  const problems = problemsOf(form);
  useEffect(() => void (tries && toWrong()), [tries]);
  const tap = () => (Object.keys(problems).length ? setTries(tries + 1) : save(changes(form, was)));
  const line = ([word, more, name = word]) => html`<${TextField} key=${name} label=${t(word)} value=${form[name]}
    set=${(words) => set({ [name]: words })} problem=${problems[name]} tried=${tries > 0}
    note=${name === 'phone' && oddPhone(form.phone) ? t('phone_odd') : ''} first=${draft.fresh && name === 'head'} ...${more} />`;
  return html`<${Head} title=${title} back=${back} />
    <${GoesOn} draft=${draft} restart=${restart} word=${draft.fresh ? 'start_over' : 'draft_drop'} />
    <div class="part">${FIELDS.map(line)}<${Place} form=${form} set=${set} /></div>
    <button class="big give" onClick=${tap}>${t('save')}</button>`;
}

/** A household that was just listed gets its place when one is found: a list is made from door to door. */
export function placeNewHouse(key) {
  const { mode } = work();
  if (mode ? mode === 'door' : !round()) placeSoon(key, area().code);
}

async function saveNew(key, data) {
  const record = () => act.record('household', { key, area: area().code, data });
  const here = stillHere();
  if (!(await saveForm('household', record))) return;
  dropDraft(key);
  if (data.lat == null) placeNewHouse(key);
  if (here()) swap(`household/${key}`);
}

async function saveChange(house, data) {
  const record = () => act.record('household', { key: house.key, area: house.area, data });
  const here = stillHere();
  if (Object.keys(data).length && !(await saveForm(house.key, record))) return;
  dropDraft(house.key);
  if (here()) back();
}

/** The draft asked for, else the last begun in this village. */
function begunHere() {
  const here = drafts.value.filter((one) => one.fresh && one.kind === 'household' && one.area === area().code);
  return here.find(({ key }) => key === route.value.query.get('draft')) || here[0];
}

function New() {
  const [draft] = useState(() => startOf({ kind: 'household', area: area().code, fresh: true }, begunHere()));
  return html`<${Form} title=${t('new_household')} was=${{}} draft=${draft} save=${(data) => saveNew(draft.key, data)} />`;
}

function Edit({ house }) {
  const [draft] = useState(() => startOf({ kind: 'household', area: house.area, key: house.key }, draftOf(house.key)));
  return html`<${Form} title=${t('edit_household')} was=${house} draft=${draft} save=${(data) => saveChange(house, data)} />`;
}

/** `#/household/new` and `#/household/KEY/edit`. */
export function HouseForm() {
  const key = route.value.parts[1];
  const house = area() && view.household(key);
  if (key === 'new') return html`<${New} key=${route.value.query.get('draft')} />`;
  if (!house) return html`<${Head} title=${t('household')} back=${back} /><p>${t('not_on_phone')}</p>`;
  return html`<${Edit} key=${key} house=${house} />`;
}
