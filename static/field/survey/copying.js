/* The dates of one paper, one dose after the other, with keys a thumb meets: the next dose comes by itself when a day is
   whole. Any other keyboard, and pasting, does as well. What cannot be read is kept as it is written. */

import { html, useEffect, useLayoutEffect, useRef, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Page } from '../shared/parts.js';
import { back, swap } from '../shared/route.js';
import { idOf } from '../shared/slots.js';
import { slotWords } from '../shared/slotwords.js';
import { productsFor, productWords, rulesOf } from '../shared/vaccines.js';
import { isWhole, readDate } from './dates.js';
import { nextSlot, usualProduct } from './grid.js';
import { lifeOf, slotsOfChild } from './interview.js';
import { stepPath } from './paths.js';
import { memberName } from './children.js';
import { Opinion } from './opinions.js';
import { dosesOf } from './doses.js';
import { villageOf } from './reading.js';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** What was copied of a dose, in words. */
export function copiedWords(copied, life) {
  if (!copied) return '';
  const read = readDate(copied.text, life);
  if (!read) return t('sv_no_dose');
  if (read.how === 'tick') return t('sv_ticked');
  return read.given_on ? dayWords(read.given_on, true) + (read.note ? ' ?' : '') : `“${copied.text}”`;
}

function Keys({ press, same }) {
  const key = (sign, words, more = '') => html`<button key=${sign} class=${more} onClick=${() => press(sign)}>${words}</button>`;
  return html`<div class="sv-keys" role="group" aria-label=${t('sv_keys')}>
    ${DIGITS.map((one) => key(one, one))}
    <button onClick=${() => press('back')} aria-label=${t('sv_delete')}>⌫</button>${key('0', '0')}<button onClick=${() => press('next')} aria-label=${t('sv_next')}>→</button>
    ${key('none', t('sv_no_dose'))}${key('same', same ? t('sv_same') : t('sv_same_none'))}${key('unclear', t('sv_unclear'))}
    ${key('tick', t('sv_tick'))}${key('half', '-')}${key('write', t('sv_write'))}</div>`;
}

/* Another product than the usual one, where the card says so. */
function Product({ slot, value, set, member, words, cluster }) {
  const rules = rulesOf(villageOf(cluster));
  const usual = usualProduct(slot);
  const all = rules ? productsFor(slot, usual, member.born, words.on, rules) : [usual];
  const shown = all.includes(value) || !value ? all : [value, ...all];
  const id = `product-${idOf(slot)}`;
  return html`<div class="sv-product"><label class="unseen" for=${id}>${t('sv_product')}</label>
    <select id=${id} value=${value || usual} onChange=${(event) => set(event.target.value)}>${shown.map((one) => html`<option key=${one} value=${one} selected=${one === (value || usual)}>${productWords(one)}</option>`)}</select></div>`;
}

const isClear = (text) => text !== undefined && text !== '';

/* What a key does to the words of the dose that is typed: {text, on}; `on` where the next one comes. */
function pressed(sign, text, { life, last }) {
  if (sign === 'back') return { text: text.slice(0, -1) };
  if (sign === 'next') return { text, onward: 'next' };
  if (sign === 'none') return { text: '', onward: 'none' };
  if (sign === 'same') return last ? { text: last, onward: 'next' } : { text };
  if (sign === 'unclear') return { text: t('sv_unclear_word'), onward: 'next' };
  if (sign === 'tick') return { text: t('sv_tick_word'), onward: 'next' };
  const over = sign !== 'half' && (isWhole(text, life) || /^\d{4}-\d\d-\d\d$/.test(text)); // a day that is whole is typed anew
  const typed = (over ? '' : text) + (sign === 'half' ? '-' : sign);
  return { text: typed, onward: isWhole(typed, life) ? 'next' : null };
}

