/* The parts every screen is made of: top line, chips, row, answers, notices, and what stands where there is nothing. The
   sheet is in sheet.js, the fields of forms in fields.js. Their looks are in parts.css. */

import { html, useEffect, useLayoutEffect, useRef } from './html.js';
import { t } from './i18n.js';
import { Icon } from './icons.js';

/** The top line: `back` leads back; `among` {label, value, options, set} lets the title be changed where it stands;
 *  `figure` is what counts here; `children` are its tools, one icon each. */
export function Top({ title, back, among, figure, children }) {
  const heading = html`<h1 tabindex="-1">${title}</h1>`;
  return html`<header class="top">
    ${back && html`<button class="plain back" onClick=${back} aria-label=${t('back')}><${Icon} name="back" /></button>`}
    <div class="words">${among ? html`<${Chosen} ...${among}>${heading}<//>` : heading}
      ${figure && html`<span class="figure">${figure}</span>`}</div>
    ${children}
  </header>`;
}

/** A page: its top line, then what is on it. */
export const Page = ({ children, ...top }) => html`<${Top} ...${top} />${children}`;

/** What is chosen of `options` [[value, words]], and changed by a tap on it; the words wrap, where a closed choice would cut
 *  them. */
export const Chosen = ({ label, value, options, set, children }) => html`<div class="among">
  <select aria-label=${label} value=${value} onChange=${(event) => set(event.target.value)}>
    ${options.map(([code, words]) => html`<option key=${code} value=${code} selected=${code === value}>${words}</option>`)}
  </select>
  <span>${children}</span><${Icon} name="down" /></div>`;

/** A link or a button that is one icon, `label` its name. */
export const Tool = ({ name, label, href, ...more }) =>
  href
    ? html`<a class="button plain" href=${href} aria-label=${label}><${Icon} name=${name} /></a>`
    : html`<button class="plain" aria-label=${label} ...${more}><${Icon} name=${name} /></button>`;

/** What part of `of` is done, as a thin bar; the figures beside it say the same. */
export const Bar = ({ done, of }) => html`<progress class="bar" aria-hidden="true" max=${of || 1} value=${done}></progress>`;

/** Quiet words with counts, one of them chosen: `options` [[value, words, n?]]. */
export const Chips = ({ label, value, options, set }) => html`<div class="chips" role="group" aria-label=${label}>
  ${options.map(
    ([code, words, n]) => html`<button key=${code} aria-pressed=${code === value} onClick=${() => set(code)}>
      ${words}${n === undefined ? '' : ` ${n}`}
    </button>`,
  )}
</div>`;

/** Somebody in a list: leads to `href`; `lines` stand under the name, `mark` says what has to be looked at, `foot`
 *  what was said before; `children` are the answers, or what is asked. */
export const Row = ({ href, name, lines, mark, foot, children }) => html`<li class="row">
  <a class="who" href=${href}>
    <b>${name}</b>
    ${lines.map((line, n) => line && html`<span key=${n} class=${n ? 'quiet' : ''}>${line}</span>`)}
    ${mark && html`<span class="mark">${mark}</span>`}
  </a>
  ${children}
  ${foot && html`<p class="tried">${foot}</p>`}
</li>`;

/** The answers about somebody: what did not come about left, what did right, in a row (`act`) or on a card (`acts`). Whoever
 *  works with the keyboard stays there when they change. */
export function Pair({ kind, state, children }) {
  const box = useRef(null);
  const inside = useRef(false);
  useEffect(() => {
    const lost = inside.current && document.activeElement === document.body;
    const next = lost && box.current.querySelector('button, a');
    if (next) next.focus({ preventScroll: true });
  }, [state]);
  useLayoutEffect(() => {
    if (kind !== 'acts') return; // rows have room for two lines from the start, and measuring each would cost a layout
    box.current.style.minHeight = `${box.current.getBoundingClientRect().height}px`; // what comes next may be shorter
  }, []);
  const enter = () => {
    inside.current = true;
  };
  const leave = (event) => {
    inside.current = !event.relatedTarget; // a button that goes away leaves to nowhere
  };
  return html`<div ref=${box} class=${kind} onFocusIn=${enter} onFocusOut=${leave}>${children}</div>`;
}

/** One thing to look at: leads to `href`. */
export const Notice = ({ href, children, ...more }) => html`<a class="notice" href=${href} ...${more}>
  <span>${children}</span><${Icon} name="on" /></a>`;

/** Several lines folded into one that says how many they are; a single one stands by itself. */
export function Folded({ lines, words, quiet }) {
  const there = lines.filter(Boolean);
  if (there.length < 2) return there[0] || null;
  return html`<details class="folded"><summary class=${quiet ? 'quiet' : 'notice'}><span>${words(there.length)}</span><${Icon} name="down" /></summary>
    ${there}</details>`;
}

/** What stands where there is nothing: what that means, and what to do next. */
export const Empty = ({ title, lead, children }) => html`<div class="empty"><p><b>${title}</b></p>${lead && html`<p>${lead}</p>`}
  ${children}</div>`;
