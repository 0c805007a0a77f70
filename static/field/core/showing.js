/* The one door before whatever is shown or taken in: a colleague's file, an operation kept by an older page, or a row may
   hold an object for a name, a number for a day, half a character. What cannot be shown is shown as what it is, and no
   screen dies of it. Pure. */

import { isUuid } from './ids.js';
import { FIELDS } from './kinds.js';
import { lang } from './signals.js';

const UNREADABLE = ['看不懂', 'not readable'];
const LONGEST = 500;
const DEEPEST = 50;
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/;
// controls but tab and line feed, marks that turn the reading direction, what is no character
const HIDDEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/;
const ODD = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]/; // one of both, or half of a whole one
const HALVES = new RegExp(HALF, 'g');
const ALL_HIDDEN = new RegExp(HIDDEN, 'g');
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/* What the rows of packages and what is asked with a void say besides the fields of kinds. */
const MORE = [['list', 'doses'], ['flag', 'asks']];
const SORT = new Map([...Object.entries(FIELDS).flatMap(([sort, names]) => names.map((name) => [name, sort])), ...MORE.map(([sort, name]) => [name, sort])]);

const days = new Set(); // right ones: few, said of ten thousand children
function isDay(value) {
  if (days.has(value)) return true;
  const right = typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value));
  if (right) days.add(value);
  return right;
}

const isShort = (text) => text.length <= LONGEST;
const RIGHT = {
  text: (value) => typeof value === 'string' && isShort(value) && (!ODD.test(value) || (!HIDDEN.test(value) && !HALF.test(value))),
  day: isDay,
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  flag: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value),
};

/** What stands for what cannot be shown, with the beginning of its record's id. */
export const unreadable = (id) => [UNREADABLE[lang.value === 'en' ? 1 : 0], typeof id === 'string' && id.slice(0, 8)].filter(Boolean).join(' ');

/** Text as it can be shown. */
export function plain(words) {
  const shown = words.replace(HALVES, (found) => `${found.slice(0, -1)}\ufffd`).replace(ALL_HIDDEN, '\ufffd');
  return isShort(shown) ? shown : `${shown.slice(0, LONGEST - 1)}…`;
}

const CHECKS = new Map(Array.from(SORT, ([name, sort]) => [name, RIGHT[sort]]));

function isRight(name, value) {
  if (value === null || value === undefined) return true;
  const check = CHECKS.get(name);
  return check === undefined || check(value);
}

/* Every record passes here when it is first looked at, and nearly every one is right. */
function isWhole(record) {
  for (const name of Object.keys(record)) if (!isRight(name, record[name])) return false;
  return true;
}

/** What a field says where it does not say what it should: text made plain, a number as text, else that it is not
 *  readable; of what is no text nothing. */
function mended(name, value, key) {
  if (SORT.get(name) !== 'text') return undefined;
  if (typeof value === 'string') return plain(value);
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : unreadable(key);
}

/** One field of a row as screens may use it. */
export const fit = (name, value, row) => (isRight(name, value) ? value : mended(name, value, row.key));

/** A record, or the data of an operation, as screens may use it: the very same where nothing of it is strange. */
export function shown(record, key = record && record.key) {
  if (!record || isWhole(record)) return record;
  const strange = Object.keys(record).filter((name) => !isRight(name, record[name]));
  return { ...record, ...Object.fromEntries(strange.map((name) => [name, mended(name, record[name], key)])) };
}

/** Whether something of what an operation says cannot be shown as it is. */
export const isStrange = ({ data }) => data !== undefined && (!isObject(data) || shown(data) !== data);

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Whether a value can be hashed and sent: no half character, nothing endless, nothing nested without end. */
function isSound(value, levels = DEEPEST) {
  if (typeof value === 'string') return !HALF.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object') return true;
  return levels > 0 && Object.entries(value).every(([name, one]) => !HALF.test(name) && isSound(one, levels - 1));
}

const fitsText = (form, value) => typeof value === 'string' && form.test(value);
const isMoment = (text) => typeof text === 'string' && text.length < 40 && !Number.isNaN(Date.parse(text));

/** Whether this is an operation that can be kept, hashed and sent on: what its data means is for the server to judge. */
export function isOperation(op) {
  if (!isObject(op) || !['id', 'device', 'key', 'by'].every((name) => isUuid(op[name]))) return false;
  if (!fitsText(/^[a-z_]{1,60}$/, op.kind) || !fitsText(/^\d{12}$/, op.area) || !isMoment(op.at)) return false;
  if (!Number.isSafeInteger(op.seq) || op.seq < 1) return false;
  return (op.data === undefined ? op.void === true : isObject(op.data)) && isSound(op);
}
