/* The keyboard of a sitting: digits answer, arrows and Enter lead on; never while something is being typed. Whoever types
   faster than the screen changes loses nothing and answers nothing unseen: what is pressed while the same child's next
   question comes waits for it; what is pressed before the next child stands there is let go, until the hand has rested. */

import { useLayoutEffect, useRef } from '../shared/html.js';

const TYPED = 'input, select, textarea';
const LED = 'a, button, summary';
const REST = 300; // milliseconds
const COMES = 1500;
const open = []; // what is asked, innermost first
let waiting = null;
let deaf = 0;

const isFor = ({ key, target, ctrlKey, altKey, metaKey, isComposing, repeat }) =>
  !(ctrlKey || altKey || metaKey || isComposing || repeat || target.closest(TYPED)) && !(key === 'Enter' && target.closest(LED));

const has = (keys, key) => Object.prototype.hasOwnProperty.call(keys, key);

function work(key) {
  const keys = open.map(({ current }) => current).find((one) => has(one, key));
  if (keys) keys[key]();
  return Boolean(keys);
}

function press(event) {
  if (!isFor(event)) return;
  const now = Date.now();
  if (now < deaf) deaf = Math.max(deaf, now + REST);
  else if (waiting) waiting.push(event.key);
  else if (!work(event.key)) return;
  event.preventDefault();
}

/** The same child is asked something else in a moment: what is pressed meanwhile is for that. */
export function another() {
  const mine = [];
  waiting = mine;
  setTimeout(() => waiting === mine && play(), COMES);
}

function play() {
  const pressed = waiting || [];
  waiting = null;
  pressed.forEach((key) => (waiting ? waiting.push(key) : work(key)));
}

/** An answer is being kept, `true`, or could not be, `false`: nothing is answered until the next child stands there. */
export function leaving(yes) {
  deaf = yes ? Infinity : 0;
}

function begin(part, inner) {
  if (!open.length) window.addEventListener('keydown', press);
  if (inner) open.unshift(part);
  else open.push(part);
  if (deaf === Infinity) deaf = Date.now() + REST;
  if (inner) play();
}

/** Have `keys` {key: work} answer while this part of a screen is open; the `inner` ones before those around them. */
export function useKeys(keys, inner) {
  const now = useRef(keys);
  now.current = keys;
  useLayoutEffect(() => {
    begin(now, inner);
    return () => {
      open.splice(open.indexOf(now), 1);
      if (!open.length) window.removeEventListener('keydown', press);
    };
  }, []);
}
