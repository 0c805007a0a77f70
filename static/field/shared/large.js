/* 大字: larger text and larger targets, by the ministry's numbers for older people. A choice of the phone, for whoever uses it;
   the sheet of tokens says what it means. */

import { effect, signal } from './html.js';

const NAME = 'fieldapp.large';

function kept() {
  try {
    return localStorage.getItem(NAME);
  } catch (problem) {
    return null; // storage closed to us: it holds until the page closes
  }
}

const said = signal(kept());

/** True in 大字. */
export const isLarge = () => said.value === 'yes';

/** True when somebody has said it, one way or the other. */
export const isLargeSaid = () => said.value !== null;

/** Switch it, and remember that. */
export function setLarge(on) {
  said.value = on ? 'yes' : 'no';
  try {
    localStorage.setItem(NAME, said.value);
  } catch (problem) {
    // it holds until the page closes
  }
}

/** From now on the page follows the choice. */
export const followLarge = () => effect(() => document.documentElement.toggleAttribute('data-large', isLarge()));
