/* The rows of one kind and the phone's own operations upon them, folded when asked and remembered until they change.
   The indexes may name too much, never too little: what is read through them is checked. */

import { fold } from './fold.js';
import { shown } from './showing.js';

const add = (index, name, key) => {
  if (name === undefined || name === null) return;
  const held = index.get(name);
  if (held) held.add(key);
  else index.set(name, new Set([key]));
};

/** One kind. `parent` names the field that `under` looks up. */
export class Table {
  constructor(parent) {
    this.parent = parent;
    this.clear();
  }

  clear() {
    this.rows = new Map();
    this.entries = new Map();
    this.folded = new Map();
    this.byArea = new Map();
    this.byParent = new Map();
    this.lists = new Map();
  }

  /** Take a server row of a scope. A row that came into another scope with a higher version stays there. */
  put(scope, row) {
    const held = this.rows.get(row.key);
    if (held && held.scope !== scope && held.version >= row.version) return;
    this.rows.set(row.key, { ...row, scope });
    this.index(row.key, row.area, row.data);
  }

  /** A row has left a scope; where it came to another one meanwhile, it is still held there. */
  remove(scope, key) {
    const held = this.rows.get(key);
    if (!held || held.scope !== scope) return;
    this.rows.delete(key);
    this.changed(key);
  }

  /** Put one of the phone's own operations over the rows; again with a new state. */
  lay(entry) {
    const { key, area, data, id } = entry.op;
    const others = (this.entries.get(key) || []).filter((one) => one.op.id !== id);
    this.entries.set(key, [...others, entry]);
    this.index(key, area, data);
  }

  /** Take an operation away again: the rows now say it themselves, or it was refused. */
  lift(op) {
    const left = (this.entries.get(op.key) || []).filter((one) => one.op.id !== op.id);
    if (left.length) this.entries.set(op.key, left);
    else this.entries.delete(op.key);
    this.changed(op.key);
  }

  index(key, area, data) {
    add(this.byArea, area, key);
    if (this.parent && data) add(this.byParent, data[this.parent], key);
    this.changed(key);
  }

  changed(key) {
    this.folded.delete(key);
    this.lists.clear();
  }

  /** The record, or null. The same object until something about it changes. */
  get(key) {
    let found = this.folded.get(key);
    if (found === undefined) {
      found = shown(fold(this.rows.get(key) || null, this.entries.get(key) || []));
      this.folded.set(key, found);
    }
    return found;
  }

  /** Every record. */
  all() {
    return this.list('*', new Set([...this.rows.keys(), ...this.entries.keys()]), () => true);
  }

  /** The records of an area. */
  inArea(area) {
    return this.list(area, this.byArea.get(area), (record) => record.area === area);
  }

  /** The records under one parent. */
  under(key) {
    const keys = this.byParent.get(key);
    if (!keys) return [];
    return Array.from(keys, (one) => this.get(one)).filter((record) => record && record[this.parent] === key);
  }

  list(name, keys, wanted) {
    if (!keys) return [];
    if (!this.lists.has(name)) {
      this.lists.set(name, Array.from(keys, (key) => this.get(key)).filter((record) => record && wanted(record)));
    }
    return this.lists.get(name);
  }
}
