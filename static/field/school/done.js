/* What was recorded last, where the tap was, with the way to take it back. */

import { keepDraft } from '../core/index.js';
import { html } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { swap } from '../shared/route.js';
import { BLANK } from './answers.js';
import { lastDone, takeBack } from './record.js';

/** The name of a pupil's draft. */
export const draftKey = (key) => `check:${key}`;

/** Take the last answer back; what was typed for it stands there again. */
export async function undo() {
  const done = lastDone.value;
  if (!done || !(await takeBack(done))) return;
  const words = Object.fromEntries(Object.keys(BLANK).filter((name) => name !== 'answer' && done.said[name] !== BLANK[name]).map((name) => [name, done.said[name]]));
  keepDraft({ kind: 'certificate_check', key: draftKey(done.pupil), area: done.area, fresh: true, words });
  swap(`check/${done.pupil}`);
}

/** The line itself, in the class it is about; it has its room also while there is nothing in it. */
export function Done({ school, of }) {
  const last = lastDone.value;
  const done = last && last.school === school && last.of === of ? last : null;
  return html`<div class="done">${done && html`<span>✔ ${t('pair', { name: done.name, words: done.words })}</span>
    <button class="plain" onClick=${undo}>${t('take_back')}</button>`}</div>`;
}
