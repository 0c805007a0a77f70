/* What stands on the report in the hand: its day and clinic, which hold for the reports that follow, and its number. */

import { today, view } from '../core/index.js';
import { TextField } from '../shared/fields.js';
import { actDay, chooseDay } from '../shared/here.js';
import { html, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { placeSaid } from '../shared/said.js';
import { CERTIFICATES } from './answers.js';
import { readReport } from '../shared/codes.js';
import { StaleNote } from './named.js';
import { staleAge } from './outcome.js';
import { standFor, standingOf } from './record.js';
import { useScan } from '../shared/scanning.js';
import { readTyped } from './typedday.js';

const MOST = 40; // clinics to choose from: those of the township first

/** Which clinic's reports these are: as chosen in this sitting, else the school's own; null where none is known. */
export const clinicOf = (pupil) => standingOf(pupil.school).assessed_by || (view.record('school', pupil.school) || {}).clinic || null;

const clinicName = (key) => placeSaid((view.record('clinic', key) || { name: key || '' }).name);

function clinicsNear(area) {
  const near = (one) => -[9, 6].filter((n) => (one.area || '').slice(0, n) === area.slice(0, n)).length;
  return view.records('clinic').filter((one) => !one.retired_on).sort((one, other) => near(one) - near(other)).slice(0, MOST);
}

/** A day that is typed; `keep` gets it as soon as it is one. */
function TypedDay({ label, day, keep, problem, first }) {
  const [text, setText] = useState(day || '');
  const read = readTyped(text, today());
  const set = (words) => {
    setText(words);
    const found = readTyped(words, today());
    if (found) keep(found);
  };
  const wrong = text && !read ? t('day_wrong') : !text && problem;
  return html`<${TextField} label=${label} value=${text} set=${set} inputmode="numeric" maxlength="12" first=${first} tried=${Boolean(problem)}
    problem=${wrong || null} note=${read ? dayWords(read, true) : t('day_typed')} />`;
}

function Clinic({ pupil }) {
  const chosen = clinicOf(pupil) || '';
  const near = clinicsNear(pupil.area);
  const keys = near.map(({ key }) => key);
  const options = [['', t('clinic_unsaid')], ...near.map(({ key }) => [key, clinicName(key)]), ...(chosen && !keys.includes(chosen) ? [[chosen, clinicName(chosen)]] : [])];
  return html`<label class="field"><span class="label">${t('assessed_by')}</span>
    <select value=${chosen} onChange=${(event) => standFor(pupil.school, { assessed_by: event.target.value || undefined })}>
      ${options.map(([key, words]) => html`<option key=${key} value=${key} selected=${key === chosen}>${words}</option>`)}</select></label>`;
}

function Standing({ pupil, tried }) {
  const { assessed_on: day } = standingOf(pupil.school);
  const [first] = useState(!day);
  const [open, setOpen] = useState(first);
  const words = [day ? t('assessed_short', { day: dayWords(day) }) : t('assessed_unsaid'), clinicName(clinicOf(pupil)), actDay() !== today() && t('checked_short', { day: dayWords(actDay()) })];
  return html`<details class="standing" open=${open || (tried && !day)} onToggle=${(event) => setOpen(event.target.open)}>
    <summary>${words.filter(Boolean).join(SEP)} <span class="quiet">${t('change')}</span></summary>
    <${TypedDay} label=${t('assessed_on')} day=${day} keep=${(found) => standFor(pupil.school, { assessed_on: found })} problem=${tried && t('assessed_need')} />
    <${Clinic} pupil=${pupil} />
    <${TypedDay} label=${t('checked_on')} day=${actDay()} keep=${chooseDay} />
    <p class="quiet">${t('standing_lead')}</p></details>`;
}

/** Which certificate was shown: a paper one unless something else is said. */
function Certificate({ form, set }) {
  return html`<label class="field line"><span class="label">${t('certificate')}</span>
    <select value=${form.certificate} onChange=${(event) => set({ certificate: event.target.value })}>
      ${CERTIFICATES.map((code) => html`<option key=${code} value=${code} selected=${code === form.certificate}>${t(`certificate_${code}`)}</option>`)}</select></label>`;
}

/* The number of the report: typed, or read off its code. */
function useNumber({ form, set }) {
  const { button, panel } = useScan({ read: readReport, take: ({ value }) => set({ report_no: value }) });
  const line = html`<div class="field line"><label class="label" for="report-no">${t('report_no')}</label>
    <span class="scanned"><input id="report-no" value=${form.report_no} onInput=${(event) => set({ report_no: event.target.value })} onKeyDown=${leaveLine}
      maxlength="60" autocomplete="off" placeholder=${t('optional')} enterkeyhint="done" />${button}</span></div>`;
  return { line, panel };
}

/** All of it, above the answers. */
export function ReportLines({ pupil, form, set, tried }) {
  const { line, panel } = useNumber({ form, set });
  return html`<${Standing} pupil=${pupil} tried=${tried} />
    <div class="report-lines">${line}<${Certificate} form=${form} set=${set} /></div>${panel}`;
}

/** That the report in the hand does not hold any more: always above the answers. */
export function StaleReport({ pupil }) {
  const { assessed_on: day } = standingOf(pupil.school);
  const stale = staleAge(pupil.child.born, day, actDay());
  return stale && html`<${StaleNote} age=${stale} day=${day} />`;
}

/* A reader of bar codes ends with Enter: the next key is an answer. */
function leaveLine(event) {
  if (event.key !== 'Enter' || event.isComposing) return;
  event.preventDefault();
  event.target.blur();
}
