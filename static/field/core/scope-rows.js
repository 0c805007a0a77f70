/* The server's rows of one scope as they lie in IndexedDB: in blocks of about 200, so that a change rewrites one block
   and a start opens few. Pure: says which blocks a change touches, writes none. */

const BLOCK = 200;

/** What tells rows of a scope apart. */
export const nameOf = ({ kind, key }) => `${kind}/${key}`;

/** One scope: its cursor, the ETag of its package, and its rows in blocks. */
export class ScopeRows {
  constructor({ scope, cursor = 0, etag = null, blocks = [] }) {
    this.scope = scope;
    this.cursor = cursor;
    this.etag = etag;
    this.lists = blocks; // until a row is looked for by its name
    this.maps = null;
    this.places = new Map();
  }

  /** The blocks, each {name: row}. */
  get blocks() {
    if (!this.maps) this.open();
    return this.maps;
  }

  /** {name: number of its block}. */
  get where() {
    if (!this.maps) this.open();
    return this.places;
  }

  open() {
    this.maps = this.lists.map((rows) => new Map(rows.map((row) => [nameOf(row), row])));
    this.maps.forEach((block, n) => block.forEach((_row, name) => this.places.set(name, n)));
    this.lists = null;
  }

  /** How many blocks there are. */
  get size() {
    return (this.maps || this.lists).length;
  }

  /** True when the scope has this row. */
  has(change) {
    return this.where.has(nameOf(change));
  }

  /** One row. */
  row(change) {
    return this.blocks[this.where.get(nameOf(change))].get(nameOf(change));
  }

  /** Every row. */
  *rows() {
    for (const block of this.maps || this.lists) yield* block.values();
  }

  /** Take a change; the number of the block it touched, null when what is held is as new. */
  take(change) {
    const name = nameOf(change);
    const n = this.where.has(name) ? this.where.get(name) : this.room();
    const held = this.blocks[n] && this.blocks[n].get(name);
    if (held ? held.version >= change.version : change.removed) return null;
    if (!this.blocks[n]) this.blocks[n] = new Map();
    if (change.removed) this.forget(name, n);
    else this.keep(name, n, change);
    return n;
  }

  keep(name, n, change) {
    this.blocks[n].set(name, change);
    this.where.set(name, n);
  }

  forget(name, n) {
    this.blocks[n].delete(name);
    this.where.delete(name);
  }

  room() {
    const last = this.blocks.length - 1;
    return last >= 0 && this.blocks[last].size < BLOCK ? last : last + 1;
  }

  /** The rows of one block, as they are stored. */
  block(n) {
    return [...(this.maps || this.lists)[n].values()];
  }

  /** All of them. */
  whole() {
    return Array.from({ length: this.size }, (_, n) => this.block(n));
  }
}

/** A kept filled from a whole package. */
export function scopeRows(scope, cursor, etag, changes) {
  const rows = changes.filter((change) => !change.removed);
  const blocks = [];
  for (let start = 0; start < rows.length; start += BLOCK) blocks.push(rows.slice(start, start + BLOCK));
  return new ScopeRows({ scope, cursor, etag, blocks });
}
