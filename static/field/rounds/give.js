/* The buttons that record: not dosed left, dosed right, undo where the tap was. They keep their place and size when a child is
   done, so that nothing moves under the thumb, and the second tap of the same thumb undoes nothing. */

import { html, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Pair } from '../shared/parts.js';
import { go, sheet } from '../shared/route.js';
import { nameOf } from '../shared/save.js';
import { reads } from './reads.js';
import { asksPlace, dose, hrefOf, isDone, outcomeWords, uncounted, undo, undoKind } from './record.js';
import { round } from './work.js';

/** Open a sheet over the screen, for a child. */
export const openSheet = (name, child, dosing) => {
  const open = () => go(sheet({ sheet: name, of: child.key }));
  if (!asksPlace(open, dosing)) open();
};
const openWhy = (child) => openSheet('why', child);

/* What undoes stands where the tap was: the second tap of the same thumb, or of a mouse, is no wish to undo. */
const HASTY_MS = 500;
let given = { at: 0, thumb: false };
const isHasty = (event) => event.detail > 1 || (given.thumb && performance.now() - given.at < HASTY_MS);

/** Takes back what she recorded herself. */
export function Undo({ child, visit }) {
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

const mineToday = (visit) => visit && undoKind(visit) === 'now';

/** What a tap does. A thumb needs no focus: given up while the disk is writing, it costs no layout when the button goes. A keyboard keeps it. */
export const byThumb = (act) => (event) => {
  given = { at: performance.now(), thumb: event.pointerType !== 'mouse' && event.detail > 0 };
  if (event.detail) event.currentTarget.blur();
  act();
};

/** The button for a reason; once a reason was said today it says it and takes it back, in the same place. */
export function Miss({ child, visit }) {
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

/** What was said in this round before today, or by someone else: {last, words}; the button says what one said today. */
export function triesOf(visits) {
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

const stateOf = (visit) => ({ vaccinated: 'vaccinated', vaccinated_elsewhere: 'elsewhere' })[visit.outcome];
