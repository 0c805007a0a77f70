/* 加孩子 and the correction of a child. A new child is saved with the day of the act as the day it was listed; one
   without red lines can be saved and dosed with the same tap. */

import { act, drafts, dropDraft, session, view } from '../core/index.js';
import { GoesOn, startOf, Unfinished, useSaid } from '../shared/draft.js';
import { Head } from '../shared/fields.js';
import { actDay, area } from '../shared/here.js';
import { html, useState } from '../shared/html.js';
import { dayWords, t } from '../shared/i18n.js';
import { back, route, stillHere, swap } from '../shared/route.js';
import { nameOf, saveForm } from '../shared/save.js';
import { Red } from './card.js';
import { beforeBirth, bornOf, changed, formOf, hintsOf, problemOf, sinceOf, statusOf } from './childfields.js';
import { Questions, useAlike } from './questions.js';
import { asksDay, asksGiver, asksPlace, dose, homeOf } from './record.js';
import { redLines } from './rules.js';
import { mayTakeBack } from './visit.js';
import { round } from './work.js';

function useForm(was, draft) {
  const { form, ...more } = useSaid(formOf(was), draft);
  const [born, since, status] = [bornOf, sinceOf, statusOf].map((read) => read(form, was, actDay()));
  const data = () => changed(form, was, born, since, status);
  const problem = problemOf(form, born, since, status) || beforeBirth(was, born, since, status);
  return { form, ...more, born, since, status, hints: hintsOf(form, born), problem, data };
}

function Buttons({ problem, hints, save, give }) {
  const [tried, setTried] = useState(false);
  const tap = (then) => () => {
    setTried(true);
    if (!problem) then();
  };
  return html`${tried && problem && html`<p class="problem note" role="alert">${t(problem)}</p>`}
    ${hints.map((word) => html`<p class="note" role="status" key=${word}>${t(word)}</p>`)}
    ${give && html`<button class="big give" onClick=${tap(give)}>${t('save_and_give')}</button>
      <p class="quiet">${t('save_give_lead')}</p>`}
    <button class=${give ? 'wide' : 'big give'} onClick=${tap(save)}>${t('save')}</button>`;
}

const linesFor = (child) =>
  round() ? redLines({ child, doses: [], visits: [], campaign: round().campaign, on: actDay() }) : [];

let lastOpen = null; // the form one goes back to from making its household

/** Go on with what was typed before: with the draft asked for, or coming back from another screen with the last one, or
 *  with one of the same household. */
function startOfNew(query) {
  const [household, name] = [query.get('household'), query.get('name')];
  const here = drafts.value.filter((one) => one.fresh && one.kind === 'child' && one.area === area().code);
  const same = ({ words }) => (name ? words.name === name : (words.household || null) === household);
  const open = () => ({ key: lastOpen, words: {}, ...here.find(({ key }) => key === lastOpen) });
  const found = here.find(({ key }) => key === query.get('draft')) || (query.has('again') && lastOpen ? open() : here.find(same));
  const begun = { ...(household && { household }), ...(name && { name }) };
  return startOf({ kind: 'child', area: area().code, fresh: true }, found, found ? { household: household || found.words.household } : begun);
}

async function saveNew(key, data, give) {
  const again = () => saveNew(key, data, give);
  if (give && (asksGiver() || asksDay(again) || asksPlace(again, true))) return;
  const child = { ...data, listed_on: actDay() };
  const here = stillHere();
  const ok = await saveForm('add', async () => {
    child.key = (await act.record('child', { key, area: area().code, data: { ...child } })).key;
  });
  if (!ok) return;
  dropDraft(key);
  if (give) await dose(child);
  if (!here()) return;
  const { query } = route.value;
  if (child.household && child.household === query.get('household') && !query.has('again')) back();
  else swap(homeOf(child));
}

/** 加孩子: `#/add`, `#/add?household=KEY`, `#/add?name=…`, `#/add?draft=KEY`. */
export const AddChild = () => html`<${New} key=${route.value.query.get('draft')} />`;

