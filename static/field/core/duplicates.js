/* Children of the village that may be the one being added: shown, never in the way. */

import { soundsAlike } from './match.js';
import { view } from './view.js';

const DAY = 86400000;
const apart = (one, other) => Math.abs(Date.parse(one) - Date.parse(other)) / DAY;
const digits = (phone) => (phone || '').replace(/\D/g, '');

function bornAlike(child, other) {
  if (!child.born || !other.born) return 1;
  const days = apart(child.born, other.born);
  if (days <= 3 || child.born.slice(0, 7) === other.born.slice(0, 7)) return 3;
  if (days <= 31) return 2;
  const swapped = child.born.slice(0, 4) === other.born.slice(0, 4) && child.born.slice(8) === other.born.slice(8);
  if (swapped) return 2;
  return (child.born_estimated || other.born_estimated) && days <= 366 ? 1 : 0;
}

const phones = (child) => [digits(child.phone), digits(child.phone2)].filter((phone) => phone.length >= 7);
const phoneAlike = (child, other) => phones(child).some((phone) => phones(other).includes(phone));
const sexesDiffer = (child, other) => child.sex && other.sex && child.sex !== other.sex;

function likeness(child, other) {
  const born = bornAlike(child, other);
  if (!born) return 0;
  const name = child.name && other.name ? soundsAlike(child.name, other.name) : null;
  const phone = phoneAlike(child, other);
  const kin = name === null && child.household && child.household === other.household;
  if (!name && !(born >= 2 && (phone || kin) && name === null) && !(born === 3 && phone)) return 0;
  return (name ? 4 : 0) + born + (phone ? 3 : 0) - (sexesDiffer(child, other) ? 3 : 0);
}

/** Children of `area` that may be `child` ({name, born, phone, sex, household …}, not yet saved or its own `key`), the
 *  likeliest first. */
export function likelyDuplicates(area, child) {
  const found = [];
  for (const other of view.children(area)) {
    if (other.key === child.key) continue;
    const score = likeness(child, other);
    if (score > 1) found.push([score, other]);
  }
  return found.sort((one, other) => other[0] - one[0]).map(([, other]) => other);
}
