/* What each capability adds to the phone, put together: its screens by path, its places in the bar below, its part of 今日, its
   sheets, its words. Whatever is named twice or missing stops the start with a sentence. */

import { addWords } from './i18n.js';

/* A capability: {name, roles, screens: {path: component}} and, where it has them, `village` (its screens need one), `places`
   [[path, word, icon]], `today`, `sheets` (components), `notices()` (what is to be looked at, as lines of 今日), `settings`
   [[path, word]], `help` (questions that come first in it), `drafts` and `operations` {kind: …}, `words`, `bundles` (what is loaded later). In a path `*` stands for any one part; what has no path of its own goes to that of its
   first part. */

const NEEDED = ['name', 'roles', 'screens'];
const EACH = ['screens', 'drafts', 'operations', 'words']; // what no two capabilities may name alike
let taken = [];

/** The sentence that says what is wrong with a list of capabilities, or null. */
export function wrongIn(capabilities) {
  const names = new Set();
  const owners = new Map();
  for (const one of capabilities) {
    const lacks = NEEDED.find((field) => !one || !one[field]);
    if (lacks) return `The capability ${(one && one.name) || '?'} does not say its ${lacks}.`;
    if (names.has(one.name)) return `Two capabilities are called ${one.name}.`;
    names.add(one.name);
    for (const field of EACH) {
      for (const [name, value] of Object.entries(one[field] || {})) {
        const [mark, before] = [`${field} ${name}`, owners.get(`${field} ${name}`)];
        if (before) return `“${name}” of ${field} is said by ${before} and by ${one.name}.`;
        if (!value) return `“${name}” of ${field} of ${one.name} is not there.`;
        owners.set(mark, one.name);
      }
    }
    const lost = [...(one.places || []), ...(one.settings || [])].find(([path]) => !one.screens[path]);
    if (lost) return `${one.name} leads to “${lost[0]}”, which is no screen of its own.`;
  }
  return null;
}

/** Take what there is; the first is the house itself, for everybody. */
export function takeCapabilities(list) {
  const wrong = wrongIn(list);
  if (wrong) throw new Error(wrong);
  taken = list;
  list.forEach(({ words }) => words && addWords(words));
}

/** Those that are for this person, the house among them. */
export const mine = ({ role }) => taken.filter(({ roles }) => roles === 'all' || roles.includes(role));

function fitting(parts) {
  const [first = '', second, third] = parts;
  const paths = [parts.join('/'), `${first}/*/${third}`, `${first}/${second}`, first];
  const at = (path) => taken.find(({ screens }) => screens[path]);
  const path = paths.find(at);
  return path === undefined ? null : { path, of: at(path) };
}

/** The component of the screen at a path for a person; that of 今日 where it is not for this role, or needs a village and
 *  there is none; null for no screen at all. */
export function screenAt(parts, user, village) {
  const found = fitting(parts);
  if (!found) return null;
  const { path, of } = found;
  const open = mine(user).includes(of) && (village || !of.village);
  return open ? of.screens[path] : fitting([]).of.screens[''];
}

/** The places in the bar below: today, what each capability adds, and the others of the house. */
export function placesOf(user) {
  const [house, ...others] = mine(user);
  return [house.places[0], ...others.flatMap(({ places = [] }) => places), ...house.places.slice(1)];
}

const ofKind = (field, kind) => taken.map((one) => (one[field] || {})[kind]).find(Boolean) || {};

/** How a draft of this kind is named and where it goes on; {} where no capability says. */
export const draftsOf = (kind) => ofKind('drafts', kind);

/** How 上报 names an operation of this kind: {what(data), who(item)}, each where a capability says it. */
export const operationsOf = (kind) => ofKind('operations', kind);
