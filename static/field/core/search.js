/* Finding a child among ten thousand as one types: by name in characters, pinyin, first letters or as it sounds, by
   guardian, telephone or house number. */

import { charactersOf, fitDoor, fitFirst, fitName, fitPhone, forgetReadings, onlyDigits } from './match.js';
import { readDoor, readName, reading, typedWord } from './match.js';
import { ready, setTable, surnameOf } from './pinyin.js';
import { metres } from './places.js';
import { bare, nameKey as plainName } from './same.js';
import { lang, pinyinLoaded, tick, touch } from './signals.js';
import { view } from './view.js';

const FAMILY = 6;
let loading = null;

/** Fetch the pinyin table, once; without it names are found by their characters only. */
export function loadPinyin() {
  if (!loading) {
    loading = fetch('/static/build/pinyin.txt').then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)));
    loading.then(setPinyin).catch(() => {
      loading = null;
    });
  }
  return loading;
}

/** Use a pinyin table. */
export function setPinyin(text) {
  setTable(text);
  forgetReadings();
  [entries, houses] = [new Map(), new Map()];
  pinyinLoaded.value = true;
  if (lang.peek() === 'en') touch(); // names in Latin letters
}

/* What is searched of each child, in memory only, and kept for as long as the child and its household stay the same: each by its
   key. */
let entries = new Map();
let houses = new Map();
let asked = { entries: [] };

const readText = (text, read) => (text ? read(text) : null);

function readHouse(house) {
  return { head: readText(house.head, readName), door: readText(house.door, readDoor), group: readText(house.group, readDoor) };
}

function houseRead(house) {
  let found = houses.get(house.key);
  if (!found || found.house !== house) {
    found = { house, ...readHouse(house) };
    houses.set(house.key, found);
  }
  return found;
}

const NO_ONE = {};
const NO_HOUSE = readHouse(NO_ONE);

function makeEntry(child, house) {
  return { child, house, own: undefined, family: null, phones: null };
}

const ownOf = (entry) => (entry.own === undefined ? (entry.own = readText(entry.child.name, readName)) : entry.own);

/** What is read of the people and the door of a child only when its own name is not the one looked for. */
function familyOf(entry) {
  if (!entry.family) {
    const { child, house } = entry;
    const { head, door, group } = house ? houseRead(house) : NO_HOUSE;
    const [guardian, mother] = [readText(child.guardian, readName), readText(child.mother, readName)];
    entry.family = { names: [guardian, mother, head].filter(Boolean), door, group };
  }
  return entry.family;
}

function phonesOf(entry) {
  const { child, house } = entry;
  const numbers = [child.phone, child.phone2, house && house.phone].filter(Boolean);
  if (!entry.phones) entry.phones = numbers.map(onlyDigits);
  return entry.phones;
}

function entryOf(child) {
  const house = child.household ? view.houseOf(child.household) : null;
  const known = entries.get(child.key);
  if (known && known.child === child && known.house === house) return known;
  const made = makeEntry(child, house);
  entries.set(child.key, made);
  return made;
}

/** Every village on the phone, the one worked in first. */
const villages = (area) => [area, ...view.areas().map(({ code }) => code).filter((code) => code !== area)];

/** What is searched from a village: `parts` are the lists of children and households as they stand, which are made anew
 *  whenever they change. */
function standing(area) {
  const codes = villages(area);
  const lists = codes.map(view.children);
  return { parts: [...lists, ...codes.map(view.households)], children: [].concat(...lists), at: tick.peek(), of: entries, entries: [] };
}

/** Whether what was read, all at once or before anyone typed, is still what stands there. */
function isSame({ parts = [], at, of }, area) {
  if (at !== tick.peek() || of !== entries) return false;
  const codes = villages(area);
  return parts.length === codes.length * 2 && codes.every((code, n) => parts[n] === view.children(code) && parts[codes.length + n] === view.households(code));
}

function everyone(area) {
  if (!isSame(asked, area)) asked = standing(area);
  return asked;
}

function entriesOf(whole) {
  if (whole.entries.length < whole.children.length) whole.entries = whole.children.map(entryOf);
  return whole.entries;
}

const ANY = typedWord('a');
const SLICE = 6; // milliseconds: no tap waits longer for it
const idle = (work) => (typeof requestIdleCallback === 'function' ? requestIdleCallback(work) : setTimeout(work, 50));

/** Read the names of all villages before anyone types, a little at a time whenever the phone has nothing else to do. */
export async function prepare(area) {
  await loadPinyin().catch(() => {}); // without the table names are read by their characters
  const whole = standing(area);
  const slice = () => {
    const until = performance.now() + SLICE;
    const { children, entries: made } = whole;
    while (made.length < children.length && performance.now() < until) made.push(spelled(entryOf(children[made.length])));
    if (made.length < children.length) idle(slice);
    else if (!isSame(asked, area)) asked = whole;
    else if (isSame(whole, area)) asked.entries = whole.entries;
  };
  idle(slice);
}

