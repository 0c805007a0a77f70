/* What someone has begun to type and not saved: kept as she types, for her alone, until it is saved or thrown away. A draft
   has the key its record will have, so that one saved in the very moment its page dies is known for saved.

   A draft is {key, kind, area, fresh, words, at}: `fresh` for a new record, else the correction of one; `words` only what was
   typed, so that a correction taken up again changes nothing else. */

import { drafts, session } from './signals.js';
import * as store from './draft-store.js';
import { view } from './view.js';

const OPENED = ['household', 'newHouse']; // chosen with a tap: nothing of it was typed
let writing = Promise.resolve();

const device = () => session.value && session.value.device;
const newestFirst = (one, other) => (one.at < other.at ? 1 : -1);
const without = (key) => drafts.value.filter((one) => one.key !== key);

/* The store writes in the order it is asked; its own trouble is said by `storageProblem`. */
function write(key, draft) {
  writing = store.putDraft(device(), key, draft).catch(() => {});
  return writing;
}

/** Keep what has been typed so far; nothing typed any more: forget it. */
export function keepDraft(draft) {
  if (!device()) return;
  if (!Object.keys(draft.words).some((name) => !OPENED.includes(name) || !draft.fresh)) return void dropDraft(draft.key);
  const whole = { ...draft, at: new Date().toISOString() };
  drafts.value = [whole, ...without(draft.key)];
  write(draft.key, whole);
}

/** It is saved, or thrown away. */
export function dropDraft(key) {
  if (!device()) return null;
  drafts.value = without(key);
  return write(key, null);
}

/** The draft of this key, or null. */
export const draftOf = (key) => drafts.value.find((one) => one.key === key) || null;

const isSaved = ({ key, kind, fresh }) => fresh && Boolean(view.record(kind, key));

/** Read those of the person signed in; nobody signed in has none. */
export async function loadDrafts() {
  await writing;
  const of = device();
  const found = of ? await store.loadDrafts(of) : [];
  if (of !== device()) return;
  drafts.value = found.filter((draft) => !isSaved(draft)).sort(newestFirst);
  await Promise.all(found.filter(isSaved).map(({ key }) => store.putDraft(of, key, null).catch(() => {})));
}

/** Write again what a cleared store has lost. */
export const putDraftsBack = () => Promise.all(drafts.value.map((draft) => store.putDraft(device(), draft.key, draft).catch(() => {})));
