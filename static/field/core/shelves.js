/* All scopes this person's phone holds: the server's rows in memory, on disk and in the view, changed together, one
   change after the other. Whoever changes them says for which device: what arrives for the person before is dropped. */

import { SETUP } from './kinds.js';
import { newLine } from './line.js';
import { Shelf, shelfOf } from './shelf.js';
import { awaited } from './signals.js';
import { dropScope, loadScopes, saveChanges, saveScope } from './store.js';
import { holdScopes, putRow } from './view.js';

const inLine = newLine();
let shelves = new Map();
let device = null;
let expected = [];

const changing = (owner, work) => inLine(() => (owner === device ? work() : false));

const hold = () => {
  holdScopes([...shelves.keys()]);
  awaited.value = expected.filter((scope) => !shelves.has(scope));
};

/** Say which scopes this person has been given: what of them is not here is awaited, and said. */
export function expectScopes(scopes) {
  expected = scopes;
  hold();
}

const show = (shelf) => {
  for (const row of shelf.rows()) putRow(shelf.scope, row);
};
/* What another scope holds as well (a child in her village and in her school) is shown as that has it. */
function unshow(scope, { kind, key }) {
  putRow(scope, { kind, key, removed: true });
  for (const other of shelves.values()) if (other.scope !== scope && other.has({ kind, key })) putRow(other.scope, other.row({ kind, key }));
}
const hide = (shelf) => {
  for (const row of shelf.rows()) unshow(shelf.scope, row);
};

/** Read every scope of a phone and show it. */
export const loadShelves = (name) =>
  inLine(async () => {
    shelves = new Map((await loadScopes(name)).map((stored) => [stored.scope, new Shelf(stored)]));
    device = name;
    shelves.forEach(show);
    hold();
  });

/** Let go of everything in memory. */
export const clearShelves = () =>
  inLine(() => {
    shelves = new Map();
    device = null;
    expectScopes([]);
  });

/** Every scope held for a device as it would be stored; none of anybody else's. */
export const heldScopes = (name) =>
  name !== device ? [] : [...shelves.values()].map((shelf) => ({ ...stored(shelf.scope), blocks: shelf.blocks.map((_block, n) => shelf.block(n)) }));

/** The device whose rows these are. */
export const owner = () => device;

/** Where each scope stands: {scope: cursor}. */
export const cursors = () => Object.fromEntries([...shelves].map(([scope, { cursor }]) => [scope, cursor]));

/** True when the scope is held. */
export const holds = (scope) => shelves.has(scope);

/** The ETag of a scope's package as last fetched, unless it is to be fetched anew. */
export const etagOf = (scope) => (shelves.has(scope) ? shelves.get(scope).etag : null);

/** Take a package in the place of what was held of its scope. */
export const takePackage = (of, { scope, cursor, changes }, etag) =>
  changing(of, async () => {
    const shelf = shelfOf(scope, cursor[scope], etag, changes);
    const blocks = shelf.blocks.map((_block, n) => shelf.block(n));
    await saveScope(device, { scope, cursor: shelf.cursor, etag, blocks });
    if (shelves.has(scope)) hide(shelves.get(scope));
    shelves.set(scope, shelf);
    show(shelf);
    hold();
  });

/** The scope a record of this area lies in: the village's own, or, where codes were merged, the most alike held; where no
 *  village is held, the school or cluster. */
export function scopeOf(kind, area) {
  if (SETUP.includes(kind)) return 'setup';
  if (shelves.has(area)) return area;
  const alike = (scope) => [...scope].findIndex((digit, n) => digit !== area[n]);
  const villages = [...shelves.keys()].filter((scope) => /^\d{12}$/.test(scope));
  return villages.sort((one, other) => alike(other) - alike(one))[0] || [...shelves.keys()].find((scope) => scope !== 'setup');
}

function scopeOfChange(change) {
  if (change.scope) return change.scope;
  const holder = change.removed && shelves.has(change.area) ? null : [...shelves.values()].find((shelf) => !shelf.scope.includes(':') && shelf.has(change));
  return holder && !shelves.has(change.area) ? holder.scope : scopeOf(change.kind, change.area || '');
}

function takeRows(changes) {
  const touched = new Map();
  for (const change of changes) {
    const shelf = shelves.get(scopeOfChange(change));
    const n = shelf ? shelf.take(change) : null;
    if (n === null) continue;
    if (change.removed) unshow(shelf.scope, change);
    else putRow(shelf.scope, change);
    touched.set(shelf.scope, (touched.get(shelf.scope) || new Set()).add(n));
  }
  return touched;
}

/** Take the changes of a reply and the cursors it reached, stored together. Resolves to true when a row changed. */
export const takeChanges = (of, changes, reached) =>
  changing(of, async () => {
    const touched = takeRows(changes);
    const moved = Object.keys(reached).filter((scope) => shelves.has(scope) && shelves.get(scope).cursor !== reached[scope]);
    for (const scope of moved) shelves.get(scope).cursor = reached[scope];
    const names = new Set([...touched.keys(), ...moved]);
    if (names.size) await saveChanges(device, [...names].map((scope) => stored(scope, touched.get(scope))));
    return touched.size > 0;
  });

function stored(scope, blocks = new Set()) {
  const { cursor, etag } = shelves.get(scope);
  return { scope, cursor, etag, blocks: [...blocks].map((n) => [n, shelves.get(scope).block(n)]) };
}

/** Forget one scope. */
export const dropShelf = (of, scope) =>
  changing(of, async () => {
    await dropScope(device, scope);
    if (shelves.has(scope)) hide(shelves.get(scope));
    shelves.delete(scope);
    hold();
  });
