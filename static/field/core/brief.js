/* A record read field by field where it lies: of ten thousand children a list or a search asks for a field or two, and making
   whole records of all of them is what a start would spend its time on. Reads as the record does (`showing.js` is passed at
   each field), for a row that no operation of this phone lies upon; it has no fields of its own to be copied. */

import { fit } from './showing.js';

class Brief {
  constructor(row) {
    this.row = row;
  }

  get key() {
    return this.row.key;
  }

  get area() {
    return this.row.area;
  }

  get version() {
    return this.row.version;
  }

  get at() {
    return this.row.at;
  }

  get by() {
    return this.row.by;
  }

  get unsent() {
    return false;
  }
}

const OWN = new Set([...Object.getOwnPropertyNames(Brief.prototype), 'row']);
const known = new WeakSet(); // parts whose fields can be asked for

function know(part, fields) {
  known.add(part);
  for (const name of fields) {
    if (OWN.has(name)) continue;
    OWN.add(name);
    Object.defineProperty(Brief.prototype, name, {
      get() {
        const value = this.row.say(name);
        return value === undefined ? value : fit(name, value, this.row);
      },
    });
  }
}

/** The brief of a packed row. */
export function briefOf(row) {
  if (!known.has(row.part)) know(row.part, row.fields);
  return new Brief(row);
}
