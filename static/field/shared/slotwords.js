/* Slots of the schedule in words. */

import { addWords, t } from './i18n.js';
import { productByAge, wordOf } from './slots.js';
import zh from './words/slots.zh.js';

addWords(zh);

/** 百白破5, 麻腮风2: as the head of its column has it; the product of a child of that age on a day. */
export function slotWords(slot, born, on) {
  const [word, n] = wordOf(slot, productByAge(slot, born, on));
  return n === null ? t(`slot_${word}`) : `${t(`slot_${word}`)}${n}`;
}
