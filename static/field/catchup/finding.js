/* A child by what is on its paper: the number of a notice, a certificate or a card, wherever on this phone it lives. Pure but for
   the view. */

import { view } from '../core/index.js';
import { numberIn, readCertificate } from '../shared/codes.js';

const everyone = () => view.areas().flatMap(({ code }) => view.children(code));

const ofNotice = (notice) => {
  if (notice.child) return notice.child;
  const check = view.record('certificate_check', notice.check);
  const enrolment = check && view.record('enrolment', check.enrolment);
  return enrolment ? enrolment.child : null;
};

/** The child a number leads to, or null. */
export function numbered(number) {
  const notice = view.records('notice').find((one) => one.number === number);
  const key = notice && ofNotice(notice);
  if (key && view.child(key)) return view.child(key);
  const found = everyone().find((child) => [child.certificate_no, child.card_no].includes(number));
  return found ? view.child(found.key) : null;
}

/** What was scanned, as the scanner asks: {value} where it leads to a child on this phone, else why not. */
export function readPaper(text) {
  const number = numberIn(text);
  if (number && numbered(number)) return { value: number };
  return number ? { problem: 'scan_nobody' } : readCertificate(text, (said) => Boolean(numbered(said)));
}
