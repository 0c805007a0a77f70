/* A sheet over a screen. It is part of the address, so the back button closes it. */

import { html, useEffect, useRef } from './html.js';
import { t } from './i18n.js';
import { back } from './route.js';
import { settle } from './settle.js';

/** A sheet: `once` makes a choice that can be made once, whatever the thumb does. The sheet stays until what was chosen is
 *  kept, and closes in the very frame that shows it: closing it earlier cost a slow phone a second one. */
export function useSheet() {
  const [box, made] = [useRef(null), useRef(false)];
  const leave = () => !made.current && back();
  const once = (choose) => async (one) => {
    if (made.current) return;
    made.current = true;
    await choose(one);
    if (!box.current) return; // the phone's back button was quicker
    box.current.close();
    settle();
    back();
  };
  return { box, leave, once };
}

/** The sheet itself: `sheet` of `useSheet`; `drop` throws away what was typed in it when it is cancelled. */
export function Sheet({ title, sheet: { box, leave }, drop, children }) {
  useEffect(() => {
    const opener = document.activeElement;
    box.current.showModal();
    return () => {
      settle();
      if (opener && opener !== document.body) opener.focus({ preventScroll: true });
    };
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    leave();
  };
  const cancelled = () => {
    if (drop) drop();
    leave();
  };
  const outside = (event) => event.target === box.current && leave();
  return html`<dialog ref=${box} class="sheet" aria-label=${title} onCancel=${cancel} onClick=${outside}>
    <div class="sheet-in">
      <h2>${title}</h2>
      ${children}
      <button class="plain cancel" onClick=${cancelled}>${t('cancel')}</button>
    </div>
  </dialog>`;
}
