/* Finding a child among ten thousand as one types: by name in characters, pinyin, first letters or as it sounds, by
   guardian, telephone or house number. */

import { fitDoor, fitName, fitPhone, forgetReadings, reading } from './match.js';
import { ready, setTable, surnameOf } from './pinyin.js';
import { touch } from './signals.js';
import { view } from './view.js';

const FAMILY = 6;
let loading = null;

/** Fetch the pinyin table, once; without it names are found by their characters only. */
export function loadPinyin() {
  if (!loading) {
    loading = fetch('/static/build/pinyin.txt').then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)));
    loading.then(setPinyin).catch(() => {
      loading = null;
    });
  }
  return loading;
}

/** Use a pinyin table. */
export function setPinyin(text) {
  setTable(text);
  forgetReadings();
  touch();
}

const best = (fits) => fits.reduce((low, fit) => (fit !== null && (low === null || fit < low) ? fit : low), null);
const ofFamily = (fit) => (fit === null ? null : fit + FAMILY);

function fitDigits(child, house, words) {
  const phones = [child.phone, child.phone2, house && house.phone].map((phone) => fitPhone(phone, words));
  return best([...phones, house ? fitDoor(house.door, words) : null]);
}

function fitWord(child, house, words) {
  const own = fitName(child.name, words);
  if (own !== null && own < FAMILY) return own;
  if (/^\d+$/.test(words)) return best([own, fitDigits(child, house, words)]);
  const family = [child.guardian, child.mother, house && house.head].map((name) => ofFamily(fitName(name, words)));
  return best([own, ...family, house ? fitDoor(house.door, words) : null, house ? ofFamily(fitDoor(house.group, words)) : null]);
}

function fit(child, house, words) {
  let sum = 0;
  for (const word of words) {
    const one = fitWord(child, house, word);
    if (one === null) return null;
    sum += one;
  }
  return sum;
}

/** Children of an area that fit everything typed, the best first. */
export function find(area, typed) {
  const words = typed.normalize('NFKC').trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return view.children(area);
  const found = [];
  view.children(area).forEach((child, n) => {
    const score = fit(child, child.household ? view.household(child.household) : null, words);
    if (score !== null) found.push([score, n, child]);
  });
  return found.sort((one, other) => one[0] - other[0] || one[1] - other[1]).map(([, , child]) => child);
}

/** What a child is sorted by in the order of names: the pinyin of the name, the surname read as one. */
export function nameKey(child) {
  const name = child.name || '';
  if (!name || !ready()) return name || '\uffff';
  const syllables = reading(name).map(({ one, exact }, n) => (n ? exact[0] : surnameOf(one) || exact[0]));
  return `${syllables.join(' ')} ${name}`;
}

const metres = (one, other) => {
  const north = (one.lat - other.lat) * 111320;
  const east = (one.lon - other.lon) * 111320 * Math.cos((one.lat * Math.PI) / 180);
  return Math.hypot(north, east);
};

/** Children of an area by how far their household is from a place; those of no known place last. */
export function nearest(area, place) {
  const far = (child) => {
    const house = child.household && view.household(child.household);
    return house && house.lat !== undefined ? metres(place, house) : Infinity;
  };
  const measured = view.children(area).map((child) => [far(child), child]);
  return measured.sort((one, other) => one[0] - other[0] || 0).map(([, child]) => child);
}
