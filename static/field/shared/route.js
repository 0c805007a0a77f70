/* Which screen is open: the address after #, so that the phone's back button works everywhere, sheets included. */

import { computed, signal } from './html.js';

function read() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { path, parts: path.split('/').filter(Boolean), query: new URLSearchParams(query) };
}

/** {path, parts, query} of the screen now open. */
export const route = signal(read());

/** Its path alone: a sheet that opens or closes over a screen changes nothing for who follows only this. */
export const path = computed(() => route.value.path);

/** The tab that the address of the list asks for, if any. */
export const tab = computed(() => route.value.query.get('show'));

const tops = new Map();
let left = route.value.path;

// How many screens of ours lie behind this one, kept with each: what lies behind the first is not ours to open.
const behind = () => (history.state || {}).behind || 0;
const mark = (n) => history.replaceState({ behind: n }, '');
let [depth, swapped] = [behind(), false];
mark(depth);

window.addEventListener('hashchange', () => {
  if (!history.state) mark(depth + !swapped);
  [depth, swapped] = [behind(), false];
  tops.set(left, window.scrollY);
  route.value = read();
  left = route.value.path;
});

/** How far down a screen stood when it was left; told once: what is drawn anew on it begins at its top. */
export function takeTop(path) {
  const top = tops.get(path) || 0;
  tops.delete(path);
  return top;
}

/** Open a screen. */
export function go(path) {
  location.hash = `#/${path}`;
}

/** Open a screen in place of the one now open: going back skips this one. */
export function swap(path) {
  swapped = location.hash !== `#/${path}`;
  location.replace(`#/${path}`);
}

/** Go back, or to today where the app was opened on this very screen: before it lies another site's page. */
export function back() {
  if (depth) history.back();
  else swap('');
}

/** The address of the open screen with a sheet over it; `words` are its parameters. */
export function sheet(words) {
  const { path, query } = route.value;
  const kept = new URLSearchParams(query);
  Object.entries(words).forEach(([name, value]) => kept.set(name, value));
  return `${path}?${kept}`;
}

/** A screen has been drawn: its heading is where one goes on from; after the drawing, for it costs a layout, and not from
 *  under a hand that was faster. */
export function arrive() {
  const [heading, busy] = [document.querySelector('h1'), document.querySelector('main :focus')];
  if (heading && !busy) heading.focus({ preventScroll: true });
}
