/* The buttons that record: not dosed left, dosed right, undo where the tap was. They keep their place and size when a child is
   done, so that nothing moves under the thumb, and the second tap of the same thumb undoes nothing. */

import { view } from '../core/index.js';
import { html, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Pair } from '../shared/parts.js';
import { isNarrow } from '../shared/room.js';
import { go, sheet } from '../shared/route.js';
import { personSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { DayAsk } from './dayask.js';
import { reads } from './reads.js';
import { askBack, asksDay, asksDayOf, asksGiver, asksPlace, dose, hrefOf, isDone, otherAuthor, outcomeWords, resultOf, uncounted, undo, undoKind } from './record.js';
import { mayDose } from './visit.js';
import { round } from './work.js';

const openSheet = (name, child, dosing) => {
  const open = () => go(sheet({ sheet: name, of: child.key }));
  if (!asksPlace(open, dosing)) open();
};
const openWhy = (child) => openSheet('why', child);
const openDespite = (child) => asksGiver() || asksDay(() => openDespite(child), child.key) || openSheet('despite', child, true);

/* What undoes stands where the tap was: the second tap of the same thumb, or of a mouse, is no wish to undo. */
const HASTY_MS = 500;
let given = { at: 0, thumb: false };
const isHasty = (event) => event.detail > 1 || (given.thumb && performance.now() - given.at < HASTY_MS);

function Undo({ child, visit }) {
  const [sure, ask] = useState(false);
  const kind = visit && undoKind(visit);
  if (!kind || kind === 'other') return null;
  const label = t('undo_label', { name: nameOf(child), what: outcomeWords(visit) });
  const tap = (event) => {
    if (isHasty(event)) return null;
    if (kind === 'ask' && !sure) return ask(true);
    ask(false);
    return undo(child, visit);
  };
  return html`<button class="undo" onClick=${tap} aria-label=${label}>${sure ? t('undo_yes') : t('undo')}</button>
    ${sure && html`<p class="problem" role="alert">${t('undo_old', { day: dayWords(visit.on) })}</p>`}`;
}

function askWords(visit) {
  const [writer, what] = [otherAuthor(visit), outcomeWords(visit)];
  if (!writer) return t('undo_unsure_ask', { what });
  return t('undo_other_ask', { name: personSaid((view.person(writer) || { name: t('someone') }).name), what });
}

/** What someone else recorded: who sees that it is wrong asks the supervisor, and it counts until then. */
function AskBack({ child, visit }) {
  const [sure, ask] = useState(false);
  if (!visit || undoKind(visit) !== 'other') return null;
  if (reads.asksBack(visit)) return html`<p class="asked">${t('asked_back')}</p>`;
  const tap = () => (sure ? askBack(child, visit) : ask(true));
  const label = t('undo_other_label', { name: nameOf(child), what: outcomeWords(visit) });
  return html`<button class="undo other" onClick=${tap} aria-label=${label}>
      ${t(sure ? 'undo_other_yes' : 'undo_other')}</button>
    ${sure && html`<p class="problem" role="alert">${askWords(visit)}</p>`}`;
}

const mineToday = (visit) => visit && undoKind(visit) === 'now';

/* A thumb needs no focus: given up while the disk is writing, it costs no layout when the button goes. A keyboard keeps it. */
const byThumb = (act) => (event) => {
  given = { at: performance.now(), thumb: event.pointerType !== 'mouse' && event.detail > 0 };
  if (event.detail) event.currentTarget.blur();
  act();
};

/** The button for a reason; once a reason was said today it says it and takes it back, in the same place. */
function Miss({ child, visit }) {
  const name = nameOf(child);
  if (!mineToday(visit)) {
    const label = t('not_given_label', { name });
    return html`<button class="miss" onClick=${byThumb(() => openWhy(child))} aria-label=${label}>${t('not_given')}</button>`;
  }
  const what = outcomeWords(visit);
  return html`<button class="miss said" onClick=${() => undo(child, visit)} aria-label=${t('undo_label', { name, what })}>
    ${what}<br /><u>${t('undo')}</u>
  </button>`;
}

const doneWords = ({ state, visit }) => {
  if (state === 'elsewhere') return t('result_elsewhere');
  return visit && !isNarrow() ? t('dosed_on', { day: dayWords(visit.on) }) : t('dosed_short');
};

function giverWords(visit) {
  const giver = visit && visit.given_by && view.person(visit.given_by);
  const why = visit && visit.despite_why && t('despite_said', { why: t(`despite_${visit.despite_why}`) });
  const by = giver && t(!giver.role || mayDose(giver) ? 'by' : 'by_lister', { name: personSaid(giver.name) });
  return [by, why].filter(Boolean).join(SEP);
}

function RowGive({ child, red }) {
  const name = nameOf(child);
  if (red) {
    return html`<a class="button red" href=${hrefOf(child)} aria-label=${t('see_red_label', { name })}>⚠ ${t('see_red')}</a>`;
  }
  return html`<button class="give soft" onClick=${byThumb(() => dose(child))} aria-label=${t('give_label', { name })}>
    ${t('give_short')}
  </button>`;
}

/** Why what was recorded does not count in the round, in words; nothing where all counts. */
export function outWords({ out }) {
  if (!out) return '';
  const { visit, why } = out;
  return t('not_counted', { day: dayWords(visit.on), what: outcomeWords(visit), why: t(`out_${why}`) });
}

/** The card's word on a visit that does not count, with the way to take it back; one of today has that in the buttons. */
export function Out({ child, result }) {
  const { out } = result;
  if (!out) return null;
  const { visit } = out;
  const taken = uncounted(result) ? null : html`<${Undo} child=${child} visit=${visit} /><${AskBack} child=${child} visit=${visit} />`;
  return html`<div class="note"><p>${outWords(result)}</p>${taken}</div>`;
}

/** The short buttons of a row in the list, which knows its child's result and whether it has a red line. */
export function RowButtons({ child, state, visit, out, red }) {
  const outside = !isDone(state) && uncounted({ out });
  return html`<${Pair} kind="act" state=${outside ? 'out' : state}>
    ${outside
      ? html`<span class="done">${t('not_counted_short')}</span><${Undo} child=${child} visit=${outside} />`
      : isDone(state)
      ? html`<span class="done">✔ ${t(state === 'elsewhere' ? 'result_elsewhere' : 'dosed_short')}</span>
          <${Undo} child=${child} visit=${visit} />`
      : html`<${Miss} child=${child} visit=${visit} /><${RowGive} child=${child} red=${red} />`}
  <//>`;
}

function CardGive({ child, lines }) {
  const name = nameOf(child);
  return lines.length
    ? html`<button class="big red" onClick=${() => openDespite(child)} aria-label=${t('despite_label', { name })}>
        ${t('despite')}
      </button>`
    : html`<button class="big give" onClick=${byThumb(() => dose(child))} aria-label=${t('give_label', { name })}>${t(isNarrow() ? 'give_short' : 'give')}</button>`;
}

/** The large buttons of a card. */
export function CardButtons({ child, lines }) {
  const result = resultOf(child.key);
  const [before] = useState(isDone(result.state)); // who and why are told of earlier doses: a new one must not grow
  if (!round()) return null;
  if (asksDayOf(child.key)) return html`<${DayAsk} />`;
  const outside = !isDone(result.state) && uncounted(result);
  return html`<${Pair} kind="acts" state=${outside ? 'out' : result.state}>
    ${outside
      ? html`<p class="done big">${t('not_counted_short')}</p>
          <${Undo} child=${child} visit=${outside} /><${AskBack} child=${child} visit=${outside} />`
      : isDone(result.state)
      ? html`<p class="done big"><span>✔ ${doneWords(result)} <small>${before && giverWords(result.visit)}</small></span></p>
          <${Undo} child=${child} visit=${result.visit} /><${AskBack} child=${child} visit=${result.visit} />`
      : html`<${Miss} child=${child} visit=${result.visit} /><${CardGive} child=${child} lines=${lines} />`}
  <//>`;
}

/* What was said in this round before today, or by someone else: {last, words}; the button says what one said today. */
function triesOf(visits) {
  const now = round();
  const tries = now ? visits.filter((visit) => visit.round === now.key && !isDone(stateOf(visit)) && !mineToday(visit)) : [];
  const last = tries[tries.length - 1];
  return last ? { last, words: [outcomeWords(last), dayWords(last.on), t('try_n', { n: tries.length })].join(SEP) } : {};
}

/** The same for a row, with its note: 不在家 · 11月28日 · 第2次 · 后天回; of what one said today the note alone. */
export function triedWords(child, { state, visit }) {
  if (isDone(state) || !visit) return '';
  if (mineToday(visit)) return visit.note || '';
  const { last, words } = triesOf(reads.visits(child.key));
  return last ? [words, last.note].filter(Boolean).join(SEP) : '';
}

/** The same for a card: it stays in sight when the child is done. */
export function Tries({ child, visits }) {
  const { last, words } = triesOf(visits);
  if (!last) return null;
  return html`<div class="later">
    <p>${words}
      ${last.note && html`<br />${last.note}`}</p>
    <${Undo} child=${child} visit=${last} /><${AskBack} child=${child} visit=${last} />
  </div>`;
}

const stateOf = (visit) => ({ vaccinated: 'vaccinated', vaccinated_elsewhere: 'elsewhere' })[visit.outcome];
