/* The sheets over a screen: why a child was not dosed, and why one with a red line is dosed all the same.
   They are part of the address, so the back button closes them. Loaded when first needed. */

import { dropDraft, tick, today, view } from '../core/index.js';
import { addDays } from '../shared/days.js';
import { useLine } from '../shared/forms.js';
import { actDay, area } from '../shared/here.js';
import { html } from '../shared/html.js';
import { addWords, dayWords, t } from '../shared/i18n.js';
import { route, swap } from '../shared/route.js';
import { placeSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { Sheet, useSheet } from '../shared/sheet.js';
import { dayWordsOf } from './dayask.js';
import { noteOf } from './drafts.js';
import { atPost, doorAllowed, MODES } from './place.js';
import { reads } from './reads.js';
import { agreeDay, dose, linesOf, miss, takeWaiting, whyWords } from './record.js';
import { despiteFor, offered, REASONS, withDay } from './whynot.js';
import zh from './words/sheets.zh.js';
import { choosePlace, round } from './work.js';

addWords(zh);

const MOST_NOTE = 200; // letters
const SOON = ['again_0', 'again_1', 'again_2']; // today, tomorrow, the day after

/* When to come again, mostly: a tap writes the day itself into the note, which means the same tomorrow. */
function When({ note, set }) {
  const days = SOON.map((_word, n) => t('again_on', { day: dayWords(addDays(today(), n)) }));
  return html`<p>${t('again_when')}</p><div class="choices">${SOON.map((word, n) => html`<button key=${word}
    aria-pressed=${note.startsWith(days[n])} onClick=${() => set(withDay(note, days[n], days).slice(0, MOST_NOTE))}>${t(word)}</button>`)}</div>`;
}

function Why({ child }) {
  const key = noteOf(child);
  const [note, setNote] = useLine('note', { kind: 'visit', key, area: area().code });
  const sheet = useSheet();
  const drop = () => dropDraft(key);
  const choose = sheet.once(async (reason) => (await miss(child, reason, note.trim())) && drop());
  return html`<${Sheet} sheet=${sheet} drop=${drop} title=${t('why_title', { name: nameOf(child) })}>
    <div class="grid">
      ${offered(REASONS, view.records('code')).map(
        (reason) => html`<button key=${reason.word} onClick=${() => choose(reason)}>${whyWords(reason.word)}</button>`,
      )}
    </div>
    <${When} note=${note} set=${setNote} />
    <label class="why">${t('why_note')}
      <input value=${note} onInput=${(event) => setNote(event.target.value)} maxlength=${MOST_NOTE} placeholder=${t('why_first')} /></label>
  <//>`;
}

function Despite({ child }) {
  const lines = () => linesOf(child).map((line) => line.code);
  const sheet = useSheet();
  const choose = sheet.once((why) => dose(child, { despite: lines(), despite_why: why }));
  return html`<${Sheet} sheet=${sheet} title=${t('despite_title', { name: nameOf(child) })}>
    <div class="grid one">
      ${despiteFor(lines()).map((why) => html`<button key=${why} onClick=${() => choose(why)}>${t(`despite_${why}`)}</button>`)}
    </div>
  <//>`;
}

/** What a place to choose is called; a door where nothing may be injected is one to ask at only. */
export const modeWords = (mode, campaign) => t(mode === 'door' && campaign && !doorAllowed(campaign) ? 'mode_door_only' : `mode_${mode}`);

function placesHere(dosing) {
  const { campaign } = round();
  const posts = reads.posts(area().code).filter((post) => post.area === area().code && post.campaign === campaign.key);
  const modes = MODES.filter((mode) => mode !== 'door' || !dosing || doorAllowed(campaign));
  return [...posts.map((post) => [placeSaid(post.name), atPost(post)]), ...modes.map((mode) => [modeWords(mode, campaign), { mode, post: null }])];
}

/** What was tapped goes on when this sheet is closed. */
function goOn() {
  const then = takeWaiting();
  if (then) window.addEventListener('hashchange', () => then(), { once: true });
}

/** A day whose doses do not count in the round, or that has not come: asked once, before a form that gives the first dose of
 *  it is saved; in a list and on a card it is asked where the tap was. */
function Day() {
  const sheet = useSheet();
  const yes = sheet.once(() => {
    agreeDay();
    goOn();
  });
  const no = () => {
    takeWaiting();
    swap('work');
  };
  const words = dayWordsOf(round(), actDay());
  return html`<${Sheet} sheet=${sheet} title=${words.ask}>
    <div class="grid one"><button onClick=${no}>${t('day_ask_no')}</button>
      <button onClick=${yes}>${words.yes}</button></div>
  <//>`;
}

/** Where the work of a day is done in a village: asked once, before the first record; what was tapped then goes on. */
function Place({ dosing }) {
  const sheet = useSheet();
  const choose = sheet.once((place) => {
    choosePlace(place);
    goOn();
  });
  const title = dosing && !doorAllowed(round().campaign) ? t('place_dose') : t('place_title', { day: dayWords(actDay()), area: placeSaid(area().name) });
  return html`<${Sheet} sheet=${sheet} title=${title}>
    <div class="grid one">
      ${placesHere(dosing).map(([words, place]) => html`<button key=${words} onClick=${() => choose(place)}>${words}</button>`)}
    </div>
    <p class="quiet">${t('place_lead')}</p>
  <//>`;
}

/** The sheet the address asks for, if any. */
export function Sheets() {
  const { query } = route.value;
  if (query.get('sheet') === 'place') return round() && html`<${Place} key="place" dosing=${query.has('dosing')} />`;
  if (query.get('sheet') === 'day') return round() && html`<${Day} key="day" />`;
  if (!query.get('of')) return null;
  tick.value;
  const child = view.child(query.get('of'));
  if (!child) return null;
  if (query.get('sheet') === 'why') return html`<${Why} key=${child.key} child=${child} />`;
  return query.get('sheet') === 'despite' && html`<${Despite} key=${child.key} child=${child} />`;
}
