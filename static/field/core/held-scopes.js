/* All scopes this person's phone holds: the server's rows in memory, on disk and in the view, changed together, one
   change after the other. Whoever changes them says for which device: what arrives for the person before is dropped. */

import { SETUP } from './kinds.js';
import { newLine } from './line.js';
import { ScopeRows, scopeRows } from './scope-rows.js';
import { awaited } from './signals.js';
import { dropScope, loadScopes, saveChanges, saveScope } from './store.js';
import { holdScopes, putRow } from './view.js';

const inLine = newLine();
let held = new Map();
let device = null;
let expected = [];

const changing = (owner, work) => inLine(() => (owner === device ? work() : false));

const hold = () => {
  holdScopes([...held.keys()]);
  awaited.value = expected.filter((scope) => !held.has(scope));
};

/** Say which scopes this person has been given: what of them is not here is awaited, and said. */
export function expectScopes(scopes) {
  expected = scopes;
  hold();
}

const show = (kept) => {
  for (const row of kept.rows()) putRow(kept.scope, row);
};
/* What another scope holds as well (a child in her village and in her school) is shown as that has it. */
function unshow(scope, { kind, key }) {
  putRow(scope, { kind, key, removed: true });
  for (const other of held.values()) if (other.scope !== scope && other.has({ kind, key })) putRow(other.scope, other.row({ kind, key }));
}
const hide = (kept) => {
  for (const row of kept.rows()) unshow(kept.scope, row);
};

/** Read every scope of a phone and show it. */
export const loadHeld = (name) =>
  inLine(async () => {
    held = new Map((await loadScopes(name)).map((stored) => [stored.scope, new ScopeRows(stored)]));
    device = name;
    held.forEach(show);
    hold();
  });

/** Let go of everything in memory. */
export const clearHeld = () =>
  inLine(() => {
    held = new Map();
    device = null;
    expectScopes([]);
  });

/** Every scope held for a device: {scope, cursor, etag, size, whole()}, as it would be stored; none of anybody else's. */
export const heldScopes = (name) =>
  name !== device ? [] : [...held.values()].map((kept) => ({ ...stored(kept.scope), size: kept.size, whole: () => kept.whole() }));

/** The device whose rows these are. */
export const owner = () => device;

/** Where each scope stands: {scope: cursor}. */
export const cursors = () => Object.fromEntries([...held].map(([scope, { cursor }]) => [scope, cursor]));

/** True when the scope is held. */
export const holds = (scope) => held.has(scope);

/** The ETag of a scope's package as last fetched, unless it is to be fetched anew. */
export const etagOf = (scope) => (held.has(scope) ? held.get(scope).etag : null);

/** Take a package in the place of what was held of its scope. */
export const takePackage = (of, { scope, cursor, changes }, etag) =>
  changing(of, async () => {
    const kept = scopeRows(scope, cursor[scope], etag, changes);
    await saveScope(device, { scope, cursor: kept.cursor, etag, blocks: kept.whole() });
    if (held.has(scope)) hide(held.get(scope));
    held.set(scope, kept);
    show(kept);
    hold();
  });

/** The scope a record of this area lies in: the village's own, or, where codes were merged, the most alike held; where no
 *  village is held, the school or cluster. */
export function scopeOf(kind, area) {
  if (SETUP.includes(kind)) return 'setup';
  if (held.has(area)) return area;
  const alike = (scope) => [...scope].findIndex((digit, n) => digit !== area[n]);
  const villages = [...held.keys()].filter((scope) => /^\d{12}$/.test(scope));
  return villages.sort((one, other) => alike(other) - alike(one))[0] || [...held.keys()].find((scope) => scope !== 'setup');
}

function scopeOfChange(change) {
  if (change.scope) return change.scope;
  const holder = change.removed && held.has(change.area) ? null : [...held.values()].find((kept) => !kept.scope.includes(':') && kept.has(change));
  return holder && !held.has(change.area) ? holder.scope : scopeOf(change.kind, change.area || '');
}

function takeRows(changes) {
  const touched = new Map();
  for (const change of changes) {
    const kept = held.get(scopeOfChange(change));
    const n = kept ? kept.take(change) : null;
    if (n === null) continue;
    if (change.removed) unshow(kept.scope, change);
    else putRow(kept.scope, change);
    touched.set(kept.scope, (touched.get(kept.scope) || new Set()).add(n));
  }
  return touched;
}

/** Take the changes of a reply and the cursors it reached, stored together. Resolves to true when a row changed. */
export const takeChanges = (of, changes, reached) =>
  changing(of, async () => {
    const touched = takeRows(changes);
    const moved = Object.keys(reached).filter((scope) => held.has(scope) && held.get(scope).cursor !== reached[scope]);
    for (const scope of moved) held.get(scope).cursor = reached[scope];
    const names = new Set([...touched.keys(), ...moved]);
    if (names.size) await saveChanges(device, [...names].map((scope) => stored(scope, touched.get(scope))));
    return touched.size > 0;
  });

function stored(scope, blocks = new Set()) {
  const { cursor, etag } = held.get(scope);
  return { scope, cursor, etag, blocks: [...blocks].map((n) => [n, held.get(scope).block(n)]) };
}

/** Forget one scope. */
export const dropHeld = (of, scope) =>
  changing(of, async () => {
    await dropScope(device, scope);
    if (held.has(scope)) hide(held.get(scope));
    held.delete(scope);
    hold();
  });
