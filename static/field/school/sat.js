/* The end of a sitting: what came of it in figures, and the names for the teacher, who is told no vaccine. */

import { html, useState } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { Page } from '../shared/parts.js';
import { back, go } from '../shared/route.js';
import { namesSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { classHere } from './class.js';
import { Done, undo } from './done.js';
import { useKeys } from './keys.js';
import { classWords } from './named.js';
import { entering, isLacking, isOpen, outcome } from './pupils.js';
import { classPath } from './today.js';

const RESULTS = ['complete', 'needs', 'exempt', 'not_assessed', 'stale', 'no_certificate', 'unchecked'];

/** What the teacher is told: who of the class still has to bring something, by name alone. */
export function teacherWords(here, lacking) {
  const names = namesSaid(lacking.map(({ child }) => nameOf(child)));
  return lacking.length ? t('teacher_lacking', { name: classWords(here), n: lacking.length, names }) : t('teacher_all', { name: classWords(here) });
}

function Teacher({ words }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(words).then(() => setCopied(true), () => {});
  return html`<section class="part"><h2>${t('teacher')}</h2><p class="teacher">${words}</p>
    ${navigator.clipboard && html`<button class="wide" onClick=${copy}>${t('teacher_copy')}</button>`}
    <p role="status" class="quiet">${copied ? t('teacher_copied') : ''}</p></section>`;
}

/** The screen `#/sat/SCHOOL/CLASS`. */
export function Sat() {
  useKeys({ z: undo });
  const here = classHere();
  if (!here) return html`<${Page} title=${t('class_gone')} back=${back}><a class="button wide" href="#/">${t('to_today')}</a><//>`;
  const all = entering(here.pupils);
  const open = all.filter(isOpen);
  const n = (result) => all.filter((one) => outcome(one).result === result).length;
  const counted = RESULTS.map((result) => [result, n(result)]).filter(([, many]) => many);
  const lacking = all.filter((one) => !one.left_on && !isOpen(one) && isLacking(one));
  return html`<${Page} title=${t('sat', { name: classWords(here) })} back=${() => go(classPath(here))}>
    <p class="lead"><b>${open.length ? t('sat_open', { n: open.length }) : t('sat_all', { n: all.length })}</b></p>
    <${Done} school=${here.school} of=${here.key} />
    <section class="part"><dl class="counted">${counted.map(([result, many]) => html`<div key=${result}><dt>${t(`result_${result}`)}</dt><dd>${many}</dd></div>`)}</dl></section>
    <${Teacher} words=${teacherWords(here, lacking)} />
    ${open.length > 0 && html`<a class="button give wide" href=${`#/check/${open[0].key}`}>${t('sitting_on', { n: open.length })}</a>`}
    ${!open.length && html`<a class="button give wide" href="#/">${t('to_today')}</a>`}<//>`;
}
