/* The keyboard of a sitting: digits answer, arrows and Enter lead on; never while something is being typed. */

import { useEffect, useRef } from '../shared/html.js';

const TYPED = 'input, select, textarea';
const LED = 'a, button, summary';
const open = []; // what is asked, innermost first

function press(event) {
  const { key, target, ctrlKey, altKey, metaKey, isComposing, repeat } = event;
  if (ctrlKey || altKey || metaKey || isComposing || repeat || target.closest(TYPED)) return;
  if (key === 'Enter' && target.closest(LED)) return; // it means that one
  const keys = open.map(({ current }) => current).find((one) => Object.prototype.hasOwnProperty.call(one, key));
  if (!keys) return;
  event.preventDefault();
  keys[key]();
}

/** Have `keys` {key: work} answer while this part of a screen is open; the `inner` ones before those around them. */
export function useKeys(keys, inner) {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    if (!open.length) window.addEventListener('keydown', press);
    if (inner) open.unshift(now);
    else open.push(now);
    return () => {
      open.splice(open.indexOf(now), 1);
      if (!open.length) window.removeEventListener('keydown', press);
    };
  }, []);
}
