/* A choice from many that stays closed until it is tapped. */

import { html } from './html.js';

/** A closed choice cuts what does not fit: what is chosen is written over it, and wraps. */
export const choose = (label, value, options, set) => html`<label class="pick"><span>${label}</span>
  <span class="chosen"><span aria-hidden="true">${options.filter(([code]) => code === value).map(([, words]) => words)}</span>
    <select value=${value} onChange=${(event) => set(event.target.value)}>
      ${options.map(([code, words]) => html`<option key=${code} value=${code} selected=${code === value}>${words}</option>`)}
    </select></span></label>`;

