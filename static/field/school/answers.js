/* The five answers of the check as operations say them, and the words read off a draft. Pure. */

export const ANSWERS = ['complete', 'needs', 'exempt', 'none', 'without'];
export const CERTIFICATES = ['seen', 'electronic', 'other_proof'];
export const REASONS = ['contraindicated', 'had_disease', 'over_age'];
export const ASSESSED = ['complete', 'needs', 'exempt'];
export const LACKS = ['lost', 'never'];

/** An answer of which nothing was said yet. */
export const BLANK = { certificate: 'seen', answer: '', picked: '', why: 'contraindicated', report_no: '' };

const slotOf = (word) => [word.slice(0, word.lastIndexOf('-')), +word.slice(word.lastIndexOf('-') + 1)];
const words = (text) => (text || '').split(' ').filter(Boolean);

/** The slots a draft has as text: `dtp-5 menac-2`. */
export const slotsIn = (text) => words(text).map(slotOf);

/** The text with one more slot, or one less. */
export function toggled(text, id) {
  const all = words(text);
  return (all.includes(id) ? all.filter((one) => one !== id) : [...all, id]).join(' ');
}

/** What a check or a second look says: `answer` one of the five, `lacks` how a certificate is missing, `picked` slots as text,
 *  `why` the reason they are excused for; `assessed_on`, `assessed_by` and `report_no` are those of the report. */
export function checkData({ answer, lacks, certificate, picked, why, assessed_on: day, assessed_by: by, report_no: number }) {
  if (answer === 'without') return { certificate: lacks, clinic_assessment: 'none' };
  const held = { certificate: certificate || 'seen', clinic_assessment: answer };
  if (!ASSESSED.includes(answer)) return held;
  const about = { ...held, assessed_on: day, ...(by ? { assessed_by: by } : {}), ...((number || '').trim() ? { report_no: number.trim() } : {}) };
  if (answer === 'needs') return { ...about, missing: slotsIn(picked), missing_from: 'report' };
  return answer === 'exempt' ? { ...about, exempt: slotsIn(picked).map((slot) => [...slot, why]) } : about;
}

/** What is wrong with an answer before it can be kept: the name of a sentence, or null. */
export function wrongIn({ answer, assessed_on: day, picked }, today) {
  if (!ASSESSED.includes(answer)) return null;
  if (!day || day > today) return 'assessed_need';
  return answer === 'needs' && !slotsIn(picked).length ? 'picked_need' : null;
}