function New() {
  const [draft] = useState(() => startOfNew(route.value.query));
  lastOpen = draft.key;
  const { form, set, restart, born, since, hints, problem, data } = useForm({}, draft);
  const alike = useAlike({ ...form, born: born.born });
  const typed = born.born || born.problem;
  const lines = typed ? linesFor({ ...form, born: born.born }) : [];
  const give = round() && born.born && !lines.length ? () => saveNew(draft.key, data(), true) : null;
  return html`<${Head} title=${t('add_child')} back=${back} />
    <p class="quiet">${t('add_lead')}</p>
    <${GoesOn} draft=${draft} restart=${restart} word="start_over" />
    <${Unfinished} but=${draft.key} fresh />
    <${Questions} form=${form} set=${set} read=${born} since=${since} alike=${alike} />
    <${Red} lines=${born.problem ? [] : lines} />
    <${Buttons} problem=${problem} hints=${hints} save=${() => saveNew(draft.key, data(), false)} give=${give} />`;
}

async function saveChange(child, data) {
  const save = () => act.record('child', { key: child.key, area: child.area, data });
  const here = stillHere();
  if (Object.keys(data).length && !(await saveForm(child.key, save))) return;
  dropDraft(child.key);
  if (here()) back();
}

function Remove({ child }) {
  const [sure, ask] = useState(false);
  const { user } = session.value;
  if (child.by !== user.id && !mayTakeBack(user)) return null;
  // a record with a dose stays on the list, as one on which two sides differ; any other visit goes with it
  if (view.doses(child.key).length) return html`<p class="quiet">${t('remove_first')}</p>`;
  const remove = async () => {
    const here = stillHere();
    if (!(await saveForm(child.key, () => act.void('child', child.key, child.area)))) return;
    dropDraft(child.key);
    if (!here()) return;
    if (child.household) back();
    else swap('list'); // behind this screen is the card that is no more
  };
  return html`${sure && html`<p class="problem note" role="alert">${t('remove_sure', { name: nameOf(child) })}</p>`}
    <button class="wide" onClick=${sure ? remove : () => ask(true)}>${t('remove_child')}</button>`;
}

/** Two records said to be one child: whoever said so can part them again. */
function Joined({ child }) {
  const { user } = session.value;
  const mine = view.joins(child.key).filter((link) => view.author(link) === user.id || mayTakeBack(user));
  const part = async (link) => {
    const here = stillHere();
    if ((await saveForm(child.key, () => act.void('same_child', link.key, link.area))) && here()) back();
  };
  return mine.map((link) => html`<div class="alike" key=${link.key}>
    <p>${t('joined', { day: dayWords(link.at.slice(0, 10)), names: link.names.join('、') })}</p>
    <button onClick=${() => part(link)}>${t('joined_part')}</button></div>`);
}

function Edit({ child }) {
  const [draft] = useState(() => startOf({ kind: 'child', area: child.area, key: child.key }));
  const { form, set, restart, born, since, status, hints, problem, data } = useForm(child, draft);
  const alike = useAlike({ ...form, key: child.key, born: born.born });
  const join = async (other) => {
    const link = { area: child.area, data: { child: child.key, other: other.key } };
    const here = stillHere();
    if ((await saveForm(child.key, () => act.record('same_child', link))) && here()) back();
  };
  return html`<${Head} title=${nameOf(child)} back=${back} />
    <${GoesOn} draft=${draft} restart=${restart} word="draft_drop" />
    <${Questions} form=${form} set=${set} read=${born} since=${since} status=${status} alike=${alike} join=${join} edit />
    <${Buttons} problem=${problem} hints=${hints} save=${() => saveChange(child, data())} />
    <${Joined} child=${child} />
    <${Remove} child=${child} />`;
}

/** The correction of a child: `#/child/KEY/edit`. */
export function EditChild() {
  const child = area() && view.child(route.value.parts[1]);
  return child
    ? html`<${Edit} key=${child.key} child=${child} />`
    : html`<${Head} title=${t('edit_child')} back=${back} /><p>${t('not_on_phone')}</p>`;
}
