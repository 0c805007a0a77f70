/* The clinic's desk: whoever the schools sent, found by number or name, and the doses given today with their lots. */

import { loadPinyin, tick, today, view } from '../core/index.js';
import { TextField } from '../shared/fields.js';
import { startOf, toWrong, useSaid } from '../shared/forms.js';
import { actDay } from '../shared/here.js';
import { html, useEffect, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { lotsOf } from '../shared/lots.js';
import { Empty, Page } from '../shared/parts.js';
import { back, go, route } from '../shared/route.js';
import { namesSaid, placeSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { bringRules, productWords } from '../shared/vaccines.js';
import { toggled } from './answers.js';
import { keepDoses, lastGiven, takeBackDoses } from './giving.js';
import { slotWords } from '../shared/slotwords.js';
import { classWords, resultWords } from './named.js';
import { openOf, saidOn } from './outcome.js';
import { outcome, pupilOfEnrolment } from './pupils.js';
import { lookedFor, needsOf, sent } from './sent.js';
import { idOf } from '../shared/slots.js';

const BLANK = { picked: '' };
const SOON = 50; // milliseconds: the line stands there by then
const schoolWords = (pupil) => [placeSaid((view.record('school', pupil.school) || { name: '' }).name), classWords(pupil)].filter(Boolean).join(SEP);
const slotsSaid = (slots, { child }, on) => namesSaid(slots.map((slot) => slotWords(slot, child.born, on)));

function leftWords({ pupil, open, found, paper }) {
  if (open.length) return t('sent_left', { names: slotsSaid(open, pupil, saidOn(found)) });
  return paper || !pupil.looks.length ? resultWords(found) : `✔ ${t('sent_done')}`;
}

function SentRow({ one }) {
  const { pupil } = one;
  return html`<li class="row pupil"><a class="who" href=${`#/sent/${pupil.key}`}><b>${nameOf(pupil.child)}</b>
    <span class=${one.open.length ? 'mark' : 'quiet'}>${leftWords(one)}${one.found.refused.length ? `${SEP}${t('sent_refused')}` : ''}</span>
    <span class="quiet">${[schoolWords(pupil), one.since && t('sent_since', { day: dayWords(one.since) })].filter(Boolean).join(SEP)}</span></a></li>`;
}

/** The screen `#/desk`. */
export function Desk() {
  const [words, setWords] = useState('');
  useEffect(() => void [bringRules(), loadPinyin().catch(() => {})], []);
  tick.value;
  const asked = words.trim();
  const all = sent();
  const shown = asked ? lookedFor(asked) : all;
  const doses = all.reduce((sum, { open }) => sum + open.length, 0);
  const title = t(asked ? 'desk_nobody' : 'desk_empty');
  return html`<${Page} title=${t('desk')} back=${back}>
    <p class="lead"><b>${all.length ? t('desk_open', { n: all.length, doses }) : t('desk_none')}</b></p>
    <${TextField} label=${t('desk_find')} value=${words} set=${setWords} note=${t('desk_find_note')} maxlength="60" />
    ${shown.length > 0 && html`<ul class="part">${shown.map((one) => html`<${SentRow} key=${one.pupil.key} one=${one} />`)}</ul>`}
    ${!shown.length && (asked || !all.length) && html`<${Empty} title=${title} lead=${t(asked ? 'desk_nobody_lead' : 'desk_empty_lead')} />`}<//>`;
}

/* What may be said of a gap beside its name: from when, on what condition. */
const gapWords = ({ waits, condition }, later) => [later && (waits ? t('gap_from', { day: dayWords(waits, true) }) : t('gap_after')), condition === 'ppd_negative' && t('condition_ppd_negative')].filter(Boolean).join(SEP);

function Lot({ gap, form, set, area, tried }) {
  const id = idOf(gap.slot);
  const product = form[`product ${id}`] || gap.products[0];
  const lot = form[`lot ${id}`] || '';
  const used = lotsOf(area, product).slice(-4);
  return html`<div class="lot">
    ${gap.products.length > 1 && html`<div class="field"><label>${t('gap_product')}<select value=${product} onChange=${(event) => set({ [`product ${id}`]: event.target.value })}>
      ${gap.products.map((code) => html`<option key=${code} value=${code}>${productWords(code)}</option>`)}</select></label></div>`}
    <${TextField} label=${t('gap_lot')} value=${lot} set=${(words) => set({ [`lot ${id}`]: words })} maxlength="60" tried=${tried} problem=${lot.trim() ? null : t('gap_lot_need')} />
    ${used.length > 0 && html`<div class="choices">${used.map((one) => html`<button key=${one.key} aria-pressed=${one.lot === lot} onClick=${() => set({ [`lot ${id}`]: one.lot })}>${one.lot}</button>`)}</div>`}</div>`;
}

function Gap({ gap, pupil, form, set, tried }) {
  const id = idOf(gap.slot);
  const on = form.picked.split(' ').includes(id);
  const more = gapWords(gap, false);
  return html`<li class="gap"><button class="wide" aria-pressed=${on} onClick=${() => set({ picked: toggled(form.picked, id) })}>${on ? '✔ ' : ''}${slotWords(gap.slot, pupil.child.born, actDay())}
      ${more && html`<small>${more}</small>`}</button>
    ${on && html`<${Lot} gap=${gap} form=${form} set=${set} area=${pupil.area} tried=${tried} />`}</li>`;
}

const givenOf = (form, now) =>
  now.filter(({ slot }) => form.picked.split(' ').includes(idOf(slot))).map(({ slot, products }) => ({ product: form[`product ${idOf(slot)}`] || products[0], lot: (form[`lot ${idOf(slot)}`] || '').trim() }));

function Giving({ pupil, needs }) {
  const { form, set, restart } = useSaid(BLANK, startOf({ kind: 'dose', key: `give:${pupil.key}`, area: pupil.area, fresh: true }));
  const [tried, setTried] = useState(false);
  const given = givenOf(form, needs.now);
  const keep = async () => {
    setTried(true);
    if (given.some(({ lot }) => !lot)) setTimeout(toWrong, SOON);
    else if (await keepDoses(pupil, given)) restart();
  };
  return html`<section class="part"><h2>${t('give_today', { day: dayWords(actDay()) })}</h2>
    <ul>${needs.now.map((gap) => html`<${Gap} key=${idOf(gap.slot)} gap=${gap} pupil=${pupil} form=${form} set=${set} tried=${tried} />`)}</ul>
    <button class="big give" disabled=${!given.length} onClick=${keep}>${given.length ? t('give_keep', { n: given.length }) : t('give_pick')}</button></section>`;
}

function Plan({ pupil, needs }) {
  const { visits, waits } = needs;
  return html`${!needs.agrees && html`<p class="quiet">${t('desk_history')}</p>`}
    ${visits.length > 1 && html`<section class="part"><h2>${t('visits')}</h2><ul>${visits.map((visit) => html`<li class="item" key=${visit.on}><b>${visit.on <= today() ? t('visit_today') : dayWords(visit.on, true)}</b>${SEP}${slotsSaid(visit.slots, pupil, visit.on)}</li>`)}</ul></section>`}
    ${waits.length > 0 && html`<p class="quiet">${t('gap_waits')}${namesSaid(waits.map((gap) => [slotWords(gap.slot, pupil.child.born, today()), gapWords(gap, true)].filter(Boolean).join(' ')))}</p>`}`;
}

function Last({ pupil }) {
  const last = lastGiven.value;
  if (!last || last.pupil !== pupil.key) return null;
  const left = openOf(outcome(pupil));
  return html`<div class="notice" role="status"><p>✔ ${t('given_kept', { name: last.name, n: last.doses.length })}<br />${left.length ? t('sent_left', { names: slotsSaid(left, pupil, saidOn(outcome(pupil))) }) : t('sent_done')}</p>
    <button class="plain" onClick=${takeBackDoses}>${t('take_back')}</button></div>`;
}

function Child({ pupil }) {
  useEffect(() => void bringRules(), []);
  const found = outcome(pupil);
  const needs = needsOf(pupil, found, actDay());
  const open = openOf(found);
  return html`<${Page} title=${nameOf(pupil.child)} back=${back}>
    <p class="about">${open.length ? html`<b>${t('sent_left', { names: slotsSaid(open, pupil, saidOn(found)) })}</b>` : html`<b>${pupil.looks.length ? resultWords(found) : t('desk_unseen')}</b>`}
      <span class="quiet">${[pupil.child.born && dayWords(pupil.child.born, true), schoolWords(pupil)].filter(Boolean).join(SEP)}</span></p>
    <${Last} pupil=${pupil} />
    ${needs && needs.now.length > 0 && html`<${Giving} pupil=${pupil} needs=${needs} />`}
    ${needs && html`<${Plan} pupil=${pupil} needs=${needs} />`}
    ${!needs && html`<p class="note">${t(pupil.child.born ? 'desk_no_rules' : 'desk_no_born')}</p>`}
    ${needs && !needs.now.length && html`<p>${t('desk_nothing_today')}</p>`}
    <a class="button wide" href=${`#/check/${pupil.key}`}>${t('desk_look')}</a><//>`;
}

/** The screen `#/sent/ENROLMENT`. */
export function Sent() {
  const pupil = pupilOfEnrolment(route.value.parts[1]);
  if (!pupil) return html`<${Page} title=${t('pupil_missing')} back=${() => go('')}><a class="button wide" href="#/">${t('to_today')}</a><//>`;
  return html`<${Child} key=${pupil.key} pupil=${pupil} />`;
}
