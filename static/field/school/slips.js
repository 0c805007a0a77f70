/* A notice that came back: found by the number on its slip, typed or read off its code, closed for the doses that were given. A
   slip said twice is said once. */

import { act, view } from '../core/index.js';
import { TextField } from '../shared/fields.js';
import { actDay } from '../shared/here.js';
import { html, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Page } from '../shared/parts.js';
import { back } from '../shared/route.js';
import { nameOf, once } from '../shared/save.js';
import { readSlip } from '../shared/codes.js';
import { CLOSING } from './outcome.js';
import { slotWords } from '../shared/slotwords.js';
import { classWords } from './named.js';
import { isNumber } from '../shared/noticenumbers.js';
import { pupilOfEnrolment } from './pupils.js';
import { useScan } from '../shared/scanning.js';
import { idOf, readSlots } from '../shared/slots.js';

const LENGTH = 8;

/* A notice with what became of it: {key, area, items, returned_on, withdrawn, given}. */
function followed(found) {
  const [items, events] = [readSlots(found.items), view.under('notice_event', found.key)];
  const closed = events.filter(({ event }) => CLOSING.includes(event));
  const given = closed.flatMap((event) => (event.items ? readSlots(event.items) : items)).map(idOf);
  const all = closed.length > 0 && items.every((slot) => given.includes(idOf(slot)));
  const last = closed.map(({ on }) => on).sort().pop();
  return { ...found, items, given, returned_on: all ? last : null, withdrawn: events.some(({ event }) => event === 'withdrawn') };
}

/** The notices of a number on this phone: hardly ever more than one. */
export const noticesOf = (number) => (number ? view.records('notice').filter((one) => one.number === number).map(followed) : []);

function pupilOf({ check, child }) {
  const look = check && view.record('certificate_check', check);
  const pupil = look && pupilOfEnrolment(look.enrolment);
  return { child: pupil ? pupil.child : view.child(child), words: pupil ? classWords(pupil) : '' };
}

const issuedWords = ({ issued_on: day }, { words }) => [words, t('slip_issued', { day: dayWords(day) })].filter(Boolean).join(SEP);

function Slots({ slots, left, picked, toggle, born }) {
  return html`<div class="choices">${slots.map((slot) => html`<button key=${idOf(slot)} disabled=${!left.includes(slot)}
    aria-pressed=${picked.includes(slot)} onClick=${() => toggle(slot)}>${slotWords(slot, born, actDay())}</button>`)}</div>`;
}

/* Which of its doses are still to be said; all of them are taken for given until one is tapped away. */
function Slip({ notice, picture, done }) {
  const of = pupilOf(notice);
  const { child } = of;
  const left = notice.items.filter((slot) => !notice.given.includes(idOf(slot)));
  const [away, setAway] = useState([]);
  const picked = left.filter((slot) => !away.includes(idOf(slot)));
  const toggle = (slot) => setAway(away.includes(idOf(slot)) ? away.filter((one) => one !== idOf(slot)) : [...away, idOf(slot)]);
  const keep = () => {
    const items = picked.length < notice.items.length ? { items: picked } : {};
    const data = { notice: notice.key, event: picture ? 'returned_picture' : 'returned', on: actDay(), ...items };
    return once(`slip ${notice.key}`, () => t('slip_kept', { name: nameOf(child) }), async () => done(await act.record('notice_event', { area: notice.area, data })), true);
  };
  const over = notice.withdrawn ? t('slip_withdrawn') : notice.returned_on && t('slip_returned', { day: dayWords(notice.returned_on) });
  return html`<section class="part"><h2>${nameOf(child)}</h2><p class="quiet">${issuedWords(notice, of)}</p>
    ${over ? html`<p><b>${over}</b></p>` : html`${notice.items.length > 0 && html`<p>${t('slip_given')}</p><${Slots} slots=${notice.items} left=${left} picked=${picked} toggle=${toggle} born=${child && child.born} />`}
    <button class="big give" disabled=${notice.items.length > 0 && !picked.length} onClick=${keep}>${t('slip_keep')}</button>`}</section>`;
}

/* Two that drew the same number: which of them is meant. */
const Which = ({ notices, choose }) => html`<section class="part"><p>${t('slip_which')}</p>
  ${notices.map((one) => {
    const of = pupilOf(one);
    return html`<button key=${one.key} class="wide" onClick=${() => choose(one.key)}>${nameOf(of.child)}${SEP}${issuedWords(one, of)}</button>`;
  })}</section>`;

/** Why no notice is found by what was said; null while nothing is wrong with it. */
export function wrongNumber(number, notices) {
  if (notices.length || number.length < LENGTH) return null;
  return isNumber(number) ? 'slip_other' : 'slip_mistyped';
}

/** The screen `#/slips`. */
export function Slips() {
  const [said, say] = useState({ number: '', picture: false, key: null });
  const [last, setLast] = useState(null);
  const { button, panel } = useScan({ read: readSlip, take: ({ value, picture }) => say({ number: value, picture, key: null }), words: t('slip_scan') });
  const number = said.number.trim();
  const notices = noticesOf(number);
  const notice = notices.length === 1 ? notices[0] : notices.find(({ key }) => key === said.key);
  const undo = () => once(`back ${last.key}`, () => t('look_taken_back'), () => act.void('notice_event', last.key, last.area)).then((ok) => ok && setLast(null));
  const kept = last && notice && last.notice === notice.key;
  const done = ({ key }) => setLast({ key, area: notice.area, notice: notice.key });
  const problem = wrongNumber(number, notices);
  return html`<${Page} title=${t('slips')} back=${back}>
    <${TextField} label=${t('slip_number')} value=${said.number} set=${(typed) => say({ number: typed, picture: false, key: null })} inputmode="numeric" maxlength="12"
      first tried problem=${problem && t(problem)} note=${t('slip_note')} />
    ${button}${panel}
    ${!notice && notices.length > 1 && html`<${Which} notices=${notices} choose=${(key) => say({ ...said, key })} />`}
    ${notice && html`<${Slip} key=${`${notice.key} ${notice.given.length}`} notice=${notice} picture=${said.picture} done=${done} />`}
    ${kept && html`<button class="wide" onClick=${undo}>${t('take_back')}</button>`}<//>`;
}
