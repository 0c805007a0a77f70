/* A pupil whose certificate was seen already: what was said and what came of it, the way to take it back, and a second look. */

import { view } from '../core/index.js';
import { html } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { namesSaid, personSaid, placeSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { swap } from '../shared/route.js';
import { Aid } from './five.js';
import { slotWords } from '../shared/slotwords.js';
import { resultLine, StaleNote } from './named.js';
import { openOf, saidOn } from './outcome.js';
import { isLacking, mayTakeBack, outcome } from './pupils.js';
import { takeBack } from './record.js';
import { Refusals } from './refusals.js';
import { idOf } from '../shared/slots.js';

const clinicName = (key) => placeSaid((view.record('clinic', key) || { name: key }).name);
const slotsSaid = (slots, pupil, on) => namesSaid(slots.map((slot) => slotWords(slot, pupil.child.born, on)));

function lookWords(look, pupil) {
  const answer = look.assessment ? t(`result_${look.assessment}`) : t(look.certificate && ['lost', 'never'].includes(look.certificate) ? `lacks_${look.certificate}` : 'result_not_assessed');
  return [
    answer,
    look.assessed_on && t('assessed_short', { day: dayWords(look.assessed_on) }),
    look.assessed_by && clinicName(look.assessed_by),
    look.report_no && t('report_no_short', { number: look.report_no }),
    look.missing.length > 0 && slotsSaid(look.missing, pupil, look.on),
    look.exempt.length > 0 && namesSaid(look.exempt.map(([series, n, why]) => `${slotWords([series, n], pupil.child.born, look.on)} ${t(`excused_${why}`)}`)),
  ].filter(Boolean).join(SEP);
}

function Look({ look, pupil }) {
  const who = personSaid((view.person(view.author(look.row)) || {}).name || '');
  return html`<li class="item"><b>${t(look.first ? 'look_first' : 'look_again', { day: dayWords(look.on) })}</b> <span class="quiet">${who}</span>
    <p>${lookWords(look, pupil)}</p></li>`;
}

function Left({ found, pupil }) {
  const open = openOf(found);
  const refused = found.refused.map(idOf);
  const named = (slot) => slotWords(slot, pupil.child.born, saidOn(found)) + (refused.includes(idOf(slot)) ? t('refused_mark') : '');
  const done = found.owed.filter((slot) => found.filled.has(idOf(slot)));
  return html`${open.length > 0 && html`<p>${t('still_open', { names: namesSaid(open.map(named)) })}</p>`}
    ${done.length > 0 && html`<p class="quiet">${t('caught_up', { names: slotsSaid(done, pupil, saidOn(found)) })}</p>`}
    ${open.length > 0 && !pupil.left_on && html`<${Refusals} pupil=${pupil} slots=${open} />`}`;
}

/** What is known of one who was seen, or who is not to be. */
export function Checked({ pupil, again, next }) {
  const found = outcome(pupil);
  const { looks } = pupil;
  const last = looks[looks.length - 1];
  const undo = () => takeBack({ kind: last.first ? 'certificate_check' : 'recheck', key: last.key, area: pupil.area, name: nameOf(pupil.child) });
  const asked = pupil.entering && !pupil.left_on && looks.length > 0;
  return html`${found.result === 'stale' && html`<${StaleNote} age=${found.stale_at} day=${looks.filter(({ assessment }) => assessment).pop().assessed_on} />`}
    <section class="part"><h2>${pupil.left_on ? t('pupil_left', { day: dayWords(pupil.left_on) }) : pupil.entering ? resultLine(found) : t('pupil_moved_up')}</h2>
      ${found.result === 'not_assessed' && html`<p><b>${t('go_assess')}</b></p><${Aid} pupil=${pupil} />`}
      <${Left} found=${found} pupil=${pupil} />
      <ul>${looks.map((look) => html`<${Look} key=${look.key} look=${look} pupil=${pupil} />`)}</ul>
      ${last && (mayTakeBack(last) ? html`<button class="plain" onClick=${undo}>${t('take_back_look')}</button>` : html`<p class="quiet">${t('not_yours')}</p>`)}</section>
    ${asked && isLacking(pupil) && html`<button class="wide" onClick=${again}>${t('look_once_more')}</button>`}
    ${next && html`<button class="big give" onClick=${() => swap(`check/${next.key}`)}>${t('next_open', { name: nameOf(next.child) })}</button>`}`;
}
