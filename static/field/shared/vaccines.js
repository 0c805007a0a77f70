/* The schedule's rules as they lie on the phone, or the corrected ones of its server; what a product is called, and in which
   series it counts. */

import { view } from '../core/index.js';
import { plus, parseDay } from '../schedule/days.js';
import { programme } from '../schedule/index.js';
import { signal } from './html.js';
import { spoken } from './i18n.js';
import { fits } from './slots.js';

const PROVINCES = { 32: 'jiangsu', 33: 'zhejiang', 54: 'xizang', 63: 'qinghai', 65: 'xinjiang' };
const NO_LONGER = ['tOPV', 'DTwP', 'MV', 'MR', 'MM', 'MMRV']; // of doses given earlier; a clinic has none of them
const built = signal(null);
const ready = new Map();
let coming = null;

/** Bring the rules; what needs them follows when they are here, and does without where they cannot be had. */
export function bringRules() {
  const keep = (table) => {
    built.value = table;
  };
  coming = coming || fetch('/static/build/schedule.json').then((answer) => answer.json()).then(keep).catch(() => { coming = null; });
  return coming;
}

/** What a product is called; its code while the rules are not here. */
export function productWords(code) {
  const known = built.value && (built.value.products || []).find(({ id }) => id === code);
  return known ? known[spoken.value === 'en' ? 'en' : 'zh'] : code;
}

const carried = (place) => (view.record('edition', place) || {}).rules;

/** The rules of a place ready to run, or null while they are not here. */
export function rulesOf(area) {
  if (!built.value) return null;
  const province = PROVINCES[area.slice(0, 2)] || '';
  const plain = carried(province || 'national') || carried('national') || built.value.rules[province] || built.value.rules[''];
  if (!ready.has(plain)) ready.set(plain, programme(plain));
  return ready.get(plain);
}

/** Says in which series a product counts for a child on a day: the conjugate vaccine is A群 up to an age, A+C from then on. */
export function countsIn(born, { plain }) {
  const [first, products] = [parseDay(born), new Map(plain.products.map((one) => [one.id, one.parts]))];
  return (product, day) => {
    const at = parseDay(day);
    const fits = ({ from, until }) => first === null || at === null || ((from === null || at >= plus(first, from)) && (until === null || at < plus(first, until)));
    return (products.get(product) || []).filter(fits).map(({ series }) => plain.series[series]);
  };
}

/** The products that may fill a slot on a day, `first` before the others. */
export function productsFor(slot, first, born, on, rules) {
  const seriesAt = countsIn(born, rules);
  const fitting = rules.plain.products.map(({ id }) => id).filter((id) => !NO_LONGER.includes(id) && seriesAt(id, on).includes(slot[0]) && fits(slot, id));
  return [...fitting].sort((one, other) => (other === first) - (one === first));
}
