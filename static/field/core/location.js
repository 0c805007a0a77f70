/* Where the phone is: the best of several fixes, searched for up to 90 s in the background. Refusing or failing costs
   nothing. A fix is let go after two minutes, so that no record carries the place of the house before. */

import { act } from './act.js';
import { signal } from '@preact/signals';
import { isPlace } from './places.js';

const SEARCH = 90000;
const KEEP = 120000;
const GOOD_M = 15;

/** {lat, lon, accuracy_m, at (the phone's milliseconds)} or null. */
export const position = signal(null);
let watching = null;
let ending = null;
let fading = null;
const waiting = new Map();

const rounded = (degrees) => Math.round(degrees * 1e6) / 1e6;

function stop() {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  clearTimeout(ending);
  watching = null;
  attach();
}

function attach() {
  const { lat, lon, accuracy_m } = position.value || {};
  if (lat !== undefined) waiting.forEach((area, key) => act.record('household', { key, area, data: { lat, lon, accuracy_m } }).catch(() => {}));
  waiting.clear();
}

function take({ coords }) {
  const fix = { lat: rounded(coords.latitude), lon: rounded(coords.longitude), accuracy_m: Math.round(coords.accuracy), at: Date.now() };
  if (!isPlace(fix) || !Number.isFinite(fix.accuracy_m)) return; // no place at all: another fix may come
  const held = position.value;
  if (held && held.accuracy_m < fix.accuracy_m && fix.at - held.at < SEARCH) return;
  position.value = fix;
  clearTimeout(fading);
  fading = setTimeout(() => {
    position.value = null;
  }, KEEP);
  if (fix.accuracy_m <= GOOD_M) stop();
}

/** Begin to search, or search anew; returns at once. */
export function startLocating() {
  if (!navigator.geolocation) return;
  clearTimeout(ending);
  ending = setTimeout(stop, SEARCH);
  if (watching !== null) return;
  const options = { enableHighAccuracy: true, maximumAge: 0, timeout: SEARCH };
  watching = navigator.geolocation.watchPosition(take, ({ code }) => code === 1 && stop(), options);
}

/** Give a household its place when a fix has come, as an operation of its own. */
export function attachPosition(key, area) {
  waiting.set(key, area);
  if (position.value && position.value.accuracy_m <= GOOD_M) attach();
  else startLocating();
}
