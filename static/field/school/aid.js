/* What the schedule says of a pupil, as an aid where nobody assessed and to tell which doses count: the rules that lie on the
   phone, or the corrected ones of its server. Never a clinic's assessment. */

import { view } from '../core/index.js';
import { plus, parseDay } from '../schedule/days.js';
import { evaluate, programme } from '../schedule/index.js';
import { signal } from '../shared/html.js';
import { spoken } from '../shared/i18n.js';

const PROVINCES = { 32: 'jiangsu', 33: 'zhejiang', 54: 'xizang', 63: 'qinghai', 65: 'xinjiang' };
const TOO_SOON = ['too_soon', 'live_28_days']; // a dose so given fills no slot
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

/** The dated doses up to a day, [[product, day]], without those given too soon after another. */
export function validDoses({ born, sex }, doses, on, rules) {
  const dated = doses.filter(({ given_on: day }) => day && day <= on);
  const { doses: said } = evaluate({ born, sex }, dated, on, rules);
  return said.filter(({ valid, reason }) => valid || !TOO_SOON.includes(reason)).map(({ product, given_on: day }) => [product, day]);
}

/** The slots a pupil seems to lack on a day by what is known here; null while the rules are not here or nothing can be said. */
export function seemsMissing({ child, area, states, doses }, on) {
  const rules = rulesOf(area);
  if (!rules || !child.born) return null;
  const said = { born: child.born, sex: child.sex, states: states.map(([series, n, state]) => ({ series, n, state })) };
  return evaluate(said, doses.filter((dose) => !dose.given_on || dose.given_on <= on), on, rules).missing.map(({ series, n }) => [series, n]);
}
