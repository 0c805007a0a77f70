/* Classes, slots and results in words. */

import { html } from '../shared/html.js';
import { dayWords, SEP, spoken, t } from '../shared/i18n.js';
import { className } from './classes.js';

/** 一年级（2）班, 小班. */
export const classWords = ({ grade, class_name: name }) => className(grade || '', name || '', spoken.value);

/** What came of a check, in a word. */
export const resultWords = ({ result }) => t(`result_${result}`);

/** That an assessment is older than a birthday on which more is asked: assess again. */
export const StaleNote = ({ age, day }) => html`<p class="note" role="alert">⚠ ${t('stale_note', { age, day: dayWords(day) })}</p>`;

/** A result with what makes it what it is: 评估过期 · 已满6岁. */
export function resultLine(found) {
  const more = found.result === 'stale' && found.stale_at ? t('stale_short', { age: found.stale_at }) : '';
  return [resultWords(found), more].filter(Boolean).join(SEP);
}
