/* What was recorded last, where the tap was, with the way to take it back. */

import { html } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { lastDone, undo } from './saving.js';

/** The line itself, on the screen of what it is about (`of`). */
export function Done({ of, back }) {
  const done = lastDone.value && lastDone.value.of === of ? lastDone.value : null;
  const tap = () => undo().then((ok) => ok && back && back());
  return html`<div class="sv-done">${done && html`<span>✔ ${done.words}</span><button class="plain" onClick=${tap}>${t('sv_take_back')}</button>`}</div>`;
}
