/* One pupil of the class at the desk: five large answers, the report's day, clinic and number; then the next by itself. */

import { draftOf, today, view } from '../core/index.js';
import { familyWords, plainWords } from '../shared/describe.js';
import { startOf, toWrong, useSaid } from '../shared/forms.js';
import { html, useEffect, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Page } from '../shared/parts.js';
import { back, go, route, swap } from '../shared/route.js';
import { isNarrow } from '../shared/room.js';
import { nameOf } from '../shared/save.js';
import { bringRules } from '../shared/vaccines.js';
import { BLANK } from './answers.js';
import { Checked } from './checked.js';
import { Done, draftKey, undo } from './done.js';
import { FiveAnswers } from './five.js';
import { useKeys } from './keys.js';
import { classWords } from './named.js';
import { classesOf, classKey, isOpen, pupilOfEnrolment } from './pupils.js';
import { keepAnswer } from './record.js';
import { ReportLines, StaleReport } from './reportlines.js';

const SOON = 50; // milliseconds: the line stands there by then

const classOf = (pupil) => classesOf(pupil.school).find((one) => one.key === classKey(pupil));

/* Who comes before and after a pupil in the list, and the next whose certificate nobody has seen. */
function around(pupil) {
  const { pupils } = classOf(pupil);
  const at = pupils.findIndex((one) => one.key === pupil.key);
  const ring = [...pupils.slice(at + 1), ...pupils.slice(0, at)];
  return { before: pupils[at - 1], after: pupils[at + 1], open: ring.find(isOpen), at, of: pupils.length };
}

const to = (pupil) => pupil && swap(`check/${pupil.key}`);

function onward(pupil) {
  const { open } = around(pupil);
  if (open) to(open);
  else swap(`sat/${encodeURIComponent(pupil.school)}/${encodeURIComponent(classKey(pupil))}`);
}

function useAnswer(pupil, again) {
  const key = draftKey(pupil.key);
  const { form, set, restart } = useSaid(BLANK, startOf({ kind: 'certificate_check', key, area: pupil.area, fresh: true }));
  const answer = async (said) => {
    if (!(await keepAnswer(pupil, { ...form, ...said }))) return;
    restart();
    if (again) back();
    else onward(pupil);
  };
  return { form, set, answer };
}

/** The answers about one pupil, `again` at a second look. */
function Asking({ pupil, again }) {
  const { form, set, answer } = useAnswer(pupil, again);
  const [tried, setTried] = useState(false);
  useEffect(() => void bringRules(), []);
  const wrong = () => {
    setTried(true);
    setTimeout(toWrong, SOON);
  };
  const done = html`<${Done} school=${pupil.school} of=${classKey(pupil)} />`;
  const lines = html`<${ReportLines} pupil=${pupil} form=${form} set=${set} tried=${tried} />`;
  const late = isNarrow(); // with large letters the answers come first: they are tapped for each child
  return html`${!form.answer && !late && lines}${!form.answer && html`<${StaleReport} pupil=${pupil} />${done}`}
    <${FiveAnswers} pupil=${pupil} form=${form} set=${set} answer=${answer} wrong=${wrong} />
    ${!form.answer && late && lines}`;
}

function Whole({ pupil }) {
  const [again, setAgain] = useState(() => Boolean(pupil.looks.length && draftOf(draftKey(pupil.key))));
  const places = around(pupil);
  const keys = { ArrowRight: () => to(places.after), ArrowDown: () => to(places.after), ArrowLeft: () => to(places.before), ArrowUp: () => to(places.before) };
  useKeys({ ...keys, Enter: () => to(places.open), z: undo });
  const { child } = pupil;
  const asks = pupil.entering && !pupil.left_on && (isOpen(pupil) || again);
  return html`<${Page} title=${nameOf(child)} back=${back} figure=${`${places.at + 1} / ${places.of}`}>
    <p class="about">${[plainWords(child), child.born && dayWords(child.born, true)].filter(Boolean).join(SEP)}
      ${!isNarrow() && html`<span class="quiet"> ${[familyWords(child, child.household && view.household(child.household)), classWords(pupil)].filter(Boolean).join(SEP)}</span>`}</p>
    ${asks ? html`<${Asking} pupil=${pupil} again=${again} />` : html`<${Checked} pupil=${pupil} again=${() => setAgain(true)} next=${places.open} />`}
    <p class="steps"><button class="plain" disabled=${!places.before} onClick=${() => to(places.before)}>‹ ${t('pupil_before')}</button>
      <button class="plain" disabled=${!places.after} onClick=${() => to(places.after)}>${t('pupil_after')} ›</button></p>
    <p class="quiet keys-hint">${t('keys_hint')}</p><//>`;
}

/** The screen `#/check/ENROLMENT`. */
export function Check() {
  const pupil = pupilOfEnrolment(route.value.parts[1]);
  today();
  if (!pupil) return html`<${Page} title=${t('pupil_gone')} back=${() => go('')}><a class="button wide" href="#/">${t('to_today')}</a><//>`;
  return html`<${Whole} key=${pupil.key} pupil=${pupil} />`;
}
