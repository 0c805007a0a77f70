/* One child's card: who it is, what it had before, its red lines and the buttons. */

import { view } from '../core/index.js';
import { NotSent, Phone, plainWords, villageWords } from '../shared/describe.js';
import { html, useRef } from '../shared/html.js';
import { addWords, dayWords, SEP, t } from '../shared/i18n.js';
import { isNarrow } from '../shared/room.js';
import { personSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { CardButtons, Out, Tries } from './cardgive.js';
import { reads } from './reads.js';
import { isDone, linesOf, outcomeWords, resultOf } from './record.js';
import { sameKind, seriesOf } from './rules.js';
import zh from './words/card.zh.js';
import { round } from './work.js';

addWords(zh);

const residence = (child) =>
  child.registered_at ? t(child.registered_at === 'county' ? 'local' : 'migrant') : '';

const bornWords = (child) =>
  child.born && (child.born_estimated ? t('about') : '') + t('born_on', { day: dayWords(child.born, true) });

function doseWords(child, { product }, result) {
  const now = isDone(result.state) && result.visit;
  const before = view.doses(child.key).filter((dose) => !now || dose.given_on !== now.on);
  const alike = sameKind(before, product);
  const last = alike[alike.length - 1];
  const series = seriesOf(product)[0];
  const antigen = t(`antigen_${series || 'other'}`);
  if (last) return t('doses_n', { antigen, n: alike.length, day: dayWords(last.given_on), product: last.product });
  if (child.prior_polio && series === 'polio') return t('prior', { n: t(`prior_${child.prior_polio}`) });
  return t(now ? 'doses_none_before' : 'doses_none', { antigen });
}

const earlier = (visits, now) => visits.filter((visit) => visit.round !== now.key);

function Before({ child, visits, now, result }) {
  const when = (visit) => {
    const its = view.record('round', visit.round);
    return its && its.campaign === now.campaign.key ? t('round_n', { n: its.n }) : t('round_before');
  };
  return html`<ul class="before">
    <li>${doseWords(child, now.campaign, result)}</li>
    ${earlier(visits, now).map(
      (visit) => html`<li key=${visit.key}>
        ${t('pair', { name: when(visit), words: outcomeWords(visit) })}${SEP}${dayWords(visit.on)}
      </li>`,
    )}
  </ul>`;
}

const lineWords = (line) => {
  const days = Object.entries(line).map(([name, value]) => [name, /^\d{4}-/.test(value) ? dayWords(value, true) : value]);
  return t(`red_${line.code}`, Object.fromEntries(days));
};

/** What speaks against dosing, in words. */
export function Red({ lines }) {
  if (!lines.length) return null;
  return html`<div class="redbox">
    <b>⚠ ${t('red_title')}</b>
    ${lines.map((line) => html`<p key=${line.code}>${lineWords(line)}</p>`)}
  </div>`;
}

/** Red lines stay in sight after a child was dosed all the same, until its card is opened again. */
function useLines(child, done) {
  const seen = useRef([]);
  if (!done) seen.current = linesOf(child);
  return seen.current;
}

/** The card of one child. */
export function Card({ child, house }) {
  const now = round();
  const visits = reads.visits(child.key);
  const result = resultOf(child.key);
  const lines = useLines(child, isDone(result.state));
  const facts = [villageWords(child), plainWords(child), residence(child)].filter(Boolean);
  const more = [bornWords(child), child.guardian && `${t('guardian')}\u00a0${personSaid(child.guardian)}`].filter(Boolean);
  return html`<article class="card" data-child=${child.key} aria-label=${nameOf(child)}>
    <div class="title"><h2>${nameOf(child)}${child.unsent && html` <${NotSent} />`}</h2>
      <a class="button plain" href=${`#/child/${child.key}/edit`}>${t('edit_child')}</a></div>
    <p class="facts">${facts.join(SEP)}</p>
    <p class="facts quiet">${more.join(isNarrow() ? '\n' : SEP)}</p>
    ${child.phone && (!house || child.phone !== house.phone) && html`<${Phone} number=${child.phone} />`}
    ${now && html`<${Before} child=${child} visits=${visits} now=${now} result=${result} />`}
    ${child.taken_back && html`<p class="note problem">${t('taken_back')}</p>`}
    <${Out} child=${child} result=${result} />
    <${Red} lines=${lines} />
    <${Tries} child=${child} visits=${visits} />
    <${CardButtons} child=${child} lines=${lines} />
  </article>`;
}
