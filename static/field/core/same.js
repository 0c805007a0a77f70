/* When two writings mean the same: of a name, a number, a telephone, a user name. Pure. `fieldapp/ground/same.py` says the same on
   the server; both are held to the cases in tests/same_cases.json. */

const UNSEEN =
  /[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;
const SPACES = /[\t-\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]+/g;
const DOTS = /[\u00b7\u02d9\u0387\u119e\u1427\u16eb\u2022\u2027\u2219\u22c5\u25cf\u25e6\u2981\u2e30\u2e31\u2e33\u30fb\u318d\ua78f\uff65\u{10101}]/gu;
const HAN = '[\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}]';
const IN_NAME = new RegExp(`(${HAN}) *([.。]?) *(?=${HAN})`, 'gu');
const MOBILE = /^(?:0086|86)?(1[3-9]\d{9})$/;

/** Ordinary letters for wide ones, nothing unseen, any run of spaces or line breaks as one space, none outside. */
export const bare = (text) =>
  text.replace(DOTS, '·').replace(UNSEEN, '').normalize('NFKC').replace(UNSEEN, '').replace(SPACES, ' ').replace(/^ | $/g, '');

/** A name as it is kept: one kind of dot, no space inside a Chinese name. */
export const cleanName = (text) =>
  bare(text).replace(/ *· */g, '·').replace(IN_NAME, (_all, letter, stop) => letter + (stop && '·'));

/** Most names, and there are ten thousand: characters and nothing else. */
export const PLAIN = /^[\u4e00-\u9fff]*$/;

/** What two writings of one name have in common; empty for none. */
export const nameKey = (text) =>
  PLAIN.test(text || '') ? text || '' : bare(text).toLowerCase().replace(/[ .。·]/g, '').normalize('NFKC');

/** The digits of a telephone number, without the country's; empty for what is too short to be one. */
export function phoneKey(text) {
  const digits = bare(text || '').replace(/\D/g, '');
  const [, mobile] = MOBILE.exec(digits) || [];
  return mobile || (digits.length >= 7 ? digits : '');
}

/** A user name as it is kept: no spaces, nothing unseen, no capitals; a mobile number as its eleven digits. */
export function plainUsername(text) {
  const said = bare(text).replace(/ /g, '').toLowerCase().replace(/ß/g, 'ss').replace(/ς/g, 'σ').normalize('NFKC');
  const [, mobile] = MOBILE.exec(said.replace(/[-–—()+.·]/g, '')) || [];
  return mobile || said;
}
