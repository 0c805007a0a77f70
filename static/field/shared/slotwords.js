/* Slots of the schedule in words. */

import { addWords, t } from './i18n.js';
import { productByAge, wordOf } from './slots.js';
import zh from './words/slots.zh.js';

addWords(zh);
const LAST_DTP = 5; // 百白破5 and 白破1 are one slot

/** 百白破5, 麻腮风2: as the head of its column has it; the product of a child of that age on a day. */
export function slotWords(slot, born, on) {
  const [word, n] = wordOf(slot, productByAge(slot, born, on));
  return n === null ? t(`slot_${word}`) : `${t(`slot_${word}`)}${n}`;
}

/** What the row of a vaccine's slots is called, whatever the child's age: 百白破. */
export const rowWords = (slot) => slotWords(slot, null, '').replace(/\d+$/, '').trim();

/** What the button of a slot says in its row: its number, or, of another product than the row's, that in a word. */
export function buttonWords(slot, born, on) {
  const [word] = wordOf(slot, productByAge(slot, born, on));
  if (word === 'ipv') return t('slot_ipv_short');
  return word === 'dt' && slot[1] === LAST_DTP ? t('slot_dt').trim() : String(slot[1]);
}
