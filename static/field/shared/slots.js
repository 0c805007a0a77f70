/* The slots of the class register in their order, and what a slot is called, as fieldapp/school/slots.py has them. Pure.

   A slot is [series, n], a series of the schedule and the number of a dose. 百白破5 and 白破1 are one slot: the product goes
   by age. The second IPV is a fifth polio dose; the second MMR of a child who began with MR a third of its series. */

const [DT_FROM_YEARS, IPV_AGAIN, MMR_AGAIN] = [7, 5, 3];
export const BCG = 'bcg';

/** The vaccines of the register with the doses it has a column for, in its order. */
const ROWS = [['bcg', 1], ['hepb', 3], ['polio', 5], ['dtp', 5], ['mcv', 2], ['je', 4], ['mena', 2], ['menac', 2], ['hepa', 2]];
const NUMBERED = { hepb: 3, polio: 4, dtp: 5, mcv: 2, je: 2, mena: 2, menac: 2 };
const COLUMNS = [
  'bcg-1',
  ...['hepb', 'polio'].flatMap((series) => columns(series)),
  'polio-ipv',
  ...columns('dtp'),
  'dt-1',
  ...['mcv', 'je'].flatMap((series) => columns(series)),
  ...[1, 2, 3, 4].map((n) => `je_inact-${n}`),
  ...['mena', 'menac'].flatMap((series) => columns(series)),
  'hepa-1',
  ...[1, 2].map((n) => `hepa_inact-${n}`),
];
const INACTIVATED = { je: 'JE-I', hepa: 'HepA-I' };
const ONLY_INACTIVATED = { je: 3, hepa: 2 }; // from these numbers on no other vaccine has a dose

function columns(series) {
  return Array.from({ length: NUMBERED[series] }, (_, n) => `${series}-${n + 1}`);
}

/** The text by which slots are told apart. */
export const idOf = ([series, n]) => `${series}-${n}`;

/** What a report may print as missing, by vaccine: [[series, [slot, …]], …]; `some` others are kept beside them. */
export function rowsOf(some = []) {
  const more = readSlots(some);
  return ROWS.map(([series, most]) => {
    const own = Array.from({ length: most }, (_, n) => [series, n + 1]);
    const others = more.filter((slot) => slot[0] === series && slot[1] > most);
    return [series, [...own, ...others]];
  });
}

/** The slots of a list as records hold it, each once, in their order; what is no slot is passed over. */
export function readSlots(said) {
  const isSlot = (one) => Array.isArray(one) && one.length >= 2 && typeof one[0] === 'string' && Number.isInteger(one[1]);
  const found = (Array.isArray(said) ? said : []).filter(isSlot).map(([series, n]) => [series, n]);
  return [...new Map(found.map((slot) => [idOf(slot), slot])).values()];
}

const byText = (one, other) => (one === other ? 0 : one < other ? -1 : 1);
const place = (slot) => {
  const at = COLUMNS.indexOf(columnOf(slot));
  return at < 0 ? COLUMNS.length : at;
};

/** Slots as the register has them, those of no column last. */
export const inOrder = (slots) => [...slots].sort((one, other) => place(one) - place(other) || byText(one[0], other[0]) || one[1] - other[1]);

/** The column of the register a slot stands in; `product` is what would fill it, where known. */
export function columnOf([series, n], product) {
  if (series === 'polio' && n >= IPV_AGAIN) return 'polio-ipv';
  if (series === 'dtp' && product === 'DT') return 'dt-1';
  if (series === 'mcv') return `mcv-${Math.min(n, 2)}`;
  const inactivated = product ? INACTIVATED[series] === product : n >= ONLY_INACTIVATED[series];
  return `${series}${inactivated ? '_inact' : ''}-${n}`;
}

/** Completed years of age on a day; someone born later is 0. */
export const completedYears = (born, on) => Math.max(+on.slice(0, 4) - +born.slice(0, 4) - (on.slice(5) < born.slice(5) ? 1 : 0), 0);

/** Which product a slot gets on a day where the age decides: DT from the seventh birthday on. */
export function productByAge([series], born, on) {
  if (series !== 'dtp' || !born) return null;
  return completedYears(born, on) >= DT_FROM_YEARS ? 'DT' : 'DTaP';
}

/** Whether a product may fill a slot of its series: the second IPV is an IPV, the second MMR an MMR. */
export function fits([series, n], product) {
  if (series === 'polio' && n >= IPV_AGAIN) return ['IPV', 'DTaP-IPV-Hib'].includes(product);
  return series === 'mcv' && n >= MMR_AGAIN ? product === 'MMR' : true;
}

/** By which word a slot is called, and with which number: [word, n]; no number where there is only one. */
export function wordOf([series, n], product) {
  if (series === 'polio' && n >= IPV_AGAIN) return ['ipv', null];
  if (series === 'mcv' && n >= MMR_AGAIN) return ['mmr', 2];
  if (series === BCG) return ['bcg', null];
  return series === 'dtp' && product === 'DT' ? ['dt', 1] : [series, n];
}
