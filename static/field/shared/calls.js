/* Whom to call: the clinic that serves the village worked in, and the people who answer for it, the nearest first. All of it
   is on the phone with the lists, so that it can be called from where there is no network for data. */

import { view } from '../core/index.js';
import { clinicsOf, peopleOf } from './called.js';
import { Phone } from './describe.js';
import { area } from './here.js';
import { html } from './html.js';
import { t } from './i18n.js';
import { personSaid, placeSaid } from './said.js';

const OF_ROLE = { 9: 'township', 6: 'county' }; // digits of an area's code

/* A doctor is one wherever she is; who plans is of the township or of the county. */
function roleWords({ role, area: of }) {
  const level = OF_ROLE[of.length] || 'township';
  return t(role === 'clinic' ? 'call_clinic' : `call_${level}`, { area: placeSaid(view.area(of).name) });
}

const Call = ({ name, words, phone }) => html`<li class="item apart"><span><b>${name}</b> <span class="quiet">${words}</span></span><${Phone} number=${phone} /></li>`;

/** Names and numbers, with what each is; where there is no number, whom to ask for one. */
export function Calls() {
  const here = area();
  const clinics = here ? clinicsOf(view.records('clinic'), here.code) : [];
  const people = here ? peopleOf(view.records('person'), here.code) : [];
  const found = [
    ...clinics.map((one) => ({ key: one.key, name: placeSaid(one.name), words: one.days ? t('clinic_days', { days: one.days }) : '', phone: one.phone })),
    ...people.map((one) => ({ key: one.key, name: personSaid(one.name), words: roleWords(one), phone: one.phone })),
  ];
  return html`<section class="part calls"><h2>${t('call_whom')}</h2>
    ${found.length ? html`<ul>${found.map((one) => html`<${Call} ...${one} />`)}</ul>` : html`<p>${t('call_none')}</p>`}</section>`;
}
