/* What was typed and not saved, where it is typed and where it is taken up again. */

import { uuid7 } from '../core/ids.js';
import { draftOf, drafts, dropDraft, keepDraft, view } from '../core/index.js';
import { draftsOf } from './capability.js';
import { dayAt } from './days.js';
import { remember } from './here.js';
import { html, useState } from './html.js';
import { dayWords, t } from './i18n.js';

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

/** What was begun and not saved, with the way to go on; all but the one being typed, or only what is `fresh`. */
export function Unfinished({ but, fresh }) {
  const found = drafts.value.filter((one) => one.key !== but && isHere(one) && (!fresh || (one.fresh && one.kind === 'child')));
  const here = (draft) => () => view.areas().some(({ code }) => code === draft.area) && remember({ area: draft.area });
  return found.map((draft) => {
    const { word = wordOf, name, href } = draftsOf(draft.kind);
    return html`<a class="button wide later" key=${draft.key} href=${href(draft)} onClick=${here(draft)}>
      ${t(word(draft), { name: name(draft) })} ›</a>`;
  });
}

const wordOf = ({ fresh }) => (fresh ? 'draft_new' : 'draft_edit');

/* Of a kind whose capability is here, and about something that is on this phone. */
function isHere(draft) {
  const { href, isThere = () => true } = draftsOf(draft.kind);
  return Boolean(href) && isThere(draft);
}
