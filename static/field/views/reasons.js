/* The sheets over a screen: why a child was not dosed, and why one with a red line is dosed all the same.
   They are part of the address, so the back button closes them. */

import { tick, view } from '../core/index.js';
import { t } from '../i18n.js';
import { DESPITE, offered, REASONS } from '../visit.js';
import { html, useEffect, useRef, useState } from './html.js';
import { back, route } from './route.js';
import { dose, linesOf, miss, nameOf, whyWords } from './save.js';

/** For a moment after a sheet closes the screen takes no taps: the second of a double tap must not reach a button below. */
function settle() {
  const { classList } = document.documentElement;
  classList.add('still');
  setTimeout(() => classList.remove('still'), 350);
}

/** A choice that can be made once, whatever the thumb does. */
function useOnce(choose) {
  const made = useRef(false);
  return (one) => {
    if (made.current) return;
    made.current = true;
    choose(one);
    back();
  };
}

function Sheet({ title, children }) {
  const box = useRef(null);
  useEffect(() => {
    const opener = document.activeElement;
    box.current.showModal();
    return () => {
      settle();
      if (opener) opener.focus({ preventScroll: true });
    };
  }, []);
  const leave = (event) => {
    event.preventDefault();
    back();
  };
  const outside = (event) => event.target === box.current && back();
  return html`<dialog ref=${box} class="sheet" aria-label=${title} onCancel=${leave} onClick=${outside}>
    <div class="sheet-in">
      <h2>${title}</h2>
      ${children}
      <button class="wide" onClick=${back}>${t('cancel')}</button>
    </div>
  </dialog>`;
}

function Why({ child }) {
  const [note, setNote] = useState('');
  const choose = useOnce((reason) => miss(child, reason, note.trim()));
  return html`<${Sheet} title=${t('why_title', { name: nameOf(child) })}>
    <div class="grid">
      ${offered(REASONS, view.records('code')).map(
        (reason) => html`<button key=${reason.word} onClick=${() => choose(reason)}>${whyWords(reason.word)}</button>`,
      )}
    </div>
    <label class="why">${t('why_note')}
      <input value=${note} onInput=${(event) => setNote(event.target.value)} maxlength="200" /></label>
  <//>`;
}

function Despite({ child }) {
  const lines = () => linesOf(child).map((line) => line.code);
  const choose = useOnce((why) => dose(child, { despite: lines(), despite_why: why }));
  return html`<${Sheet} title=${t('despite_title', { name: nameOf(child) })}>
    <div class="grid one">
      ${DESPITE.map((why) => html`<button key=${why} onClick=${() => choose(why)}>${t(`despite_${why}`)}</button>`)}
    </div>
  <//>`;
}

/** The sheet the address asks for, if any. */
export function Sheets() {
  const { query } = route.value;
  if (!query.get('of')) return null;
  tick.value;
  const child = view.child(query.get('of'));
  if (!child) return null;
  if (query.get('sheet') === 'why') return html`<${Why} key=${child.key} child=${child} />`;
  return query.get('sheet') === 'despite' && html`<${Despite} key=${child.key} child=${child} />`;
}
