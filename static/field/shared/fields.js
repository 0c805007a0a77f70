/* The few kinds of question a form asks. Labels are always visible; a problem is said under its field. */

import { html, useLayoutEffect, useRef, useState } from './html.js';
import { t } from './i18n.js';

let count = 0;
const useId = () => {
  const id = useRef(null);
  if (!id.current) id.current = `f${(count += 1)}`;
  return id.current;
};

/* A line that can be typed in now: not one of a part that is folded, nor one that is switched off. */
const LINES = 'main input:not([type=radio]):not([type=file]):not(:disabled)';

/** The keyboard's own key leads to the next line; a form that is sent by it (signing in) has it for that. */
function onward(event) {
  const { target, key, isComposing } = event;
  if (key !== 'Enter' || isComposing || target.form) return;
  event.preventDefault();
  const lines = [...document.querySelectorAll(LINES)].filter((one) => one.offsetParent);
  const next = lines[lines.indexOf(target) + 1];
  if (next) next.focus();
  else target.blur();
}

const LONG = 50; // letters: a line that ends there has lost what was pasted after, and says so; a shorter one is a date or a number
const SOON = 300; // milliseconds: what is said under a line must not move the button away that is being tapped

/** A line of text. `more` are attributes of the input; `problem` and `note` stand under it. What is wrong is said when the
 *  line is left, or at once where saving was `tried`: nobody is told in the middle of a date that it is none. The one that is
 *  `first` is ready to be typed in. */
export function TextField({ label, value, set, problem, note: said, optional, tried, first, onBlur, ...more }) {
  const id = useId();
  const [left, leave] = useState(false);
  useLayoutEffect(() => void (first && document.getElementById(id).focus({ preventScroll: true })), [first]);
  const wrong = problem && (left || tried);
  const full = more.maxlength >= LONG && (value || '').length >= more.maxlength;
  const note = full ? t('line_full', { n: more.maxlength }) : said;
  const blur = (event) => {
    setTimeout(() => leave(true), SOON);
    if (onBlur) onBlur(event);
  };
  return html`<div class="field">
    <label for=${id}>${label}${optional && html` <span class="quiet">${t('optional')}</span>`}</label>
    <input id=${id} value=${value || ''} onInput=${(event) => set(event.target.value)} onKeyDown=${onward} onBlur=${blur} autocomplete="off"
      enterkeyhint="next" data-wrong=${problem ? '' : null} aria-invalid=${wrong ? 'true' : null} aria-describedby=${`${id}n`} ...${more} />
    <p id=${`${id}n`} class=${wrong ? 'problem' : 'quiet'} aria-live="polite">${wrong ? problem : note || ''}</p>
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
