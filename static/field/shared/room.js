/* How much room the screen has for words: where larger text leaves few to a line, the heads of screens say less. Watched on a
   box of one rem: the size of the text and the turning of the phone both change what fits. */

import { signal } from './html.js';

const FEW = 16; // 360 px have 22 rem, with text at 130 % 17, in 大字 18, at 200 % 11

const room = signal(99);

/** True where a line has less than so many rem: room for few words. */
export const isNarrow = (rem = FEW) => room.value < rem;

/** From now on the page follows the size of its text. */
export function followRoom() {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.className = 'rem';
  const look = () => {
    room.value = Math.floor(window.innerWidth / probe.getBoundingClientRect().width);
    document.documentElement.toggleAttribute('data-narrow', isNarrow());
  };
  new ResizeObserver(look).observe(probe);
  window.addEventListener('resize', look);
  look();
}
