/* What every form has in common: it begins, with what was typed before or without, keeps what is typed, leads to what is wrong,
   and is saved. */

import { uuid7 } from '../core/ids.js';
import { draftOf, dropDraft, keepDraft } from '../core/index.js';
import { dayAt } from './days.js';
import { html, useState } from './html.js';
import { dayWords, t } from './i18n.js';
import { path } from './route.js';
import { once } from './save.js';

/** Begin a form: with the draft `found`, or that of its key. `words` are said already. {kind, key, area, fresh?, words, goesOn}. */
export function startOf({ key, ...about }, found = key && draftOf(key), words = {}) {
  const name = key || (found ? found.key : uuid7(Date.now()));
  return { ...about, key: name, words: { ...(found && found.words), ...words }, goesOn: found && found.at ? found : null };
}

const BLANK = [undefined, null, '', false];
const alike = (one, other) => one === other || (BLANK.includes(one) && BLANK.includes(other));

/* What stands as it was is not typed: a correction that was itself corrected leaves nothing. */
const typed = (words, start) => Object.fromEntries(Object.entries(words).filter(([name, value]) => !alike(value, start[name])));

/** A form over `start`, the record as it is now: what was typed is kept as a draft until it is saved or thrown away. */
export function useSaid(start, { goesOn: _found, words, ...draft }) {
  const [said, setSaid] = useState(words);
  const set = (changed) => {
    const now = typed({ ...said, ...changed }, start);
    keepDraft({ ...draft, words: now });
    setSaid(now);
  };
  const restart = () => {
    dropDraft(draft.key);
    setSaid({});
  };
  return { form: { ...start, ...said }, set, restart };
}

/** One line typed beside a form, `name` in `draft`: kept as every other draft until it is saved or thrown away. */
export function useLine(name, draft, start = '') {
  const found = draftOf(draft.key);
  const [text, setText] = useState(found ? found.words[name] : start);
  const set = (words) => {
    keepDraft({ ...draft, fresh: true, words: alike(words, start) ? {} : { [name]: words } });
    setText(words);
  };
  return [text, set];
}

/** That the form goes on with what was typed before, and the way to throw that away. */
export function GoesOn({ draft, restart, word }) {
  const [told, tell] = useState(Boolean(draft.goesOn));
  if (!told) return null;
  const tap = () => {
    restart();
    tell(false);
  };
  return html`<div class="notice goes-on"><p>${t('draft_on', { day: dayWords(dayAt(draft.goesOn.at)) })}</p>
    <button class="plain" onClick=${tap}>${t(word)}</button></div>`;
}

/** Lead to the first line that says something wrong, wherever it is folded; false when there is none. */
export function toWrong() {
  const wrong = document.querySelector('main [data-wrong]');
  if (!wrong) return false;
  const folded = wrong.closest('details');
  if (folded) folded.open = true;
  wrong.focus();
  wrong.scrollIntoView({ block: 'center' });
  return true;
}

/** Run a form's save; true when it is on the phone. */
export const saveForm = (key, save) => once(key, () => t('saved_form'), save, true);

/** Asked when a save has ended: whether the screen it began on is still open; who went to another meanwhile stays there. */
export function stillHere() {
  const here = path.value;
  return () => path.value === here;
}
