/* The few kinds of question a form asks. Labels are always visible; a problem is said under its field. */

import { html, useRef } from './html.js';
import { t } from './i18n.js';

let count = 0;
const useId = () => {
  const id = useRef(null);
  if (!id.current) id.current = `f${(count += 1)}`;
  return id.current;
};

/** A line of text. `more` are attributes of the input; `problem` and `note` stand under it. */
export function TextField({ label, value, set, problem, note, optional, ...more }) {
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${label}${optional && html` <span class="quiet">${t('optional')}</span>`}</label>
    <input id=${id} value=${value || ''} onInput=${(event) => set(event.target.value)} autocomplete="off"
      aria-invalid=${problem ? 'true' : null} aria-describedby=${`${id}n`} ...${more} />
    <p id=${`${id}n`} class=${problem ? 'problem' : 'quiet'} aria-live="polite">${problem || note || ''}</p>
  </div>`;
}

/** One of a few: `options` are [value, words]; tapping the chosen one again unsays it unless `must`. */
export function Choice({ label, value, set, options, must }) {
  const id = useId();
  return html`<fieldset class="field">
    <legend>${label}</legend>
    <div class="choices">
      ${options.map(
        ([code, words]) => html`<label class="choice" key=${code}>
          <input type="radio" name=${id} checked=${value === code}
            onClick=${() => set(value === code && !must ? null : code)} />
          <span>${words}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}

/** A heading with a way back. */
export { Top as Head } from './parts.js';