function useTyping({ member, paper, life, slots, change }) {
  const copied = (member.copied || {})[paper] || {};
  const first = slots.find((slot) => !copied[idOf(slot)]) || slots[0];
  const [at, goTo] = useState(first);
  const [written, write] = useState(false);
  const entry = copied[idOf(at)] || { text: '' };
  const lastDay = Object.values(copied).map(({ text }) => text).filter((text) => { const read = readDate(text, life); return read && read.given_on; }).pop();
  const put = (words) => change({ copied: { ...member.copied, [paper]: { ...copied, [idOf(at)]: { ...entry, ...words } } } });
  const move = (onward) => {
    const next = nextSlot(slots, at, onward === 'none');
    if (next) goTo(next);
    write(false);
    return next;
  };
  const press = (sign) => {
    if (sign === 'write') return write(!written);
    const { text, onward } = pressed(sign, entry.text, { life, last: lastDay });
    const nothing = sign === 'next' && !isClear(text) && !copied[idOf(at)];
    if (!nothing) put({ text });
    return onward && move(onward);
  };
  return { copied, at, goTo, entry, put, press, move, written, same: lastDay };
}

/* The line the day is typed in: no keyboard of the phone comes up unless it is asked for. */
function Typed({ typing, life, member, words, cluster }) {
  const { at, entry, put, press, written } = typing;
  const box = useRef(null);
  useEffect(() => void box.current.focus({ preventScroll: true }), [idOf(at), written]);
  const type = (event) => {
    put({ text: event.target.value });
    if (isWhole(event.target.value, life)) typing.move('next');
  };
  const enter = (event) => event.key === 'Enter' && (event.preventDefault(), press('next'));
  const read = readDate(entry.text, life);
  const name = slotWords(at, member.born, words.on);
  return html`<section class="part sv-typed"><label for="sv-date">${name}</label>
    <input id="sv-date" ref=${box} value=${entry.text} inputmode=${written ? 'text' : 'none'} autocomplete="off" enterkeyhint="next" onInput=${type} onKeyDown=${enter} maxlength="40" />
    <p class="quiet" role="status">${read ? [read.given_on && dayWords(read.given_on, true), read.note && t(`svx_${read.note}`)].filter(Boolean).join(SEP) : t('sv_type_how')}</p>
    <${Product} slot=${at} value=${entry.product} set=${(product) => put({ product })} member=${member} words=${words} cluster=${cluster} /></section>`;
}

function Slots({ slots, typing, life, member, words }) {
  const { at, goTo, copied } = typing;
  return html`<ul class="sv-slots">${slots.map((slot) => html`<li key=${idOf(slot)}><button aria-pressed=${idOf(slot) === idOf(at)} onClick=${() => goTo(slot)}>
    <b>${slotWords(slot, member.born, words.on)}</b> <span>${copiedWords(copied[idOf(slot)], life)}</span></button></li>`)}</ul>`;
}

/** The step `copy`. */
export function Copying({ cluster, no, words, set, found, parts }) {
  const [number, paper] = [+parts[0], parts[1]];
  const member = found.members.find((one) => one.no === number);
  const missing = !member;
  useLayoutEffect(() => void (missing && swap(stepPath(cluster, no, 'children'))), [missing]);
  return missing ? null : html`<${Whole} ...${{ cluster, words, set, member, paper }} />`;
}

function Whole({ cluster, words, set, member, paper }) {
  const [life, slots] = [lifeOf(member, words), slotsOfChild(member, words, cluster.of)];
  const change = (said) => set({ members: words.members.map((one) => (one.no === member.no ? { ...one, ...said } : one)) });
  const typing = useTyping({ member, paper, life, slots, change });
  const doses = dosesOf(typing.copied, paper, life, slots);
  return html`<${Page} title=${t(`svx_paper_${paper}`)} back=${back} figure=${memberName(member)}>
    <${Typed} typing=${typing} life=${life} member=${member} words=${words} cluster=${cluster} />
    <${Keys} press=${typing.press} same=${typing.same} />
    <${Opinion} member=${member} doses=${doses} slots=${slots} life=${life} cluster=${cluster} alone />
    <${Slots} slots=${slots} typing=${typing} life=${life} member=${member} words=${words} />
    <button class="big give" onClick=${back}>${t('sv_copied', { n: doses.length })}</button><//>`;
}
