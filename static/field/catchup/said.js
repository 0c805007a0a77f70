/* Gaps, visits and calls in words. */

import { view } from '../core/index.js';
import { dayWords, known, SEP, spoken, t } from '../shared/i18n.js';
import { namesSaid } from '../shared/said.js';
import { slotWords } from '../shared/slotwords.js';

/** 含麻1. */
export const gapName = ({ series, n }, born, on) => slotWords([series, n], born, on);

/** Several, in one sentence. */
export const gapNames = (gaps, born, on) => namesSaid(gaps.map((gap) => gapName(gap, born, on)));

/** When one may be given, as fieldapp/catchup/gaps/telling.py says it. */
export function whenWords({ condition, earliest }, on) {
  if (condition === 'ppd_negative') return t('gap_ppd');
  if (condition) return t('gap_assess');
  if (earliest === null) return t('gap_then');
  return earliest <= on ? t('gap_today') : t('gap_since', { day: dayWords(earliest, earliest.slice(0, 4) !== on.slice(0, 4)) });
}

/* Those that are said alike together, in their order: [[words, gaps]]. */
function together(gaps, on) {
  const found = new Map();
  for (const gap of gaps) found.set(whenWords(gap, on), [...(found.get(whenWords(gap, on)) || []), gap]);
  return [...found];
}

/** What a child lacks, in lines: 今天能种：含麻1、乙脑1. */
export function gapLines({ child, needs }, on) {
  if (needs.unasked) return [t('gap_no_born')];
  if (needs.unknown) return [t('gap_unknown')];
  const order = ({ earliest, condition }) => (condition ? '8' : earliest === null ? '9' : earliest <= on ? '0' : `1${earliest}`);
  const sorted = [...needs.gaps].sort((one, other) => (order(one) < order(other) ? -1 : order(one) > order(other) ? 1 : 0));
  return together(sorted, on).map(([words, gaps]) => t('gap_line', { words, names: gapNames(gaps, child.born, on) }));
}

/** The name of a code of the lists: our own words, else those the county gave. */
export function codeWords(list, code) {
  if (known(`gap_out_${code}`)) return t(`gap_out_${code}`);
  const row = view.record('code', `${list}:${code}`);
  return row ? row[spoken.value] : code;
}

/** What a visit said: 拒绝 · 11月30日 · 12月5日再去. */
export function visitWords({ outcome, on, planned_on: planned, gone_to: where, note }) {
  return [codeWords('catchup_visit.outcome', outcome), dayWords(on), planned && t('gap_planned', { day: dayWords(planned) }), where, note].filter(Boolean).join(SEP);
}

/** How often one was called, and what came of the last: 打过2次：不在. */
export function callsWords(calls) {
  const last = calls[calls.length - 1];
  return last ? t('gap_called', { n: calls.length, what: t(`gap_call_${last.result || 'told'}`) }) : '';
}
