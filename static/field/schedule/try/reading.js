/* Reads what people type: days and lists of doses. Pure. */

import { parseDay } from '../days.js';

/** A day typed as 20190305, 2019-03-05, 2019/3/5 or 2019.3.5, as YYYY-MM-DD; null when it is none. */
export function readDay(text) {
  const parts = text.trim().match(/^(\d{4})(\d{2})(\d{2})$/) || text.trim().match(/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/);
  if (!parts) return null;
  const day = `${parts[1]}-${parts[2].padStart(2, '0')}-${parts[3].padStart(2, '0')}`;
  return parseDay(day) === null ? null : day;
}

const plain = (text) => text.toLowerCase().replace(/[\s()（）_-]|疫苗|第?[0-9一二三四五]剂次?/g, '');

/** Ways a product is written → its code: its code and its names, and the short names of the trade. */
export function productNames(products) {
  const found = new Map();
  for (const { id, zh, en } of products) for (const name of [id, zh, en]) found.set(plain(name), id);
  for (const [name, id] of SHORT) found.set(plain(name), id);
  return found;
}

const SHORT = [
  ['乙肝', 'HepB'], ['卡介苗', 'BCG'], ['卡介', 'BCG'], ['脊灰灭活', 'IPV'], ['糖丸', 'tOPV'], ['二价脊灰', 'bOPV'], ['滴剂', 'bOPV'], ['百白破', 'DTaP'],
  ['白破', 'DT'], ['五联', 'DTaP-IPV-Hib'], ['四联', 'DTaP-Hib'], ['麻腮风', 'MMR'], ['麻风', 'MR'], ['麻疹', 'MV'], ['麻腮', 'MM'], ['乙脑', 'JE-L'],
  ['乙脑减毒', 'JE-L'], ['乙脑灭活', 'JE-I'], ['a群流脑', 'MPSV-A'], ['流脑a', 'MPSV-A'], ['a+c流脑', 'MPSV-AC'], ['流脑a+c', 'MPSV-AC'], ['甲肝', 'HepA-L'],
  ['甲肝减毒', 'HepA-L'], ['甲肝灭活', 'HepA-I'], ['hpv', '2vHPV'],
  ['水痘', 'VarV'], ['水痘减毒', 'VarV'], ['麻腮风水痘', 'MMRV'], ['腮腺炎', 'MuV'], ['风疹', 'RubV'], ['黄热', 'YF'], ['带状疱疹', 'ZVL'], ['轮状', 'RV'],
  ['轮状病毒', 'RV'], ['流感', 'IIV'], ['鼻喷流感', 'LAIV'], ['手足口', 'EV71'], ['13价肺炎', 'PCV13'], ['23价肺炎', 'PPSV23'], ['狂犬', 'Rabies'], ['新冠', 'COVID-19'],
];

export const MOST_LINES = 300; // no child has so many doses; a whole register pasted by mistake would hang the phone
const LONGEST = 200;

/* Tabs and the like become one space; what is not seen or turns the reading direction goes. */
const tidy = (line) => line.slice(0, LONGEST).replace(/\s+/g, ' ').replace(/\p{C}/gu, '').trim();

/** Lines of doses → {doses: [{product, given_on}], wrong: [{n, line}], cut}; a line without a date is a dose of unknown
 *  date, `cut` is true when there were more lines than are read. */
export function readDoses(text, names) {
  const [doses, wrong] = [[], []];
  const lines = text.split(/\r?\n/);
  lines.slice(0, MOST_LINES).forEach((raw, at) => {
    const line = tidy(raw);
    if (!line) return;
    const parts = line.match(/^(.*?)[\s,，:：\t]*(\d{4}[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?)?$/);
    const product = names.get(plain(parts[1]));
    const day = parts[2] ? readDay(parts[2]) : null;
    if (!product || (parts[2] && !day)) wrong.push({ n: at + 1, line: line.slice(0, 40) });
    else doses.push({ product, given_on: day });
  });
  return { doses, wrong, cut: lines.length > MOST_LINES };
}
