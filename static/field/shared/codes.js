/* What a code that was read says: the number of a notice, of a report, of a certificate. Pure. Each reader gives {value}, or
   {problem}: the name of the sentence that says why this is not what is wanted here. */

import { isNumber } from './noticenumbers.js';

const MOST = 60; // letters of a number, as records take them
const NOTICE = /\/n\/([0-9]{8})(?:-[\w-]+)?\/?(?:[?#].*)?$/; // the address on a notice and on its slip
const ADDRESS = /^https?:\/\//i;
const NAMED = /(^|[^a-z])(no|num|number|code|sn|bh|id)$|report/i; // what addresses call a number
const NUMBER = /^(?=.*\d)[\w-]{6,60}$/;

// eslint-disable-next-line no-control-regex
const tidy = (text) => text.replace(/[\u0000-\u001f\u007f]/g, '').trim();

/** The eight digits in the code of a notice, or null. */
export function numberIn(text) {
  const said = tidy(text);
  const [, digits] = NOTICE.exec(said) || [null, said];
  return isNumber(digits) ? digits : null;
}

/** The code of a slip. */
export function readSlip(text) {
  const value = numberIn(text);
  return value ? { value } : { problem: 'scan_no_notice' };
}

function inAddress(said) {
  const { pathname, searchParams } = new URL(said);
  const named = [...searchParams].find(([name, value]) => NAMED.test(name) && NUMBER.test(value));
  const last = pathname.split('/').filter(Boolean).pop() || '';
  return named ? named[1] : NUMBER.test(last) ? last : null;
}

function readAddress(said) {
  try {
    return inAddress(said);
  } catch (broken) {
    return null;
  }
}

/** The bar code or QR of a clinic's report: its text, or the number in an address. */
export function readReport(text) {
  const said = tidy(text);
  if (NOTICE.test(said)) return { problem: 'scan_is_notice' };
  const value = ADDRESS.test(said) ? readAddress(said) : said;
  return value && value.length <= MOST ? { value } : { problem: 'scan_no_number' };
}

/** A certificate's code, of which somebody with `known` numbers is to be found. */
export function readCertificate(text, known) {
  const said = tidy(text);
  const value = [said, ADDRESS.test(said) ? readAddress(said) : null].find((one) => one && known(one));
  return value ? { value } : { problem: 'scan_nobody' };
}
