/* A notice that came back: found by the number on its slip, closed by hand for the doses that were given. A slip said twice is
   said once. */

import { act, view } from '../core/index.js';
import { TextField } from '../shared/fields.js';
import { actDay } from '../shared/here.js';
import { html, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Page } from '../shared/parts.js';
import { back } from '../shared/route.js';
import { nameOf, once } from '../shared/save.js';
import { CLOSING } from './outcome.js';
import { classWords, slotWords } from './named.js';
import { pupilOfEnrolment } from './pupils.js';
import { idOf, readSlots } from './slots.js';

const LENGTH = 8;

/** The notice of a number with what became of it, or null: {key, area, items, returned_on, withdrawn, given}. */
export function noticeOf(number) {
  const found = number && view.records('notice').find((one) => one.number === number);
  if (!found) return null;
  const [items, events] = [readSlots(found.items), view.under('notice_event', found.key)];
  const closed = events.filter(({ event }) => CLOSING.includes(event));
  const given = closed.flatMap((event) => (event.items ? readSlots(event.items) : items)).map(idOf);
  const all = closed.length > 0 && items.every((slot) => given.includes(idOf(slot)));
  const last = closed.map(({ on }) => on).sort().pop();
  return { ...found, items, given, returned_on: all ? last : null, withdrawn: events.some(({ event }) => event === 'withdrawn') };
}

function pupilOf({ check, child }) {
  const look = check && view.record('certificate_check', check);
  const pupil = look && pupilOfEnrolment(look.enrolment);
  return { child: pupil ? pupil.child : view.child(child), words: pupil ? classWords(pupil) : '' };
}

function Slots({ slots, left, picked, toggle, born }) {
  return html`<div class="choices">${slots.map((slot) => html`<button key=${idOf(slot)} disabled=${!left.includes(slot)}
    aria-pressed=${picked.includes(slot)} onClick=${() => toggle(slot)}>${slotWords(slot, born, actDay())}</button>`)}</div>`;
}

/* Which of its doses are still to be said; all of them are taken for given until one is tapped away. */
function Slip({ notice, done }) {
  const { child, words } = pupilOf(notice);
  const left = notice.items.filter((slot) => !notice.given.includes(idOf(slot)));
  const [away, setAway] = useState([]);
  const picked = left.filter((slot) => !away.includes(idOf(slot)));
  const toggle = (slot) => setAway(away.includes(idOf(slot)) ? away.filter((one) => one !== idOf(slot)) : [...away, idOf(slot)]);
  const keep = () => {
    const items = picked.length < notice.items.length ? { items: picked } : {};
    const data = { notice: notice.key, event: 'returned', on: actDay(), ...items };
    return once(`slip ${notice.key}`, () => t('slip_kept', { name: nameOf(child) }), async () => done(await act.record('notice_event', { area: notice.area, data })), true);
  };
  const over = notice.withdrawn ? t('slip_withdrawn') : notice.returned_on && t('slip_returned', { day: dayWords(notice.returned_on) });
  return html`<section class="part"><h2>${nameOf(child)}</h2><p class="quiet">${[words, t('slip_issued', { day: dayWords(notice.issued_on) })].filter(Boolean).join(SEP)}</p>
    ${over ? html`<p><b>${over}</b></p>` : html`${notice.items.length > 0 && html`<p>${t('slip_given')}</p><${Slots} slots=${notice.items} left=${left} picked=${picked} toggle=${toggle} born=${child && child.born} />`}
    <button class="big give" disabled=${notice.items.length > 0 && !picked.length} onClick=${keep}>${t('slip_keep')}</button>`}</section>`;
}

/** The screen `#/slips`. */
export function Slips() {
  const [number, setNumber] = useState('');
  const [last, setLast] = useState(null);
  const notice = noticeOf(number.trim());
  const undo = () => once(`back ${last.key}`, () => t('look_taken_back'), () => act.void('notice_event', last.key, last.area)).then((ok) => ok && setLast(null));
  const kept = last && notice && last.notice === notice.key;
  const done = ({ key }) => setLast({ key, area: notice.area, notice: notice.key });
  const problem = number.trim().length >= LENGTH && !notice && t('slip_nothing');
  return html`<${Page} title=${t('slips')} back=${back}>
    <${TextField} label=${t('slip_number')} value=${number} set=${setNumber} inputmode="numeric" maxlength="12" first tried problem=${problem || null} note=${t('slip_note')} />
    ${notice && html`<${Slip} key=${`${notice.key} ${notice.given.length}`} notice=${notice} done=${done} />`}
    ${kept && html`<button class="wide" onClick=${undo}>${t('take_back')}</button>`}<//>`;
}
