/* The buttons of a card, and what it says of earlier visits: larger than a row's, in the same places. */

import { view } from '../core/index.js';
import { html, useState } from '../shared/html.js';
import { addWords, dayWords, SEP, t } from '../shared/i18n.js';
import { Pair } from '../shared/parts.js';
import { isNarrow } from '../shared/room.js';
import { personSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { DayAsk } from './dayask.js';
import { byThumb, Miss, openSheet, outWords, triesOf, Undo } from './give.js';
import { askBack, otherAuthor } from './putright.js';
import { reads } from './reads.js';
import { asksDay, asksDayOf, asksGiver, dose, isDone, outcomeWords, resultOf, uncounted, undoKind } from './record.js';
import { mayDose } from './visit.js';
import zh from './words/sheets.zh.js';
import { round } from './work.js';

addWords(zh); // why a dose was given all the same is said here too

const openDespite = (child) => asksGiver() || asksDay(() => openDespite(child), child.key) || openSheet('despite', child, true);

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

/** The card's word on a visit that does not count, with the way to take it back; one of today has that in the buttons. */
export function Out({ child, result }) {
  const { out } = result;
  if (!out) return null;
  const { visit } = out;
  const taken = uncounted(result) ? null : html`<${Undo} child=${child} visit=${visit} /><${AskBack} child=${child} visit=${visit} />`;
  return html`<div class="note"><p>${outWords(result)}</p>${taken}</div>`;
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
