/* A server row and the phone's own operations upon it, as one plain object. Pure. */

import { Row } from './packed.js';

const later = (one, other) => (one.op.at === other.op.at ? (one.op.id < other.op.id ? -1 : 1) : one.op.at < other.op.at ? -1 : 1);

/** Entries {op, state} in the order they count: by `at`, ties by id. */
export const ordered = (entries) => [...entries].sort(later);

const counts = ({ state }) => state !== 'refused' && state !== 'settled';
/** True for a void that waits for a supervisor; only one that was asked for as such does from the start. */
export const asksBack = ({ op, state }) => Boolean(op.void) && (state === 'held' || (state === 'unsent' && Boolean(op.data && op.data.asks)));

const takesBack = (entry) => entry.op.void && counts(entry) && !asksBack(entry);

function say(object, data) {
  for (const name of Object.keys(data || {})) {
    if (name === '__proto__') continue; // it would not be a field but turn the object into another
    if (data[name] === null) delete object[name];
    else object[name] = data[name];
  }
}

function recordOf(row) {
  const record = row instanceof Row ? row.data : { ...row.data };
  [record.key, record.area, record.version, record.at, record.by, record.unsent] = [row.key, row.area, row.version, row.at, row.by, false];
  return record;
}

/** The record as the worker should see it, null when there is none or it was taken back.
 *  `row` is the server's {key, area, version, at, by?, data} or null; `entries` the phone's own {op, state}. */
export function fold(row, entries) {
  if (!entries.length) return row && recordOf(row);
  if (entries.some(takesBack)) return null;
  const said = ordered(entries.filter((entry) => counts(entry) && !entry.op.void));
  if (!said.length) return fold(row, []);
  const object = row ? { ...row.data } : {};
  said.forEach(({ op }) => say(object, op.data));
  const last = said[said.length - 1].op;
  const at = row && row.at > last.at ? row.at : last.at;
  const by = (row && row.by) || said[0].op.by;
  const unsent = entries.some(({ state }) => state === 'unsent');
  return Object.assign(object, { key: last.key, area: last.area, version: row ? row.version : 0, at, by, unsent });
}
