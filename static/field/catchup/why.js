/* Why nothing was given: what came of going there, the reason, what is done about it, the day that was agreed, where to the
   family went. */

import { dropDraft, today, view } from '../core/index.js';
import { readDay } from '../shared/birth.js';
import { addDays } from '../shared/days.js';
import { TextField } from '../shared/fields.js';
import { GoesOn, startOf, stillHere, toWrong, useSaid } from '../shared/forms.js';
import { actDay, area } from '../shared/here.js';
import { html, useState } from '../shared/html.js';
import { dayWords, spoken, t } from '../shared/i18n.js';
import { Empty, Page } from '../shared/parts.js';
import { back, route } from '../shared/route.js';
import { nameOf } from '../shared/save.js';
import { campaignsOf, lackingOf, wantedBy } from './lacking.js';
import { idOf, toggled } from './picking.js';
import { keepNotGiven } from './record.js';
import { gapName } from './said.js';
import zh from './words/gaps.zh.js';

const OUTCOMES = ['absent_short', 'refused', 'ill', 'contraindicated', 'absent_long', 'moved_away', 'elsewhere', 'not_found', 'other'];
const GONE = ['absent_long', 'moved_away', 'elsewhere'];
const FOR_GOOD = ['moved_away', 'elsewhere', 'not_found', 'contraindicated'];
const MEASURES = ['call', 'again', 'booked', 'explained', 'village', 'assess', 'there'];
const IN_DAYS = [1, 3, 7];
const BLANK = { outcome: '', reason: '', measure: '', planned: '', gone: '', note: '', not: '' };
const SOON = 50; // milliseconds: the line stands there by then

/* The reasons of the county's list that say more than the outcome does. */
const reasons = () => view.records('code').filter((one) => one.list === 'visit.reason' && !one.retired_on && !OUTCOMES.includes(one.code));

function planned(form) {
  if (!form.planned.trim()) return { day: null };
  const day = readDay(form.planned);
  if (!day) return { problem: t('gap_day_wrong') };
  return day < today() ? { problem: t('gap_planned_past') } : { day };
}

const Grid = ({ label, codes, value, set, words }) => html`<section class="part"><h2>${label}</h2><div class="grid" role="group" aria-label=${label}>
  ${codes.map((code) => html`<button key=${code} aria-pressed=${code === value} onClick=${() => set(code === value ? '' : code)}>${words(code)}</button>`)}</div></section>`;

function Planned({ form, set }) {
  const { problem, day } = planned(form);
  const days = IN_DAYS.map((n) => addDays(today(), n));
  return html`<section class="part"><h2>${t('gap_plan')}</h2>
    <div class="choices">${days.map((one) => html`<button key=${one} aria-pressed=${one === day} onClick=${() => set({ planned: one === day ? '' : one })}>${dayWords(one)}</button>`)}</div>
    <${TextField} label=${t('gap_plan_day')} value=${form.planned} set=${(words) => set({ planned: words })} inputmode="numeric" maxlength="12" problem=${problem} note=${day ? dayWords(day, true) : ''} optional /></section>`;
}

/* Which doses it is about: all of them, until one is taken out. */
function Which({ one, form, set, on }) {
  const { gaps } = one.needs;
  if (gaps.length < 2) return null;
  const out = (gap) => form.not.split(' ').includes(idOf(gap));
  return html`<section class="part"><h2>${t('gap_which')}</h2><div class="choices" role="group" aria-label=${t('gap_which')}>
    ${gaps.map((gap) => html`<button key=${idOf(gap)} aria-pressed=${!out(gap)} onClick=${() => set({ not: toggled(form.not, idOf(gap)) })}>${gapName(gap, one.child.born, on)}</button>`)}</div></section>`;
}

function Form({ child }) {
  const [draft] = useState(() => startOf({ kind: 'catchup_visit', key: `why-gap:${child.key}`, area: child.area }));
  const { form, set, restart } = useSaid(BLANK, draft);
  const [tried, setTried] = useState(false);
  const [on, own] = [actDay(), reasons()];
  const said = own.map(({ code }) => code);
  const one = lackingOf(child, on);
  const { day, problem } = planned(form);
  const keep = async () => {
    setTried(true);
    if (!form.outcome || problem) return setTimeout(toWrong, SOON);
    const campaign = one && campaignsOf(child.area).find((each) => each.first_day <= on && on <= each.last_day && wantedBy(one, each, on).length);
    const slots = one ? one.needs.gaps.filter((gap) => !form.not.split(' ').includes(idOf(gap))).map(({ series, n }) => [series, n]) : [];
    const here = stillHere();
    const measure = form.measure && zh[`gap_do_${form.measure}`]; // as it stands on the paper
    const data = { outcome: form.outcome, slots, campaign: campaign && campaign.key, reason: form.reason, measure, planned_on: day, gone_to: form.gone.trim(), note: form.note.trim() };
    if (!(await keepNotGiven(child, data))) return null;
    dropDraft(draft.key);
    return here() && back();
  };
  return html`<${Page} title=${t('gap_why', { name: nameOf(child) })} back=${back}>
    <${GoesOn} draft=${draft} restart=${restart} word=${'gap_drop'} />
    <${Grid} label=${t('gap_out')} codes=${OUTCOMES} value=${form.outcome} set=${(outcome) => set({ outcome })} words=${(code) => t(`gap_out_${code}`)} />
    ${tried && !form.outcome && html`<p class="problem note" role="alert">${t('gap_out_need')}</p>`}
    ${form.outcome && one && html`<${Which} one=${one} form=${form} set=${set} on=${on} />`}
    ${GONE.includes(form.outcome) && html`<${TextField} label=${t('gap_gone')} value=${form.gone} set=${(gone) => set({ gone })} maxlength="200" />`}
    ${form.outcome && said.length > 0 && html`<details class="part"><summary>${t('gap_reason')}</summary><${Grid} label=${t('gap_reason')} codes=${said} value=${form.reason} set=${(reason) => set({ reason })} words=${(code) => own.find((one) => one.code === code)[spoken.value]} /></details>`}
    ${form.outcome && !FOR_GOOD.includes(form.outcome) && html`<${Grid} label=${t('gap_measure')} codes=${MEASURES} value=${form.measure} set=${(measure) => set({ measure })} words=${(code) => t(`gap_do_${code}`)} /><${Planned} form=${form} set=${set} />`}
    <div class="part"><${TextField} label=${t('gap_note')} value=${form.note} set=${(note) => set({ note })} maxlength="500" optional /></div>
    <button class="big give" onClick=${keep}>${t('save')}</button><//>`;
}

/** The screen `#/gap/CHILD/why`. */
export function Why() {
  const child = area() && view.child(route.value.parts[1]);
  if (!child) return html`<${Page} title=${t('gap_missing')} back=${back}><${Empty} title=${t('gap_missing')} /><//>`;
  return html`<${Form} key=${child.key} child=${child} />`;
}
