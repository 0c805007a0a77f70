/* Rows as they lie in IndexedDB: of each kind the names of its fields once, of each row its values. A start reads tens of
   thousands of rows and shows a few: one is put together when it is asked for. Pure. */

const HEAD = ['key', 'area', 'version', 'at', 'by'];
const FIRST = HEAD.length; // where the fields begin

/** A row out of a packed block; reads like {kind, key, area, version, at, by?, data}. `names` and `values` stand side by side,
 *  the kind where the values have the key. */
export class Row {
  constructor(names, values) {
    this.names = names;
    this.values = values;
  }

  get kind() {
    return this.names[0];
  }

  get key() {
    return this.values[0];
  }

  get area() {
    return this.values[1];
  }

  get version() {
    return this.values[2];
  }

  get at() {
    return this.values[3];
  }

  get by() {
    return this.values[4];
  }

  /** The fields, as an object of its own. */
  get data() {
    const [{ names, values }, data] = [this, {}];
    for (let n = FIRST; n < values.length; n += 1) if (values[n] !== undefined) data[names[n]] = values[n];
    return data;
  }

  say(name) {
    return this.values[this.names.indexOf(name, FIRST)];
  }
}

/** One field of a row, packed or as it came over the network. */
export const say = (row, name) => (row instanceof Row ? row.say(name) : row.data[name]);

/* The last would be no field but turn the object into another. */
const fieldsOf = (data) => Object.keys(data).filter((name) => name !== '__proto__');

function packKind(kind, rows) {
  const datas = rows.map(({ data }) => data || {});
  const fields = [...new Set(datas.flatMap(fieldsOf))];
  const values = rows.map((row, n) => [...HEAD.map((name) => row[name]), ...fields.map((name) => datas[n][name])]);
  return [[kind, ...HEAD.slice(1), ...fields], values];
}

/** Rows of a block as they are kept: {packed: [[names, [values of a row, …]], …]}, one pair for each kind. */
export function pack(rows) {
  const kinds = new Map();
  for (const row of rows) {
    if (!kinds.has(row.kind)) kinds.set(row.kind, []);
    kinds.get(row.kind).push(row);
  }
  return { packed: Array.from(kinds, ([kind, own]) => packKind(kind, own)) };
}

/** The rows again; a block of an older page holds them as they came. */
export function unpack(block) {
  if (Array.isArray(block)) return block;
  return block.packed.flatMap(([names, rows]) => rows.map((values) => new Row(names, values)));
}
