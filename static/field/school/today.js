/* Of 今日 what is about the school check: each school with its classes, how many are still to be seen, and the way on. */

import { awaited, sendNow, session, view } from '../core/index.js';
import { html, useEffect } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { Bar, Empty, Notice } from '../shared/parts.js';
import { go } from '../shared/route.js';
import { placeSaid } from '../shared/said.js';
import { bringRules } from '../shared/vaccines.js';
import { classWords } from './named.js';
import { classesOf, entering, isLacking, isOpen, ownSchools, schools } from './pupils.js';
import { sent } from './sent.js';

/** The address of a class. */
export const classPath = ({ school, key }) => `class/${encodeURIComponent(school)}/${encodeURIComponent(key)}`;

function countsOf(pupils) {
  const all = entering(pupils);
  const open = all.filter(isOpen).length;
  const seen = all.filter((one) => one.looks.some(({ first }) => first));
  return { all: all.length, open, seen: seen.length, lacking: seen.filter((one) => !one.left_on && isLacking(one)).length };
}

/* What of a class is left, in a line: 还差 before 完成. */
function leftWords({ all, open, lacking }) {
  if (!all) return t('class_no_new');
  if (open) return t('class_open', { n: open });
  return lacking ? t('class_lacking', { n: lacking }) : t('class_all_done');
}

function ClassRow({ one }) {
  const counts = countsOf(one.pupils);
  return html`<li><a class="notice class-row" href=${`#/${classPath(one)}`}>
    <span><b>${classWords(one)}</b><small>${leftWords(counts)}</small></span>
    <span class="figure">${counts.seen} / ${counts.all}</span></a></li>`;
}

function School({ one }) {
  const classes = classesOf(one.key);
  const counts = countsOf(classes.flatMap(({ pupils }) => pupils));
  const next = classes.find(({ pupils }) => pupils.some(isOpen));
  if (!classes.length) return html`<${Empty} title=${placeSaid(one.name)} lead=${t('school_no_class')} />`;
  return html`<section class="card figures">
      <h2>${placeSaid(one.name)}</h2>
      <p class="left"><b>${counts.open}</b> ${t('school_open')}</p>
      <${Bar} done=${counts.seen} of=${counts.all} />
      <p class="parts"><span><b>${counts.seen}</b> ${t('school_seen')}</span> <span><b>${counts.all}</b> ${t('school_all')}</span>
        ${counts.lacking > 0 && html` <span><b>${counts.lacking}</b> ${t('school_lacking')}</span>`}</p>
    </section>
    ${next && html`<button class="big give" onClick=${() => go(classPath(next))}>${t('school_go', { name: classWords(next) })}</button>`}
    <ul class="classes">${classes.map((each) => html`<${ClassRow} key=${each.key} one=${each} />`)}</ul>`;
}

/* The way of a clinic's doctor to those whom her schools sent. */
function ToDesk() {
  const n = sent().length;
  return html`<${Notice} href="#/desk">${n ? t('desk_go', { n }) : t('desk_go_none')}<//>`;
}

/** What 今日 says of the school check; nothing for who has no school and villages beside. */
export function SchoolToday() {
  useEffect(() => void bringRules(), []);
  const own = schools();
  const slips = view.records('notice').some(({ number }) => number);
  const desk = session.value.user.role === 'clinic' && ownSchools().length > 0;
  if (own.length || desk) return html`${desk && html`<${ToDesk} />`}${own.map((one) => html`<${School} key=${one.key} one=${one} />`)}${slips && html`<${Notice} href="#/slips">${t('slips')}<//>`}`;
  if (session.value.user.role !== 'nurse' || awaited.value.length) return null;
  return html`<${Empty} title=${t('school_none')} lead=${t('school_none_lead')}><button class="big give" onClick=${sendNow}>${t('no_area_go')}</button><//>`;
}

/** The name of a school. */
export const schoolName = (key) => placeSaid((view.record('school', key) || { name: '' }).name);
