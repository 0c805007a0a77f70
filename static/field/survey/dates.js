/* A date as a surveyor copies it from a card: 20250305, 250305, 2025-3-5, 2025年3月5日, 2025-03, 不清. Whatever is written is
   kept; what is no whole day is kept as it was written, and said to be so. Pure. */

import { isDay } from '../shared/days.js';
import { withDigits } from '../shared/numerals.js';

const TICKS = /^(tick|✓|√|✔|v|有|已种|有，?没写日期)$/i;
const UNCLEAR = /^([?？xX]+|.*(不清|不详|模糊|看不|不明|涂改|unclear|illegible).*)$/i;
const FIGURES = '零一二三四五六七八九';
const pad = (text) => String(text).padStart(2, '0');

/** What stands in `said` of a dose that is ticked off without a day. */
export const TICK = 'tick';

/* 二〇二五年 and 十二月 in arabic digits. */
const inDigits = (text) =>
  withDigits(
    text.replace(/[零〇一二三四五六七八九]{2,4}(?=年)/g, (year) => [...year].map((one) => (one === '〇' ? 0 : FIGURES.indexOf(one))).join('')),
    '月日号',
  );

/** What was typed, as plain as it can be read. */
export const plainDate = (text) => inDigits((text || '').normalize('NFKC').trim().replace(/号/g, '日'));

const within = (day, { born, on }) => isDay(day) && day <= on && (!born || day >= born);

/* All the days that words can mean, the plain meaning first. */
function meant(text, { on }) {
  const run = text.match(/^(\d{4})(\d{2})(\d{2})$/) || text.match(/^(\d{4})\s*[-/.年 ]\s*(\d{1,2})\s*[-/.月 ]\s*(\d{1,2})\s*日?$/);
  if (run) return [`${run[1]}-${pad(run[2])}-${pad(run[3])}`];
  const short = text.match(/^(\d{2})(\d{2})(\d{2})$/) || text.match(/^(\d{2})\s*[-/.年 ]\s*(\d{1,2})\s*[-/.月 ]\s*(\d{1,2})\s*日?$/);
  if (short) return [`20${short[1]}-${pad(short[2])}-${pad(short[3])}`];
  const day = text.match(/^(\d{2})(\d{2})$/) || text.match(/^(\d{1,2})\s*[-/.月 ]\s*(\d{1,2})\s*日?$/);
  if (!day) return [];
  return [0, 1, 2, 3, 4, 5, 6].map((back) => `${on.slice(0, 4) - back}-${pad(day[1])}-${pad(day[2])}`);
}

function half(text) {
  const month = text.match(/^(\d{4})(\d{2})$/) || text.match(/^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$/);
  if (month && +month[2] >= 1 && +month[2] <= 12) return `${month[1]}-${pad(month[2])}`;
  const year = text.match(/^((?:19|20)\d{2})\s*年?$/);
  return year ? year[1] : null;
}

const whole = (day, { born, on }) => {
  if (day > on) return 'date_future';
  return born && day < born ? 'date_unborn' : null;
};

/* 201211 is November 2012 or the 11th of December 2020: what the child's life allows, else it is asked for again. */
function readPlain(text, life) {
  const [part, days] = [half(text), meant(text, life)];
  const fitting = days.filter((day) => within(day, life));
  const halfFits = part && part <= life.on && (!life.born || part >= life.born.slice(0, part.length));
  if (part && /^\d{6}$/.test(text) && halfFits && fitting.length) return { given_on: null, how: 'odd', note: 'date_two_ways' };
  if (part && (halfFits || !fitting.length)) return { given_on: null, how: 'half', note: 'date_half' };
  if (fitting.length === 1) return { given_on: fitting[0], how: 'whole', note: null };
  if (fitting.length > 1) return { given_on: null, how: 'odd', note: 'date_which_year' };
  const real = days.length === 1 && isDay(days[0]) && days[0];
  return real ? { given_on: real, how: 'whole', note: whole(real, life) } : { given_on: null, how: 'odd', note: days.length === 1 ? 'date_none' : 'date_unread' };
}

/** Read what was typed of a dose of a child in its life {born, on}: null for nothing; else {given_on, how, note, said?}. `how`
 *  is whole, half, tick, unclear or odd; `note` is a sentence to be said beside it, none of them a block; `said` what was
 *  written, wherever the day alone would not tell it. */
export function readDate(text, life) {
  const words = plainDate(text);
  if (!words) return null;
  if (TICKS.test(words)) return { given_on: null, how: 'tick', note: 'date_tick', said: TICK };
  if (UNCLEAR.test(words)) return { given_on: null, how: 'unclear', note: 'date_unclear', said: text.trim() };
  const doubted = words.endsWith('?');
  const read = readPlain(words.replace(/\s*\?+$/, ''), life);
  if (read.how === 'whole' && !doubted && !read.note) return read;
  return { ...read, note: read.note || (doubted ? 'date_doubted' : null), said: text.trim() };
}

/** Whether a line of digits is a whole day that nothing typed after it would change: then the next dose comes by itself. */
export function isWhole(text, life) {
  const words = (text || '').trim();
  if (/^\d{8}$/.test(words)) return within(`${words.slice(0, 4)}-${words.slice(4, 6)}-${words.slice(6)}`, life);
  return /^\d{6}$/.test(words) && !/^(19|20)/.test(words) && within(`20${words.slice(0, 2)}-${words.slice(2, 4)}-${words.slice(4)}`, life);
}
