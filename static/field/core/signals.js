/* What screens watch. Only core modules write these; `lang` alone is written by a screen. */

import { effect, signal } from '@preact/signals';

/* The language before anybody has chosen one here: that chosen in the office, else the browser's. */
function guessed() {
  const [, office] = /(?:^|; )lang=(zh|en)\b/.exec(document.cookie) || [];
  return office || navigator.languages.map((one) => one.slice(0, 2)).find((one) => ['zh', 'en'].includes(one));
}

const remembered = () => {
  try {
    return (localStorage.getItem('lang') || guessed()) === 'en' ? 'en' : 'zh';
  } catch (blocked) {
    return 'zh';
  }
};

export const session = signal(null);
export const net = signal('unknown');
export const unsent = signal(0);
export const left = signal([]); // what other people left unsent here: [{name, n}]
export const refused = signal(0);
export const held = signal(0);
export const kept = signal(true);
export const clockOff = signal(0);
export const progress = signal(null);
export const signInAgain = signal(false);
export const stopped = signal(false);
export const updateReady = signal(false);
export const storageProblem = signal(null);
export const putBackMark = signal(null); // what was put back after the browser had cleared it: {n, at}
export const awaited = signal([]); // scopes given to this person and not, or not yet, on this phone
export const drafts = signal([]); // what she has begun to type and not saved: see drafts.js
export const sending = signal(false);
export const trouble = signal(null); // what stood in the way of the last conversation, null when it went well
export const pinyinLoaded = signal(false); // until then names are found by their characters only
export const tick = signal(0);
export const lang = signal(remembered());

let begun = false; // a guess is not kept
effect(() => {
  const chosen = lang.value;
  try {
    if (begun) localStorage.setItem('lang', chosen);
    begun = true;
  } catch (blocked) {
    // a browser that keeps nothing: the language is asked again next time
  }
});

/** Say that the view changed. */
export const touch = () => {
  tick.value += 1;
};
