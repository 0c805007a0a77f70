/* One child in catch-up: what it lacks, the doses given today with their lots, what speaks against them, the next day at once;
   why nothing was given; who was told. */

import { session, tick, today, view } from '../core/index.js';
import { plan } from '../schedule/index.js';
import { readDay } from '../shared/birth.js';
import { houseWords, NotSent, plainWords, villageWords } from '../shared/describe.js';
import { Choice, TextField } from '../shared/fields.js';
import { GoesOn, startOf, useSaid } from '../shared/forms.js';
import { actDay, area, remember } from '../shared/here.js';
import { html, useEffect, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { lotsOf } from '../shared/lots.js';
import { Empty, Page } from '../shared/parts.js';
import { back, go, route } from '../shared/route.js';
import { namesSaid, personSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { bringRules, productWords, rulesOf } from '../shared/vaccines.js';
import { Told } from './told.js';
import { campaignFor, lackingOf } from './lacking.js';
import { lastDayOf, needsOf } from './needs.js';
import { BLANK, idOf, lotOf, othersOf, picksOf, productsOf, redOf, toggled, wholeOf } from './picking.js';
import { chooseMode, giver, keepGiven, lastVisit, mayDose, modeOf, undo, undoKind } from './record.js';
import { gapName, gapNames, visitWords, whenWords } from './said.js';

const MODES = ['post', 'clinic', 'school', 'mobile', 'door'];
const DESPITE = ['checked_certificate', 'clinic_agreed', 'ppd_negative', 'other'];
const LAST_DAYS = 60;

/* ---- a dose and its lot ---- */

function Lot({ pick, gap, one, form, set, on }) {
  const { id, product } = pick;
  const fitting = gap ? productsOf(gap, one.child, on) : [product];
  const lot = lotOf(form, pick);
  const used = lotsOf(one.child.area, product).slice(-4).reverse();
  return html`<div class="lot">
    ${fitting.length > 1 && html`<div class="field"><label>${t('gap_product_of')}<select value=${product} onChange=${(event) => set({ [`product ${id}`]: event.target.value, [`lot ${id}`]: undefined })}>
      ${fitting.map((code) => html`<option key=${code} value=${code} selected=${code === product}>${productWords(code)}</option>`)}</select></label></div>`}
    ${!form.elsewhere && html`<${TextField} label=${t('gap_lot_of', { product: productWords(product) })} value=${lot} set=${(words) => set({ [`lot ${id}`]: words })} maxlength="60" />`}
    ${!form.elsewhere && used.length > 0 && html`<div class="choices">${used.map((each) => html`<button key=${each.key} aria-pressed=${each.lot === lot} onClick=${() => set({ [`lot ${id}`]: each.lot })}>${each.lot}</button>`)}</div>`}</div>`;
}

function Dose({ gap, one, form, set, picks, on }) {
  const { child, said } = one;
  const pick = picks.find(({ id }) => id === idOf(gap));
  const last = gap.last && lastDayOf(said, gap, on, rulesOf(child.area), LAST_DAYS);
  const more = [whenWords(gap, on), gap.refused && t('gap_refused'), last && t('gap_last_short', { day: dayWords(last, true) })].filter(Boolean).join(SEP);
  return html`<li class="gap-dose"><button class="wide" aria-pressed=${Boolean(pick)} onClick=${() => set({ picked: toggled(form.picked, idOf(gap)) })}>
      ${pick ? '✔ ' : ''}${gapName(gap, child.born, on)}<small>${more}</small></button>
    ${pick && html`<${Lot} pick=${pick} gap=${gap} one=${one} form=${form} set=${set} on=${on} />`}</li>`;
}

function Others({ one, form, set, picks, on }) {
  const taken = picks.filter(({ id, product }) => id === product);
  const left = othersOf(one, on).filter((product) => !taken.some((pick) => pick.product === product));
  return html`${taken.map((pick) => html`<div class="gap-dose" key=${pick.id}><button class="wide" aria-pressed="true" onClick=${() => set({ others: toggled(form.others, pick.product) })}>✔ ${productWords(pick.product)}</button>
      <${Lot} pick=${pick} one=${one} form=${form} set=${set} on=${on} /></div>`)}
    <details class="gap-more"><summary>${t('gap_more')}</summary>
      <div class="field"><label>${t('gap_other')}<select value="" onChange=${(event) => event.target.value && set({ others: toggled(form.others, event.target.value) })}>
        <option value="">—</option>${left.map((code) => html`<option key=${code} value=${code}>${productWords(code)}</option>`)}</select></label></div>
      <${Choice} label=${t('gap_where_given')} value=${form.elsewhere ? 'elsewhere' : 'here'} must set=${(code) => set({ elsewhere: code === 'elsewhere' ? 'yes' : '' })}
        options=${[['here', t('gap_given_here')], ['elsewhere', t('gap_given_elsewhere')]]} />
      <${TextField} label=${t('gap_note')} value=${form.note} set=${(note) => set({ note })} maxlength="500" optional /></details>`;
}

/* ---- what speaks against it ---- */

const redWords = (line, child, on) =>
  t(`gap_red_${line.code}`, { name: line.product ? productWords(line.product) : '', day: line.day ? dayWords(line.day, true) : '', from: line.from ? t('gap_red_from', { day: dayWords(line.from, true) }) : '' });

/** What speaks against the doses, in red, and why one goes on all the same. */
function Red({ lines, one, on, form, set, tried }) {
  if (!lines.length) return null;
  return html`<div class="redbox" role="alert"><b>⚠ ${t('gap_red')}</b>
    ${lines.map((line) => html`<p key=${`${line.code} ${line.id}`}>${redWords(line, one.child, on)}</p>`)}
    <div class="choices" role="group" aria-label=${t('gap_red_why')}>${DESPITE.map((why) => html`<button key=${why} aria-pressed=${form.why === why} onClick=${() => set({ why: form.why === why ? '' : why })}>${t(`gap_despite_${why}`)}</button>`)}</div>
    ${tried && !form.why && html`<p class="problem">${t('gap_red_need')}</p>`}</div>`;
}

/* ---- the day, the place, who gives ---- */

/** The day doses of a visit were given: what is typed of it, else that of the work; with what is wrong. */
function dayOf({ day }) {
  const read = day ? readDay(day) : actDay();
  if (!read) return { on: actDay(), problem: t('gap_day_wrong') };
  return read > today() ? { on: actDay(), problem: t('gap_day_future') } : { on: read };
}

function How({ form, set }) {
  const { on, problem } = dayOf(form);
  const named = mayDose() ? '' : personSaid((view.person(giver()) || {}).name);
  return html`<details class="gap-how" open=${!giver()}><summary>${[t('gap_day', { day: dayWords(on, true) }), t(`gap_mode_${modeOf()}`), named].filter(Boolean).join(SEP)}</summary>
    <${TextField} label=${t('gap_day_label')} value=${form.day || actDay()} set=${(day) => set({ day })} inputmode="numeric" maxlength="12" problem=${problem} note=${dayWords(on, true)} />
    <${Choice} label=${t('gap_mode')} value=${modeOf()} set=${chooseMode} must options=${MODES.map((mode) => [mode, t(`gap_mode_${mode}`)])} />
    ${!mayDose() && html`<${Choice} label=${t('gap_giver')} value=${giver()} set=${(id) => remember({ giver: id })}
      options=${view.persons().filter(({ role }) => ['vaccinator', 'clinic'].includes(role)).map((person) => [person.id, personSaid(person.name)])} />`}</details>`;
}

/* ---- the next day ---- */

function nextWords(one, picks, on) {
  const { child, said } = one;
  const rules = rulesOf(child.area);
  const after = { ...said, doses: [...said.doses, ...picks.map(({ product }) => ({ product, given_on: on }))] };
  const left = needsOf(after, on, rules);
  if (!left.gaps.length) return picks.length ? t('gap_next_none') : '';
  const closing = said.states.filter(([, , state]) => state !== 'refused').map(([series, n, state]) => ({ series, n, state }));
  const visits = plan({ ...said.child, states: closing }, after.doses.filter(({ given_on: day }) => !day || day <= on), on, rules).filter((visit) => visit.on > on || !picks.length);
  const [next] = visits.filter((visit) => visit.on > on);
  return next ? t('gap_next', { day: dayWords(next.on, true), names: namesSaid(next.doses.map((dose) => gapName(dose, child.born, on))) }) : '';
}

/* ---- giving ---- */

function Giving({ one, form, set, restart, assumed, on }) {
  const [tried, setTried] = useState(0);
  const shown = { ...one, needs: assumed };
  const picks = picksOf(shown, form, on);
  const now = assumed.gaps.filter((gap) => gap.earliest !== null && gap.earliest <= on && !gap.condition && !gap.refused);
  const rest = assumed.gaps.filter((gap) => !now.includes(gap));
  const lines = redOf(shown, picks, on, modeOf(), form.elsewhere);
  const bare = !form.elsewhere && picks.some(({ lot }) => !lot);
  const stops = Boolean(dayOf(form).problem) || (lines.length && !form.why) || (!giver() && !form.elsewhere) || (bare && !tried);
  const keep = async () => {
    setTried(tried + 1);
    if (stops) return;
    const campaignOf = ({ slot }) => (slot && (campaignFor(one, slot[0], on) || {}).key) || null;
    const how = { on, whole: wholeOf(shown, picks, on), despite: [...new Set(lines.map(({ code }) => code))], why: form.why, elsewhere: Boolean(form.elsewhere), note: form.note, campaignOf };
    if (await keepGiven(one.child, picks, how)) restart();
  };
  const dose = (gap) => html`<${Dose} key=${idOf(gap)} gap=${gap} one=${one} form=${form} set=${set} picks=${picks} on=${on} />`;
  const all = () => set({ picked: now.map(idOf).join(' ') });
  return html`<section class="part gap-give"><h2>${t('gap_give')}</h2><${How} form=${form} set=${set} />
    ${now.length > 1 && !form.picked && html`<button class="soft wide" onClick=${all}>${t('gap_all', { n: now.length })}</button>`}
    <ul>${now.map(dose)}</ul>
    ${rest.length > 0 && html`<h3>${t('gap_not_today')}</h3><ul>${rest.map(dose)}</ul>`}
    <${Others} one=${shown} form=${form} set=${set} picks=${picks} on=${on} />
    <${Red} lines=${lines} one=${one} on=${on} form=${form} set=${set} tried=${tried > 0} />
    ${picks.length > 0 && html`<p class="gap-next">${nextWords(one, picks, on)}</p>`}
    ${tried > 0 && bare && html`<p class="note" role="alert">${t('gap_lot_need_of')}</p>`}
    ${tried > 0 && !giver() && !form.elsewhere && html`<p class="note problem" role="alert">${t('gap_giver_need')}</p>`}
    <div class="acts"><button class="miss" onClick=${() => go(`gap/${one.child.key}/why`)}>${t('gap_miss')}</button>
      <button class="give" disabled=${!picks.length} onClick=${keep}>${picks.length ? t('gap_keep', { n: picks.length }) : t('gap_pick')}</button></div></section>`;
}

/* ---- what was said before ---- */

function Visit({ visit, fresh }) {
  const [sure, setSure] = useState(false);
  const kind = undoKind(visit);
  const tap = () => (kind === 'ask' && !sure ? setSure(true) : undo(visit));
  const gaps = (visit.slots || []).map(([series, n]) => ({ series, n }));
  const child = view.child(visit.child);
  return html`<li class="item apart"><span>${fresh && '✔ '}${visitWords(visit)}${gaps.length > 0 && `${SEP}${gapNames(gaps, child.born, visit.on)}`}</span>
    ${kind && html`<button class=${sure ? 'problem' : 'plain'} onClick=${tap}>${sure ? t('gap_undo_sure') : t('gap_undo')}</button>`}</li>`;
}

function Last({ one }) {
  const last = lastVisit.value;
  const visit = last && last.child === one.child.key && one.visits.find(({ key }) => key === last.visit);
  if (!visit) return null;
  return html`<div class="notice gap-last" role="status"><ul><${Visit} visit=${visit} fresh /></ul><p>${nextWords(one, [], actDay())}</p></div>`;
}

function Before({ one }) {
  const fresh = lastVisit.value && lastVisit.value.visit;
  const visits = one.visits.filter(({ key }) => key !== fresh);
  if (!visits.length) return null;
  return html`<section class="part"><h2>${t('gap_visits', { n: visits.length })}</h2><ul>${[...visits].reverse().map((visit) => html`<${Visit} key=${visit.key} visit=${visit} />`)}</ul></section>`;
}

function About({ one }) {
  const { child } = one;
  const house = child.household && view.household(child.household);
  const facts = [villageWords(child), plainWords(child), child.born && dayWords(child.born, true), child.guardian && personSaid(child.guardian), house && houseWords(house)];
  return html`<div class="about"><p>${facts.filter(Boolean).join(SEP)}${child.unsent && html` <${NotSent} />`}</p>
    <div class="links"><a class="button plain" href=${`#/child/${child.key}/edit`}>${t('gap_edit')}</a></div></div>`;
}

function One({ child }) {
  tick.value; // asked here too: a component whose words are the same is not drawn again for its parent
  useEffect(() => void bringRules(), []);
  const [draft] = useState(() => startOf({ kind: 'catchup_visit', key: `gap:${child.key}`, area: child.area }));
  const { form, set, restart } = useSaid(BLANK, draft);
  const [{ on }, rules] = [dayOf(form), rulesOf(child.area)];
  const one = lackingOf(child, on);
  if (!one) return html`<${Page} title=${nameOf(child)} back=${back}><p role="status">${t('gap_rules_wait')}</p><//>`;
  const assumed = one.needs.unknown ? needsOf(one.said, on, rules, true) : one.needs;
  const lead = one.needs.unasked ? t('gap_no_born') : one.needs.unknown ? t('gap_unknown_lead') : one.needs.gaps.length ? t('gap_lacks', { n: one.needs.gaps.length }) : t('gap_none');
  return html`<${Page} title=${nameOf(child)} back=${back}>
    <p class="lead"><b>${lead}</b></p><${About} one=${one} /><${Last} one=${one} />
    <${GoesOn} draft=${draft} restart=${restart} word=${'gap_drop'} />
    ${!one.needs.unasked && html`<${Giving} one=${one} form=${form} set=${set} restart=${restart} assumed=${assumed} on=${on} />`}
    ${one.needs.unasked && html`<a class="button wide" href=${`#/child/${child.key}/edit`}>${t('gap_edit')}</a><button class="wide" onClick=${() => go(`gap/${child.key}/why`)}>${t('gap_miss')}</button>`}
    <${Told} one=${one} on=${on} /><${Before} one=${one} /><//>`;
}

/** The screen `#/gap/CHILD`. */
export function Gap() {
  tick.value;
  const child = area() && session.value && view.child(route.value.parts[1]);
  if (!child) return html`<${Page} title=${t('gap_missing')} back=${back}><${Empty} title=${t('gap_missing')}><a class="button give big" href="#/gaps">${t('gap_list')}</a><//><//>`;
  return html`<${One} key=${child.key} child=${child} />`;
}
