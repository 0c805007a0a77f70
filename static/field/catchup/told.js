/* Who was told: the number to call, what came of it in one tap, how often before; a session and its slot where one is booked. */

import { session, today, view } from '../core/index.js';
import { addDays, dayAt } from '../shared/days.js';
import { Phone } from '../shared/describe.js';
import { html, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { placeSaid } from '../shared/said.js';
import { callsOf, campaignsOf, wantedBy } from './lacking.js';
import { keepCall, undoCall } from './record.js';

const RESULTS = ['told', 'absent', 'refused', 'wrong_number'];
const HOURS = 8 * 3600000;
const hourNow = () => new Date(Date.now() + HOURS).toISOString().slice(11, 16);

/** Sessions that a child of a village may still come to, the soonest first. */
function sessionsFor(area, campaigns) {
  const keys = new Set(campaigns.map(({ key }) => key));
  const meant = ({ villages }) => !(villages || []).length || villages.some((code) => area.startsWith(code));
  return view.records('catchup_session').filter((one) => keys.has(one.campaign) && one.day >= today() && meant(one)).sort((one, other) => (one.day < other.day ? -1 : 1));
}

/** Whether one may no longer be put down for a session: its hour of the day before is over. */
export const isShut = ({ day, cutoff }, on, hour) => day <= on || Boolean(cutoff && addDays(on, 1) === day && hour >= cutoff);

/** How many are booked for a slot, as far as this phone knows. */
const bookedIn = (key, slot) => new Set(view.records('notice').filter((one) => one.session === key && one.slot === slot && one.result === 'booked').map(({ child }) => child)).size;

function Slots({ each, book }) {
  const shut = isShut(each, today(), hourNow());
  return html`<div class="gap-session"><b>${dayWords(each.day)}${SEP}${placeSaid(each.place)}</b>
    ${shut && html`<p class="quiet">${t('gap_shut', { hour: each.cutoff || '' })}</p>`}
    <div class="choices">${(each.slots || []).map(([hours, most]) => {
      const n = bookedIn(each.key, hours);
      const full = most !== null && most !== undefined && n >= most;
      return html`<button key=${hours} disabled=${shut || full} onClick=${() => book(each.key, hours)}>${hours}<small>${full ? t('gap_full') : most ? t('gap_places', { n: most - n }) : ''}</small></button>`;
    })}${!(each.slots || []).length && html`<button disabled=${shut} onClick=${() => book(each.key, null)}>${t('gap_call_booked')}</button>`}</div></div>`;
}

function callWords(call) {
  const held = call.session && view.record('catchup_session', call.session);
  return [dayWords(call.issued_on), t(`gap_call_${call.result || 'told'}`), held && `${dayWords(held.day)} ${call.slot || ''} ${placeSaid(held.place)}`].filter(Boolean).join(SEP);
}

const isMine = (call) => view.author(call) === session.value.user.id && dayAt(call.at) === today();

/** Calls about a child. */
export function Told({ one, on }) {
  const { child, needs } = one;
  const [booking, book] = useState(false);
  const house = child.household && view.household(child.household);
  const calls = callsOf(child.key);
  const numbers = [...new Set([child.phone, child.phone2, house && house.phone].filter(Boolean))];
  const campaigns = campaignsOf(child.area);
  const sessions = sessionsFor(child.area, campaigns);
  const about = { items: needs.gaps.map(({ series, n }) => [series, n]), campaign: (campaigns.find((each) => wantedBy(one, each, on).length) || {}).key };
  const keep = (result, more = {}) => keepCall(child, { ...about, ...more, result });
  const take = async (key, slot) => (await keep('booked', { session: key, slot, campaign: view.record('catchup_session', key).campaign })) && book(false);
  return html`<section class="part"><h2>${t('gap_told')}</h2>
    ${!numbers.length && html`<p class="quiet">${t('gap_no_phone')}</p>`}
    <div class="links">${numbers.map((number) => html`<${Phone} key=${number} number=${number} />`)}</div>
    <div class="choices" role="group" aria-label=${t('gap_call_what')}>${RESULTS.slice(0, 1).map((result) => html`<button key=${result} onClick=${() => keep(result)}>${t(`gap_call_${result}`)}</button>`)}
      <button aria-expanded=${sessions.length ? String(booking) : null} onClick=${() => (sessions.length ? book(!booking) : keep('booked'))}>${t('gap_call_booked')}</button>
      ${RESULTS.slice(1).map((result) => html`<button key=${result} onClick=${() => keep(result)}>${t(`gap_call_${result}`)}</button>`)}</div>
    ${booking && sessions.map((each) => html`<${Slots} key=${each.key} each=${each} book=${take} />`)}
    ${calls.length > 0 && html`<p class="quiet">${t('gap_called_n', { n: calls.length })}</p><ul>${[...calls].reverse().map((call) => html`<li class="item apart" key=${call.key}><span>${callWords(call)}</span>
      ${isMine(call) && html`<button class="plain" onClick=${() => undoCall(child, call)}>${t('gap_undo')}</button>`}</li>`)}</ul>`}</section>`;
}
