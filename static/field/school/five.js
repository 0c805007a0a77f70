/* The five large answers, and what two of them ask for: which slots the report prints, and how a certificate is missing. */

import { today } from '../core/index.js';
import { actDay } from '../shared/here.js';
import { html, useState } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { namesSaid } from '../shared/said.js';
import { settle } from '../shared/settle.js';
import { seemsMissing } from './aid.js';
import { ANSWERS, ASSESSED, LACKS, REASONS, slotsIn, toggled, wrongIn } from './answers.js';
import { another, useKeys } from './keys.js';
import { buttonWords, rowWords, slotWords } from '../shared/slotwords.js';
import { clinicOf } from './reportlines.js';
import { standingOf } from './record.js';
import { idOf, rowsOf } from '../shared/slots.js';

const numbered = (list, work) => Object.fromEntries(list.map((one, n) => [String(n + 1), () => work(one)]));
const Key = ({ n }) => html`<kbd aria-hidden="true">${n}</kbd>`;

/** What seems missing by what is known on this phone: an aid, never an assessment. */
export function Aid({ pupil }) {
  const missing = pupil.doses.length ? seemsMissing(pupil, today()) : null;
  if (!missing) return html`<p class="quiet">${t(pupil.doses.length ? 'aid_none' : 'aid_no_doses')}</p>`;
  const words = namesSaid(missing.map((slot) => slotWords(slot, pupil.child.born, today())));
  return html`<p class="aid">${missing.length ? t('aid_missing', { names: words }) : t('aid_complete')} <span class="quiet">${t('aid_only')}</span></p>`;
}

function SlotRow({ series, slots, n, at, picked, pick, born }) {
  const words = rowWords(slots[0]);
  const label = (slot, said) => (slots.length > 1 && /^\d/.test(said) ? slotWords(slot, null, '') : null);
  const button = (slot) => {
    const said = buttonWords(slot, born, actDay());
    return html`<button key=${idOf(slot)} aria-pressed=${picked.includes(idOf(slot))} aria-label=${label(slot, said)} onClick=${() => pick(slot)}>${said}</button>`;
  };
  return html`<div class=${`slots ${at ? 'at' : ''}`} role="group" aria-label=${words}><span><${Key} n=${n} />${words}</span>
    ${slots.map(button)}</div>`;
}

function usePickKeys(rows, pick, keep, leave) {
  const [at, setAt] = useState(null);
  const digit = (n) => {
    if (at === null && rows[n - 1]) return rows[n - 1][1].length === 1 ? pick(rows[n - 1][1][0]) : setAt(n - 1);
    const slot = at !== null && rows[at][1].find((one) => one[1] === n);
    if (slot) pick(slot);
    return setAt(null);
  };
  const digits = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [String(n + 1), () => digit(n + 1)]));
  useKeys({ ...digits, Enter: keep, Escape: at === null ? leave : () => setAt(null), Backspace: leave }, true);
  return at;
}

/* Which slots are printed on the report, without days: of 需补种 what is missing, of 不用补 what is excused and why. */
function Picking({ pupil, form, set, keep, leave }) {
  const missing = (form.answer === 'needs' && seemsMissing(pupil, today())) || [];
  const rows = rowsOf([...slotsIn(form.picked), ...missing]);
  const picked = slotsIn(form.picked).map(idOf);
  const pick = (slot) => set({ picked: toggled(form.picked, idOf(slot)) });
  const at = usePickKeys(rows, pick, keep, leave);
  const exempt = form.answer === 'exempt';
  return html`<section class="picking">
    <h2>${t(exempt ? 'picking_exempt' : 'picking_needs')}</h2>
    ${exempt && html`<div class="choices">${REASONS.map((why) => html`<button key=${why} aria-pressed=${form.why === why} onClick=${() => set({ why })}>${t(`excused_${why}`)}</button>`)}</div>`}
    ${rows.map(([series, slots], n) => html`<${SlotRow} key=${series} series=${series} slots=${slots} n=${n + 1} at=${at === n} picked=${picked} pick=${pick} born=${pupil.child.born} />`)}
    ${!exempt && html`<${Aid} pupil=${pupil} />`}
    <div class="acts"><button onClick=${leave}>${t('back')}</button>
      <button class="give" onClick=${keep}>${picked.length ? t('picking_keep', { n: picked.length }) : t(exempt ? 'picking_keep_none' : 'picking_keep_first')}</button></div></section>`;
}

function Lacking({ answer, leave }) {
  const choose = (lacks) => answer({ answer: 'without', lacks });
  useKeys({ ...numbered(LACKS, choose), Escape: leave, Backspace: leave }, true);
  return html`<section class="picking"><h2>${t('lacks')}</h2>
    <div class="five">${LACKS.map((lacks, n) => html`<button key=${lacks} onClick=${() => choose(lacks)}><${Key} n=${n + 1} />${t(`lacks_${lacks}`)}</button>`)}
      <button class="plain" onClick=${leave}>${t('back')}</button></div></section>`;
}


function Five({ choose, pupil }) {
  useKeys({ ...numbered(ANSWERS, choose), 0: () => document.getElementById('report-no').focus() }, true);
  return html`<div class="five">${ANSWERS.map((code, n) => html`<button key=${code} class=${n ? '' : 'give'} onClick=${() => choose(code)}>
      <${Key} n=${n + 1} />${t(`answer_${code}`)}<small>${t(`answer_${code}_lead`)}</small></button>`)}</div>
    <details class="aid-folded"><summary class="quiet">${t('aid')}</summary><${Aid} pupil=${pupil} /></details>`;
}

/** The answers; `wrong` is called where the report's day is still to be said. */
export function FiveAnswers({ pupil, form, set, answer, wrong }) {
  const standing = { assessed_on: standingOf(pupil.school).assessed_on, assessed_by: clinicOf(pupil) };
  const [problem, setProblem] = useState(null);
  const keep = (code) => {
    const said = { ...form, ...standing, answer: code };
    const why = wrongIn(said, actDay());
    setProblem(why === 'picked_need' ? why : null);
    if (why === 'assessed_need') wrong();
    if (!why) answer(said);
  };
  const choose = (code) => {
    setProblem(null);
    const isNow = ['complete', 'none'].includes(code) || (ASSESSED.includes(code) && !standing.assessed_on);
    if (isNow) return keep(code);
    settle();
    another();
    return set({ answer: code });
  };
  const leave = () => set({ answer: '' });
  const shown = { needs: Picking, exempt: Picking, without: Lacking }[form.answer];
  const props = { pupil, form, set, leave, answer, keep: () => keep(form.answer) };
  return html`${problem && html`<p class="note problem" role="alert">${t(problem)}</p>`}
    ${shown ? html`<${shown} key=${form.answer} ...${props} />` : html`<${Five} choose=${choose} pupil=${pupil} />`}`;
}
