/* 加孩子 and the correction of a child. A new child is saved with the day of the act as the day it was listed, and with it
   the household it was said to be of, where that is new too; one without red lines can be saved and dosed with the same tap. */

import { uuid7 } from '../core/ids.js';
import { act, drafts, dropDraft, session, view } from '../core/index.js';
import { Unfinished } from '../shared/draft.js';
import { Head } from '../shared/fields.js';
import { GoesOn, saveForm, startOf, stillHere, toWrong, useSaid } from '../shared/forms.js';
import { actDay, area } from '../shared/here.js';
import { html, useEffect, useState } from '../shared/html.js';
import { dayWords, inTurn, t } from '../shared/i18n.js';
import { back, route, swap } from '../shared/route.js';
import { namesSaid, personSaid, placeSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { Red } from './card.js';
import { bornOf, changed, familyOf, formOf, houseOf, isBare, knownOf, problemsOf, sinceOf, statusOf } from './childfields.js';
import { placeNewHouse } from './houseform.js';
import { Questions, useAlike } from './questions.js';
import { asksDay, asksGiver, asksPlace, dose, homeOf, isDone, resultOf } from './record.js';
import { redLines } from './rules.js';
import { mayTakeBack } from './visit.js';
import { round } from './work.js';

/** The form over `was`, the child as it is recorded; `known` is filled in and not recorded yet. */
function useForm(was, draft, known = {}) {
  const [tries, setTries] = useState(0);
  const { form, set, restart } = useSaid(formOf({ ...was, ...known }), draft);
  const [born, since, status] = [bornOf, sinceOf, statusOf].map((read) => read(form, was, actDay()));
  const problems = problemsOf(form, was, born, since, status);
  useEffect(() => void (tries && toWrong()), [tries]);
  const tap = (save) => () => (Object.keys(problems).length ? setTries(tries + 1) : save(changed(form, was, born, since, status)));
  return { said: { form, set, problems, tried: tries > 0 }, restart, born, status, tap };
}

/** What can be done with what was typed: the first is what is mostly meant. */
function Buttons({ bare, tap, doings }) {
  const [[word, first], ...others] = doings;
  return html`${bare && html`<p class="note" role="status">${t('name_only')}</p>`}
    <button class="big give" onClick=${tap(first)}>${t(word)}</button>
    ${others.map(([name, doing]) => html`<button key=${name} class="wide" onClick=${tap(doing)}>${t(name)}</button>`)}`;
}

const linesFor = (child) =>
  round() ? redLines({ child, doses: [], visits: [], campaign: round().campaign, on: actDay() }) : [];

/** Go on with what was typed before: with the draft asked for, or with one of the same household. */
function startOfNew(query) {
  const [household, name] = [query.get('household'), query.get('name')];
  const here = drafts.value.filter((one) => one.fresh && one.kind === 'child' && one.area === area().code);
  const same = ({ words }) => (name ? words.name === name : (words.household || null) === household);
  const found = here.find(({ key }) => key === query.get('draft')) || here.find(same);
  const begun = { ...(household && { household }), ...(name && { name }) };
  return startOf({ kind: 'child', area: area().code, fresh: true }, found, found ? { household: household || found.words.household } : begun);
}

/** A household made with the child is kept before it: what is only half kept is a household without children, and nothing
 *  is lost. A child of no household makes none. */
async function keepNew(key, child, house) {
  const where = area().code;
  if (house) await act.record('household', { key: house.key, area: where, data: house.data });
  await act.record('child', { key, area: where, data: child });
  if (house) placeNewHouse(house.key);
}

/** Where one is when a new child is saved: at the next one of its household, back at the household it was opened from, or at
 *  its own card. `made`: the household is not behind this form. */
function leaveTo(child, next) {
  const { query } = route.value;
  const made = query.has('made') || child.household !== query.get('household');
  if (next) swap(`add?household=${child.household}&after=${child.key}${made ? '&made=1' : ''}`);
  else if (made) swap(homeOf(child));
  else back();
}

async function saveNew(key, { data, house, give, next }) {
  const again = () => saveNew(key, { data, house, give, next });
  if (give && (asksGiver() || asksDay(again) || asksPlace(again, true))) return;
  const child = { ...data, ...(house && { household: house.key }), listed_on: actDay() };
  const here = stillHere();
  if (!(await saveForm('add', () => keepNew(key, { ...child }, house)))) return;
  dropDraft(key);
  child.key = key;
  if (give) await dose(child);
  if (here()) leaveTo(child, next);
}

/** That the child before is kept, over the form of the next one of its household. */
function Before({ name }) {
  const child = name && view.child(name);
  if (!child) return null;
  return html`<p class="saved">✔ ${t(isDone(resultOf(child.key).state) ? 'saved_dose' : 'saved_child', { name: nameOf(child) })}</p>`;
}

/** 加孩子: `#/add`, `#/add?household=KEY`, `#/add?name=…`, `#/add?draft=KEY`; `after=KEY` the child of the household before. */
export const AddChild = () => html`<${New} key=${['draft', 'household', 'after'].map((name) => route.value.query.get(name)).join()} />`;

function knownHere(said) {
  const house = said.household && view.household(said.household);
  return house ? knownOf(house, view.members(house.key)) : {};
}

function New() {
  const { query } = route.value;
  const [draft] = useState(() => startOfNew(query));
  const [household, choose] = useState(draft.words.household);
  const [family] = useState(() => uuid7(Date.now())); // one key, however often saving is tried
  const { said, restart, born, tap } = useForm({}, draft, knownHere({ household }));
  const { form } = said;
  const set = (words) => {
    if ('household' in words) choose(words.household);
    said.set(words);
  };
  const alike = useAlike({ ...form, born: born.born });
  const lines = born.born || born.problem ? linesFor({ ...form, born: born.born }) : [];
  const house = form.newHouse ? { key: form.newHouse, data: houseOf(form) } : null;
  const give = round() && born.born && !lines.length;
  const made = !form.newHouse && !form.household && familyOf(form); // of a family without a household the next child makes one
  const housed = form.newHouse || form.household || made;
  const save = (how) => (data) => saveNew(draft.key, { data, house: how.next && made ? { key: family, data: made } : house, ...how });
  const doings = [
    give && ['save_and_give', save({ give: true })],
    give && housed && ['save_give_next', save({ give: true, next: true })],
    ['save', save({})],
    housed && ['save_next', save({ next: true })],
  ].filter(Boolean);
  return html`<${Head} title=${t('add_child')} back=${back} />
    <${Before} name=${query.get('after')} />
    ${!query.has('after') && html`<p class="quiet">${inTurn([t('add_to', { name: placeSaid(area().name) }), t('add_lead')])}</p>`}
    <${GoesOn} draft=${draft} restart=${restart} word="start_over" />
    <${Unfinished} but=${draft.key} fresh />
    <${Questions} said=${{ ...said, set }} read=${born} alike=${alike} />
    <${Red} lines=${born.problem ? [] : lines} />
    <${Buttons} bare=${isBare(form, born)} tap=${tap} doings=${doings} />
    ${give && html`<p class="quiet">${t('save_give_lead')}</p>`}`;
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
    <p>${t('joined', { day: dayWords(link.at.slice(0, 10)), names: namesSaid(link.names.map(personSaid)) })}</p>
    <button onClick=${() => part(link)}>${t('joined_part')}</button></div>`);
}

function Edit({ child }) {
  const [draft] = useState(() => startOf({ kind: 'child', area: child.area, key: child.key }));
  const { said, restart, born, status, tap } = useForm(child, draft);
  const alike = useAlike({ ...said.form, key: child.key, born: born.born });
  const join = async (other) => {
    const link = { area: child.area, data: { child: child.key, other: other.key } };
    const here = stillHere();
    if ((await saveForm(child.key, () => act.record('same_child', link))) && here()) back();
  };
  return html`<${Head} title=${nameOf(child)} back=${back} />
    <${GoesOn} draft=${draft} restart=${restart} word="draft_drop" />
    <${Questions} said=${said} read=${born} status=${status} alike=${alike} join=${join} edit />
    <${Buttons} bare=${isBare(said.form, born)} tap=${tap} doings=${[['save', (data) => saveChange(child, data)]]} />
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
