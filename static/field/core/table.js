/* The rows of one kind and the phone's own operations upon them, folded when asked and remembered until they change.
   The indexes are made when they are first asked for; they may name too much, never too little: what is read through them is
   checked. */

import { briefOf } from './brief.js';
import { fold } from './fold.js';
import { Row, say } from './packed.js';
import { shown } from './showing.js';

/* Mostly one key under a name: a set is made for the second. */
function add(index, name, key) {
  if (name === undefined || name === null) return;
  const held = index.get(name);
  if (held === undefined) index.set(name, key);
  else if (held instanceof Set) held.add(key);
  else if (held !== key) index.set(name, new Set([held, key]));
}

const NONE = [];
function keysAt(index, name) {
  const held = index.get(name);
  if (held === undefined) return NONE;
  return held instanceof Set ? [...held] : [held];
}

/** One kind. `parent` names the field that `under` looks up. */
export class Table {
  constructor(parent) {
    this.parent = parent;
    this.clear();
  }

  clear() {
    this.rows = new Map();
    this.scope = null; // that of the first row; of which another is, in `elsewhere`
    this.elsewhere = new Map();
    this.entries = new Map();
    this.folded = new Map();
    this.briefs = new Map();
    this.byArea = null;
    this.byParent = null;
    this.lists = new Map();
  }

  scopeOf(key) {
    return this.elsewhere.get(key) || this.scope;
  }

  /** Take a server row of a scope. A row that came into another scope with a higher version stays there. */
  put(scope, row) {
    const { key } = row;
    const held = this.rows.get(key);
    if (held && this.scopeOf(key) !== scope && held.version >= row.version) return;
    this.rows.set(key, row);
    this.scope = this.scope || scope;
    if (scope !== this.scope) this.elsewhere.set(key, scope);
    else if (this.elsewhere.size) this.elsewhere.delete(key);
    if (this.byArea) add(this.byArea, row.area, key);
    if (this.byParent) add(this.byParent, say(row, this.parent), key);
    this.changed(key);
  }

  /** A row has left a scope; where it came to another one meanwhile, it is still held there. */
  remove(scope, key) {
    if (!this.rows.has(key) || this.scopeOf(key) !== scope) return;
    this.rows.delete(key);
    this.elsewhere.delete(key);
    this.changed(key);
  }

  /** Put one of the phone's own operations over the rows; again with a new state. */
  lay(entry) {
    const { key, area, data, id } = entry.op;
    const others = (this.entries.get(key) || []).filter((one) => one.op.id !== id);
    this.entries.set(key, [...others, entry]);
    if (this.byArea) add(this.byArea, area, key);
    if (this.byParent && data) add(this.byParent, data[this.parent], key);
    this.changed(key);
  }

  /** Take an operation away again: the rows now say it themselves, or it was refused. */
  lift(op) {
    const left = (this.entries.get(op.key) || []).filter((one) => one.op.id !== op.id);
    if (left.length) this.entries.set(op.key, left);
    else this.entries.delete(op.key);
    this.changed(op.key);
  }

  /** An index of every row by `ofRow(row)` and every operation by `ofOp(op)`. */
  indexed(ofRow, ofOp) {
    const index = new Map();
    this.rows.forEach((row, key) => add(index, ofRow(row), key));
    this.entries.forEach((entries, key) => entries.forEach(({ op }) => add(index, ofOp(op), key)));
    return index;
  }

  changed(key) {
    if (this.folded.size) this.folded.delete(key);
    if (this.briefs.size) this.briefs.delete(key);
    if (this.lists.size) this.lists.clear();
  }

  /** The record, or null. The same object until something about it changes. */
  get(key) {
    let found = this.folded.get(key);
    if (found === undefined) {
      found = shown(fold(this.rows.get(key) || null, this.entries.get(key) || NONE));
      this.folded.set(key, found);
    }
    return found;
  }

  /** The same to be read field by field, without making a record of it where that can be avoided. */
  brief(key) {
    let found = this.briefs.get(key);
    if (found === undefined) {
      const row = this.rows.get(key);
      found = row instanceof Row && !this.entries.has(key) ? briefOf(row) : this.get(key);
      this.briefs.set(key, found);
    }
    return found;
  }

  /** Every record. */
  all() {
    return this.list('*', () => new Set([...this.rows.keys(), ...this.entries.keys()]), () => true);
  }

  /** The records of an area. */
  inArea(area) {
    this.byArea = this.byArea || this.indexed((row) => row.area, (op) => op.area);
    return this.list(area, () => keysAt(this.byArea, area), (record) => record.area === area);
  }

  /** The same, each to be read field by field. */
  briefsIn(area) {
    this.byArea = this.byArea || this.indexed((row) => row.area, (op) => op.area);
    return this.list(`brief ${area}`, () => keysAt(this.byArea, area), (record) => record.area === area, (key) => this.brief(key));
  }

  /** The keys of all that may be under one parent. */
  keysUnder(key) {
    const { parent } = this;
    if (!parent) return NONE;
    this.byParent = this.byParent || this.indexed((row) => say(row, parent), ({ data }) => data && data[parent]);
    return keysAt(this.byParent, key);
  }

  /** The records under one parent. */
  under(key) {
    return this.keysUnder(key)
      .map((one) => this.get(one))
      .filter((record) => record && record[this.parent] === key);
  }

  list(name, keys, wanted, read = (key) => this.get(key)) {
    if (!this.lists.has(name)) {
      this.lists.set(name, Array.from(keys(), read).filter((record) => record && wanted(record)));
    }
    return this.lists.get(name);
  }
}
