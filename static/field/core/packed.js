/* Rows as they lie in IndexedDB: of each kind the names of its fields once, and of each field the values of all rows as one
   text. A start reads tens of thousands of rows and shows a few: a text is cheap to read from the disk, is opened when
   somebody asks for its field, and a row is put together when it is asked for. Pure. */

const HEAD = ['key', 'area', 'version', 'at', 'by'];
const FIRST = HEAD.length; // where the fields begin
const NOTHING = [];

/* The rows of one kind in a block: `names` and `columns` stand side by side, the kind where the columns have the keys. */
class Part {
  constructor(names, columns) {
    this.names = names;
    this.columns = columns;
    this.places = new Map();
    for (let n = FIRST; n < names.length; n += 1) this.places.set(names[n], n);
  }

  /** The values of a field, of all rows; nothing where none has it. */
  field(name) {
    const n = this.places.get(name);
    return n === undefined ? NOTHING : this.column(n);
  }

  get size() {
    return this.column(0).length;
  }

  /** The values of one field, of all rows. What a row does not have is undefined. */
  column(n) {
    const held = this.columns[n];
    return typeof held === 'string' ? (this.columns[n] = opened(held)) : held;
  }
}

function opened(text) {
  const values = JSON.parse(text);
  if (text.includes('null')) for (let n = 0; n < values.length; n += 1) if (values[n] === null) values[n] = undefined;
  return values;
}

/* In the text null stands for what a row does not have: a field with a null of its own lies as it is. */
const closed = (values) => (values.includes(null) ? values : JSON.stringify(values));

/** A row out of a packed block; reads like {kind, key, area, version, at, by?, data}. */
export class Row {
  constructor(part, n) {
    this.part = part;
    this.n = n;
  }

  get kind() {
    return this.part.names[0];
  }

  get key() {
    return this.part.column(0)[this.n];
  }

  get area() {
    return this.part.column(1)[this.n];
  }

  get version() {
    return this.part.column(2)[this.n];
  }

  get at() {
    return this.part.column(3)[this.n];
  }

  get by() {
    return this.part.column(4)[this.n];
  }

  /** The names of the fields that rows beside it have. */
  get fields() {
    return this.part.names.slice(FIRST);
  }

  /** The fields, as an object of its own. */
  get data() {
    const [{ part, n }, data] = [this, {}];
    for (let at = FIRST; at < part.names.length; at += 1) {
      const value = part.column(at)[n];
      if (value !== undefined) data[part.names[at]] = value;
    }
    return data;
  }

  say(name) {
    return this.part.field(name)[this.n];
  }
}

/** One field of a row, packed or as it came over the network. */
export const say = (row, name) => (row instanceof Row ? row.say(name) : row.data[name]);

/* The last would be no field but turn the object into another. */
const fieldsOf = (data) => Object.keys(data).filter((name) => name !== '__proto__');

function packKind(kind, rows) {
  const datas = rows.map(({ data }) => data || {});
  const fields = [...new Set(datas.flatMap(fieldsOf))];
  const head = HEAD.map((name) => rows.map((row) => row[name]));
  return [[kind, ...HEAD.slice(1), ...fields], [...head, ...fields.map((name) => datas.map((data) => data[name]))].map(closed)];
}

/** Rows of a block as they are kept: {columns: [[names, [values of a field, …]], …]}, one pair for each kind. */
export function pack(rows) {
  const kinds = new Map();
  for (const row of rows) {
    if (!kinds.has(row.kind)) kinds.set(row.kind, []);
    kinds.get(row.kind).push(row);
  }
  return { columns: Array.from(kinds, ([kind, own]) => packKind(kind, own)) };
}

/* Of an older page: of each row its values. */
const turned = ([names, rows]) => new Part(names, names.map((_name, n) => rows.map((values) => values[n])));

/** The rows again; a block of an older page holds them as they came, or each with its values. */
export function unpack(block) {
  if (Array.isArray(block)) return block;
  const parts = block.columns ? block.columns.map(([names, columns]) => new Part(names, columns)) : block.packed.map(turned);
  return parts.flatMap((part) => Array.from({ length: part.size }, (_, n) => new Row(part, n)));
}
