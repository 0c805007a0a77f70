/* One class: how many are still to be seen, who lacks what, and the way to each. */

import { today, view } from '../core/index.js';
import { html, useState } from '../shared/html.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { Bar, Chips, Empty, Page } from '../shared/parts.js';
import { back, go, route } from '../shared/route.js';
import { personSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { readCertificate } from '../shared/codes.js';
import { classWords, resultLine } from './named.js';
import { birthdaysBetween } from './outcome.js';
import { classesOf, entering, isLacking, isOpen, outcome, pupilsOf } from './pupils.js';
import { useScan } from '../shared/scanning.js';
import { readTerm, termOf } from './terms.js';
import { schoolName } from './today.js';

/** The class the address names: /class/SCHOOL/CLASS; null where there is none. */
export function classHere() {
  const [, school, key] = route.value.parts.map(decodeURIComponent);
  return classesOf(school || '').find((one) => one.key === key) || null;
}

/* The last day by which those seen are looked at again, in the school year that runs, as their county sets it. */
function byWhen(area) {
  const said = (view.record('school_setting', `${area.slice(0, 6)}.second_look`) || {}).value || '12-31';
  const { year } = readTerm(termOf(today()));
  return `${said < '09' ? year + 1 : year}-${said}`;
}

function birthdayWords({ child, area, left_on: left }) {
  const [until, day] = [byWhen(area), today()];
  const next = child.born && !left && day < until ? birthdaysBetween(child.born, day, until)[0] : null;
  return next ? t('birthday_soon', { age: next[0], day: dayWords(next[1]) }) : '';
}

function lineOf(pupil) {
  if (pupil.left_on) return t('pupil_left', { day: dayWords(pupil.left_on) });
  if (!pupil.entering) return t('pupil_moved_up');
  const found = outcome(pupil);
  if (found.checked_on) return `${resultLine(found)}${SEP}${dayWords(found.checked_on)}`;
  return [dayWords(pupil.child.born, true), personSaid(pupil.child.guardian)].filter(Boolean).join(SEP);
}

function PupilRow({ pupil }) {
  const lacks = pupil.entering && !pupil.left_on && !isOpen(pupil) && isLacking(pupil);
  const done = pupil.entering && !isOpen(pupil) && !lacks && !pupil.left_on;
  return html`<li class="row pupil"><a class="who" href=${`#/check/${pupil.key}`}><b>${done ? '✔ ' : ''}${nameOf(pupil.child)}</b>
    <span class=${lacks ? 'mark' : 'quiet'}>${lineOf(pupil)}</span>
    <span class="quiet">${birthdayWords(pupil)}</span>
    ${pupil.roster !== pupil.school && html`<span class="quiet">${t('pupil_from', { school: schoolName(pupil.roster) })}</span>`}</a></li>`;
}

const SHOWN = {
  open: isOpen,
  lacking: (one) => one.entering && !one.left_on && !isOpen(one) && isLacking(one),
  every: () => true,
};

function List({ pupils }) {
  const n = (name) => pupils.filter(SHOWN[name]).length;
  const [show, setShow] = useState(n('open') ? 'open' : n('lacking') ? 'lacking' : 'every');
  const found = pupils.filter(SHOWN[show]);
  const options = Object.keys(SHOWN).map((name) => [name, t(`pupils_shown_${name}`), n(name)]);
  return html`<${Chips} label=${t('pupils_shown')} value=${show} options=${options} set=${setShow} />
    ${found.length ? html`<ul class="part">${found.map((one) => html`<${PupilRow} key=${one.key} pupil=${one} />`)}</ul>` : html`<${Empty} title=${t('nobody_here')} />`}`;
}

/* A certificate in the hand leads to its child, of whichever class, where the roster has brought numbers. */
function Find({ school }) {
  const of = (number) => pupilsOf(school).find(({ child }) => [child.certificate_no, child.card_no].includes(number));
  const read = (text) => readCertificate(text, of);
  const { button, panel } = useScan({ read, take: ({ value }) => go(`check/${of(value).key}`), words: t('scan_certificate') });
  return pupilsOf(school).some(({ child }) => child.certificate_no || child.card_no) && html`${button}${panel}`;
}

/** The screen `#/class/SCHOOL/CLASS`. */
export function Class() {
  const here = classHere();
  if (!here) return html`<${Page} title=${t('class_gone')} back=${back}><a class="button wide" href="#/">${t('to_today')}</a><//>`;
  const all = entering(here.pupils);
  const open = all.filter(isOpen);
  const begun = open.length < all.length;
  const begin = () => go(`check/${open[0].key}`);
  return html`<${Page} title=${classWords(here)} back=${back} figure=${`${all.length - open.length} / ${all.length}`}>
    <${Bar} done=${all.length - open.length} of=${all.length} />
    <p class="quiet">${schoolName(here.school)}</p>
    ${open.length > 0 && html`<button class="big give" onClick=${begin}>${t(begun ? 'sitting_on' : 'sitting_begin', { n: open.length })}</button>`}
    ${begun && html`<a class=${`button wide ${open.length ? '' : 'give'}`} href=${`#/sat/${encodeURIComponent(here.school)}/${encodeURIComponent(here.key)}`}>${t('sat_go')}</a>`}
    <${Find} school=${here.school} />
    <${List} key=${here.key} pupils=${here.pupils} /><//>`;
}
