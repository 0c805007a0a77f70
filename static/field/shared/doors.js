/* Children in the order of their doors, by distance or by name, and cut into blocks that are drawn one by one. Pure. */

import { isPlace, metres } from '../core/places.js';
import { withDigits } from './numerals.js';

const naturalKeys = new Map(); // a village has few groups and doors, and asks for them at every opening of the list

/** Text that sorts as people count: 2组 before 10组, 二组 with 2组, what has no number last. */
export function naturalKey(text) {
  if (!naturalKeys.has(text)) naturalKeys.set(text, makeNaturalKey(text));
  return naturalKeys.get(text);
}

const PLAIN = /^(\d{1,8})([号组]?)$/; // most doors and groups: made in a tenth of the time

function makeNaturalKey(text) {
  const plain = PLAIN.exec(text);
  if (plain) return plain[1].padStart(8, '0') + plain[2];
  const words = withDigits(String(text == null ? '' : text).normalize('NFKC'), '组队号栋单楼室');
  return words ? words.replace(/\d+/g, (n) => n.padStart(8, '0')) : '\uffff';
}

const doorKeys = new WeakMap(); // a household is the same object until something about it changes

function doorKey(house) {
  if (!doorKeys.has(house)) {
    const order = house.door_order == null ? '\uffff' : String(1e9 + house.door_order).padStart(16, '0');
    doorKeys.set(house, [naturalKey(house.group), order, naturalKey(house.door), house.head || ''].join('\u0001'));
  }
  return doorKeys.get(house);
}

function byKey(items, keyOf) {
  if (items.length < 2) return items;
  const marked = items.map((item) => [keyOf(item), item]);
  marked.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return marked.map(([, item]) => item);
}

const nearKey = (place) => (house) =>
  !isPlace(house) ? '\uffff' : String(Math.round(metres(place, house))).padStart(12, '0');

/** Children under their doors: [{house (or null), children}] by `door` or, with a `place`, by `near`.
 *  `houseOf(key)` gives the household; children without one come last, each on its own, the first marked `begins`. */
export function underDoors(children, houseOf, place) {
  const homes = new Map();
  const alone = [];
  for (const child of children) {
    const house = child.household && houseOf(child.household);
    if (!house) alone.push({ house: null, children: [child] });
    else if (homes.has(house.key)) homes.get(house.key).children.push(child);
    else homes.set(house.key, { house, children: [child] });
  }
  const keyOf = place ? nearKey(place) : doorKey;
  const groups = byKey([...homes.values()], (group) => keyOf(group.house));
  for (const group of groups) group.children = byKey(group.children, (child) => child.born || '');
  const without = byKey(alone, (group) => group.children[0].name || '');
  if (without.length) without[0].begins = true;
  return groups.concat(without);
}

/** Each child on its own, by `nameKey(child)`: for the order by name and for search results. */
export const oneByOne = (children, houseOf, nameKey) =>
  (nameKey ? byKey(children, nameKey) : children).map((child) => ({
    house: (child.household && houseOf(child.household)) || null,
    children: [child],
  }));

/** Groups cut into blocks of about `size` children, never through a household. */
export function blocks(groups, size) {
  const cut = [];
  let room = 0;
  for (const group of groups) {
    if (room <= 0) {
      cut.push([]);
      room = size;
    }
    cut[cut.length - 1].push(group);
    room -= group.children.length;
  }
  return cut;
}