function spelled(entry) {
  for (const read of [ownOf(entry), ...familyOf(entry).names]) if (read) charactersOf(read);
  fitFamily(entry, ANY); // what every key runs is then ready to run, too
  return entry;
}

const better = (fit, other) => (fit === null || (other !== null && other < fit) ? other : fit);
const best = (fits) => fits.reduce(better, null);
const ofFamily = (fit) => (fit === null ? null : fit + FAMILY);

function fitDigits(entry, word) {
  return best([fitDoor(familyOf(entry).door, word), ...phonesOf(entry).map((phone) => fitPhone(phone, word))]);
}

function fitFamily(entry, word) {
  const { names, door, group } = familyOf(entry);
  let family = fitDoor(group, word);
  for (const name of names) family = better(family, fitName(name, word));
  return better(ofFamily(family), fitDoor(door, word));
}

/* A group or door that begins with the letter is not one of digits and characters, as nearly all are. */
const beginsAs = (door, { text }) => (door && String(door)[0].toLowerCase() === text ? fitDoor(readDoor(door), { text }) : null);

/** The same as `fitWord` for the first letter typed, which everybody is held against: nothing is read for later keys. */
function fitFirstLetter(child, word) {
  const own = fitFirst(child.name, word);
  if (own !== null && own < FAMILY) return own;
  const near = (child.household && view.houseOf(child.household)) || NO_ONE;
  const names = better(better(fitFirst(child.guardian, word), fitFirst(child.mother, word)), fitFirst(near.head, word));
  return better(own, better(ofFamily(better(beginsAs(near.group, word), names)), beginsAs(near.door, word)));
}

const isFirst = (word) => word.letters && word.text.length === 1;

function fitWord(entry, word) {
  if (isFirst(word) && !entry.family) return fitFirstLetter(entry.child, word);
  const own = fitName(ownOf(entry), word);
  if (own !== null && own < FAMILY) return own;
  return better(own, word.digits ? fitDigits(entry, word) : fitFamily(entry, word));
}

function fit(entry, words) {
  let sum = 0;
  for (const word of words) {
    const one = fitWord(entry, word);
    if (one === null) return null;
    sum += one;
  }
  return sum;
}

const LETTERS = /^[a-z]+$/;
let before = { typed: null, all: null, fitting: [] };

/* Who fits more letters was among those who fitted fewer, so a further key looks through these only. */
function candidates(all, typed) {
  const narrower = before.all === all && LETTERS.test(before.typed) && LETTERS.test(typed) && typed.startsWith(before.typed);
  return narrower ? before.fitting.map(entryOf) : entriesOf(all);
}

/** Children of every village on the phone that fit everything typed, the best first, of those that fit alike the ones of
 *  `area`; nothing typed gives the children of `area` alone. */
export function find(area, typed) {
  const said = bare(typed).toLowerCase();
  const words = said.split(' ').map(plainName).filter(Boolean).map(typedWord);
  if (!words.length) return view.children(area);
  const [all, fitting, byScore] = [everyone(area), [], []];
  const take = (child, score) => {
    if (score === null) return;
    fitting.push(child);
    (byScore[score] = byScore[score] || []).push(child);
  };
  // The first key may come before anybody's name was read: then nothing is made of who does not fit.
  const atOnce = !all.entries.length && words.length === 1 && isFirst(words[0]);
  if (atOnce) for (const child of all.children) take(child, fitFirstLetter(child, words[0]));
  else for (const entry of candidates(all, said)) take(entry.child, fit(entry, words));
  before = { typed: said, all, fitting };
  return [].concat(...byScore.filter(Boolean));
}

/** What a child is sorted by in the order of names: the pinyin of the name, the surname read as one. */
export function nameKey(child) {
  const name = child.name || '';
  if (!name || !ready()) return name || '\uffff';
  const syllables = reading(name).map(({ one, exact }, n) => (n ? exact[0] : surnameOf(one) || exact[0]));
  return `${syllables.join(' ')} ${name}`;
}

/** Children of an area by how far their household is from a place; those of no known place last. */
export function nearest(area, place) {
  const far = (child) => {
    const house = child.household && view.houseOf(child.household);
    return house && house.lat !== undefined ? metres(place, house) : Infinity;
  };
  const measured = view.children(area).map((child) => [far(child), child]);
  return measured.sort((one, other) => one[0] - other[0] || 0).map(([, child]) => child);
}
