/* 本户: one household and a card for each of its children; also the card of a child without a household. */

import { position, view } from '../core/index.js';
import { isPlace } from '../core/places.js';
import { houseWords, Phone } from '../shared/describe.js';
import { area, locate } from '../shared/here.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from '../shared/html.js';
import { SEP, t } from '../shared/i18n.js';
import { Empty, Page } from '../shared/parts.js';
import { back, go, route } from '../shared/route.js';
import { namesSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { Card } from './card.js';
import { DayAsk } from './dayask.js';
import { asksDay, asksDayOf, asksGiver, asksPlace, dose, linesOf, resultOf, uncounted } from './record.js';
import { round } from './work.js';
import { WorkBar } from './workbar.js';

function isOpen(child) {
  const result = resultOf(child.key);
  return ['todo', 'later'].includes(result.state) && !uncounted(result);
}

const namesOf = (children) => namesSaid(children.map(nameOf));

/** Its box keeps its height for as long as the screen is open: the cards below do not move when it has done its work. */
function useHeight() {
  const box = useRef(null);
  useLayoutEffect(() => {
    if (box.current) box.current.style.minHeight = `${box.current.getBoundingClientRect().height}px`;
  }, []);
  return box;
}

function AllHere({ children }) {
  const box = useHeight();
  const open = children.filter(isOpen);
  const clear = open.filter((child) => !linesOf(child).length);
  const left = open.filter((child) => !clear.includes(child));
  const [wanted] = useState(clear.length > 1);
  if (!round() || !wanted) return null;
  const all = async () => {
    if (asksGiver() || asksDay(all, 'all') || asksPlace(all, true)) return;
    for (const child of clear) await dose(child);
  };
  if (asksDayOf('all')) return html`<div class="all"><${DayAsk} /></div>`;
  return html`<div class=${clear.length ? 'all open' : 'all'} ref=${box}>
    ${clear.length
      ? html`<button class="big give" onClick=${all}>${t('all_here', { n: clear.length, names: namesOf(clear) })}</button>`
      : html`<p class="done">✔ ${t('all_done')}</p>`}
    ${left.length > 0 && html`<p class="quiet">${t('all_here_left', { names: namesOf(left) })}</p>`}
  </div>`;
}

const placeWords = (house) => {
  if (isPlace(house)) return t('place_known');
  return position.value ? t('place_near', { n: Math.round(position.value.accuracy_m) }) : '';
};

function About({ house }) {
  const line = (name, words) => words && t('pair', { name: t(name), words });
  const lines = [[house.address, placeWords(house)].filter(Boolean).join(SEP), line('note', house.note)];
  return html`<div class="about">
    ${lines.filter(Boolean).map((line) => html`<p key=${line}>${line}</p>`)}
    <div class="links"><${Phone} number=${house.phone} />
      <a class="button plain" href=${`#/household/${house.key}/edit`}>${t('edit_household')}</a></div>
  </div>`;
}

const Lost = () => html`<${Empty} title=${t('not_on_phone')}><button class="big give" onClick=${() => go('list')}>${t('see_list')}</button><//>`;

/* Whoever came for one child has it before her; one with a red line with what speaks against it. */
function useSought() {
  const sought = route.value.query.get('child');
  useEffect(() => {
    const card = sought && document.querySelector(`[data-child="${sought}"]`);
    const red = card && card.querySelector('.redbox');
    if (red) red.scrollIntoView({ block: 'nearest' });
    else if (card && card.previousElementSibling && card.previousElementSibling.matches('.card')) card.scrollIntoView({ block: 'nearest' });
  }, [sought]);
}

const byAge = (a, b) => ((a.born || '') < (b.born || '') ? -1 : 1);

/** A household's screen: `#/household/KEY`. */
export function House() {
  const here = area(); // follows every change of the view
  const house = here && view.household(route.value.parts[1]);
  useEffect(locate, []);
  useSought();
  if (!house) return html`<${Page} title=${t('household')} back=${back}><${Lost} /><//>`;
  const children = view.members(house.key).filter((child) => !child.joined).sort(byAge);
  return html`<${Page} title=${houseWords(house) || t('household')} back=${back}>
    <${WorkBar} />
    <${About} house=${house} />
    ${!children.length && html`<${Empty} title=${t('house_empty')} />`}
    <${AllHere} children=${children} />
    ${children.map((child) => html`<${Card} key=${child.key} child=${child} house=${house} />`)}
    <button class=${children.length ? 'wide' : 'big give'} onClick=${() => go(`add?household=${house.key}`)}>＋ ${t('add_here')}</button>
  <//>`;
}

/** The screen of a child without a household: `#/child/KEY`. */
export function Alone() {
  const here = area();
  const child = here && view.child(route.value.parts[1]);
  useEffect(locate, []);
  useSought();
  return html`<${Page} title=${child ? t('no_house') : t('household')} back=${back}>
    ${child && html`<${WorkBar} />`}
    ${child ? html`<${Card} child=${child} />` : html`<${Lost} />`}
  <//>`;
}
