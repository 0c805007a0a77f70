/* A long list that stays quick: of its chapters only those near the screen are drawn, and of a chapter only the blocks
   near the screen; the others keep their height. Heights are set through the DOM, never as a style attribute, which the page's policy forbids. */

import { tick, view } from '../core/index.js';
import { spoken, t } from './i18n.js';
import { Dot, familyWords, plainWords, houseWords, villageWords } from './describe.js';
import { html, useLayoutEffect, useMemo, useRef, useState } from './html.js';
import { outWords, RowButtons } from '../rounds/give.js';
import { hrefOf, isDone, linesOf, nameOf, oddWords, resultOf } from './save.js';
import { actDay, round } from './work.js';

const MARGIN = '900px 0px';
const ROW_REM = 6.2; // only until a block has been drawn once and measured
const CHAPTER = 40; // blocks

let watcher;
const watching = () => {
  watcher =
    watcher ||
    new IntersectionObserver((seen) => seen.forEach((one) => one.target.near(one.isIntersecting)), { rootMargin: MARGIN });
  return watcher;
};
let oneRem; // asked once, since asking costs a layout
const rem = () => {
  oneRem = oneRem || parseFloat(getComputedStyle(document.documentElement).fontSize);
  return oneRem;
};
const rowsIn = (groups) => groups.reduce((n, group) => n + group.children.length, 0);

/** A part of the list that is drawn when it comes near; `high()` guesses its height until it has been measured. */
function Part({ first, heights, id, draw, high }) {
  const box = useRef(null);
  const [near, setNear] = useState(first);
  useLayoutEffect(() => {
    const element = box.current;
    element.near = (now) => {
      if (!now && element.firstChild) heights.set(id, element.offsetHeight);
      setNear(now);
    };
    watching().observe(element);
    return () => watching().unobserve(element);
  }, []);
  const height = near ? null : { height: `${heights.get(id) || high()}px` };
  return html`<div ref=${box} style=${height}>${near && draw()}</div>`;
}

/* Every change anywhere asks every row, and nothing inside it: it draws itself again only when what it shows has changed. */
function Row({ child, house, childOf }) {
  tick.value;
  const [one, now] = [childOf(child), round()];
  const result = resultOf(one.key);
  const { state, visit, out } = result;
  const mark = one.taken_back ? t('taken_back') : outWords(result) || oddWords(one, visit);
  const red = Boolean(now) && !isDone(state) && linesOf(one).length > 0;
  const shown = [one, house, state, visit, red, mark, out && out.visit, visit && view.author(visit), now && now.key, actDay(), spoken.value];
  const buttons = () => now && html`<${RowButtons} child=${one} state=${state} visit=${visit} out=${out} red=${red} />`;
  return useMemo(() => html`<${Child} child=${one} house=${house} mark=${mark}>${buttons()}<//>`, shown);
}

function Child({ child, house, mark, children }) {
  const village = villageWords(child);
  return html`<li class="row">
    <a class="who" href=${hrefOf(child)}>
      <b>${nameOf(child)}</b>
      <span>${plainWords(child)}</span>
      ${village && html`<span class="mark">${village}</span>`}
      <span class="quiet">${familyWords(child, house)}${child.unsent && html` <${Dot} />`}</span>
      ${mark && html`<span class="mark">${mark}</span>`}
    </a>
    ${children}
  </li>`;
}

const draw = (childOf) => (group) => {
  const key = group.children[0].key;
  const house = group.house && html`<h2>${houseWords(group.house)}</h2>`;
  return html`<section key=${key}>
    ${house}
    <ul>${group.children.map((one) => html`<${Row} key=${one.key} child=${one} house=${group.house} childOf=${childOf} />`)}</ul>
  </section>`;
};

const chaptersOf = (blocks) =>
  Array.from({ length: Math.ceil(blocks.length / CHAPTER) }, (_, n) => blocks.slice(n * CHAPTER, (n + 1) * CHAPTER));

function Chapter({ blocks, number, childOf, heights, row }) {
  const high = (n) => () => heights.get(number * CHAPTER + n) || rowsIn(blocks[n]) * row;
  const block = (groups, n) => html`<${Part} key=${n} id=${number * CHAPTER + n} first=${!number && !n} heights=${heights}
    high=${high(n)} draw=${() => groups.map(draw(childOf))} />`;
  return html`<${Part} id=${`chapter ${number}`} first=${!number} heights=${heights}
    high=${() => blocks.reduce((sum, _groups, n) => sum + high(n)(), 0)} draw=${() => blocks.map(block)} />`;
}

/** The list itself: `blocks` of groups of children, `childOf` what is known of one now; `top` is where the list stood. */
export function Rows({ blocks, childOf, heights, top }) {
  useLayoutEffect(() => window.scrollTo(0, top), []);
  const [row, chapters] = useMemo(() => [ROW_REM * rem(), chaptersOf(blocks)], [blocks]);
  return html`<div class="rows">
    ${chapters.map((own, n) => html`<${Chapter} key=${n} blocks=${own} number=${n} childOf=${childOf} heights=${heights} row=${row} />`)}
  </div>`;
}
