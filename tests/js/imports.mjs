/* The phone's modules and what they import, read from their text. Not a test. */

import { readdirSync, readFileSync } from 'node:fs';

export const FIELD = new URL('../../static/field/', import.meta.url);
const IMPORT = /^(?:import|export)\b[^;]*?\bfrom '(\.[^']+)'|^import '(\.[^']+)'/gm;
const LATER = /\bimport\('(\.[^']+)'\)/g;

const nameOf = (url) => url.pathname.slice(FIELD.pathname.length);

/** Every module of a folder of static/field, by its path below it. */
export function modules(folder = FIELD) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return modules(new URL(`${entry.name}/`, folder));
    return entry.name.endsWith('.js') ? [nameOf(new URL(entry.name, folder))] : [];
  });
}

export const textOf = (name) => readFileSync(new URL(name, FIELD), 'utf8');

const found = (name, pattern) => [...textOf(name).matchAll(pattern)].map((hit) => nameOf(new URL(hit[1] || hit[2], new URL(name, FIELD))));

/** What a module imports at once. */
export const importsOf = (name) => found(name, IMPORT);

/** What it imports when first needed. */
export const laterOf = (name) => found(name, LATER);

/** A module and all that comes with it at once. */
export function comesWith(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  importsOf(name).filter((one) => one.endsWith('.js')).forEach((one) => comesWith(one, seen));
  return seen;
}

/** The first load, and each bundle that is loaded later: Map of its first module → all its modules. */
export function loads() {
  const first = comesWith('main.js');
  const later = [...first].flatMap(laterOf).map((name) => [name, new Set([...comesWith(name)].filter((one) => !first.has(one)))]);
  return new Map([['main.js', first], ...later]);
}
