/* Children on this phone that may be the one being added: shown, never in the way. */

import { soundsAlike } from './match.js';
import { nameKey, phoneKey } from './same.js';
import { view } from './view.js';

const DAY = 86400000;
const apart = (one, other) => Math.abs(Date.parse(one) - Date.parse(other)) / DAY;

function bornAlike(child, other) {
  if (!child.born || !other.born) return 1;
  const days = apart(child.born, other.born);
  if (days <= 3 || child.born.slice(0, 7) === other.born.slice(0, 7)) return 3;
  if (days <= 31) return 2;
  const swapped = child.born.slice(0, 4) === other.born.slice(0, 4) && child.born.slice(8) === other.born.slice(8);
  if (swapped) return 2;
  return (child.born_estimated || other.born_estimated) && days <= 366 ? 1 : 0;
}

const shares = (one, other) => one.some((word) => word && other.includes(word));
const phones = (child) => [phoneKey(child.phone), phoneKey(child.phone2)];
const numbers = (child) => [child.card_no, child.certificate_no].map(nameKey);
const sexesDiffer = (child, other) => child.sex && other.sex && child.sex !== other.sex;

/** Two names, one birth date and one family: twins, and no doubles. */
export const areTwins = (child, other) =>
  Boolean(child.name && other.name && child.born && child.born === other.born && !soundsAlike(child.name, other.name) && !shares(numbers(child), numbers(other)));

function likeness(child, other, away) {
  if (shares(numbers(child), numbers(other))) return 20;
  const born = bornAlike(child, other);
  if (!born) return 0;
  const name = child.name && other.name ? soundsAlike(child.name, other.name) : null;
  const phone = shares(phones(child), phones(other));
  const kin = child.household && child.household === other.household;
  if (!name && !(name === null && born >= 2 && (phone || kin)) && !(born === 3 && phone)) return 0;
  if (away && !phone && !(child.born && other.born && apart(child.born, other.born) <= 3)) return 0;
  return (name ? 4 : 0) + born + (phone ? 3 : 0) - (sexesDiffer(child, other) ? 3 : 0);
}

/** Children of any village on the phone that may be `child` ({name, born, phone, sex, household …}, not yet saved or its own
 *  `key`), the likeliest first, of those alike the ones of `area`. From another village only who is very like. */
export function likelyDuplicates(area, child) {
  const found = [];
  for (const code of new Set([area, ...view.areas().map((one) => one.code)])) {
    for (const other of view.children(code)) {
      const score = other.key === child.key ? 0 : likeness(child, other, code !== area);
      if (score > 1) found.push([score, other]);
    }
  }
  return found.sort((one, other) => other[0] - one[0]).map(([, other]) => other);
}
