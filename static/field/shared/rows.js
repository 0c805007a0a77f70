/* A long list that stays quick: of its chapters only those near the screen are drawn, and of a chapter only the blocks
   near the screen; the others keep their height. Heights are set through the DOM, never as a style attribute, which the page's policy forbids. */

import { html, useLayoutEffect, useMemo, useRef, useState } from './html.js';

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

const chaptersOf = (blocks) =>
  Array.from({ length: Math.ceil(blocks.length / CHAPTER) }, (_, n) => blocks.slice(n * CHAPTER, (n + 1) * CHAPTER));

function Chapter({ blocks, number, draw, heights, row }) {
  const high = (n) => () => heights.get(number * CHAPTER + n) || rowsIn(blocks[n]) * row;
  const block = (groups, n) => html`<${Part} key=${n} id=${number * CHAPTER + n} first=${!number && !n} heights=${heights}
    high=${high(n)} draw=${() => groups.map(draw)} />`;
  return html`<${Part} id=${`chapter ${number}`} first=${!number} heights=${heights}
    high=${() => blocks.reduce((sum, _groups, n) => sum + high(n)(), 0)} draw=${() => blocks.map(block)} />`;
}

/** The list itself: `blocks` of groups of children, `draw(group)` what is seen of one; `top` is where the list stood. */
export function Rows({ blocks, draw, heights, top }) {
  useLayoutEffect(() => window.scrollTo(0, top), []);
  const [row, chapters] = useMemo(() => [ROW_REM * rem(), chaptersOf(blocks)], [blocks]);
  return html`<div class="rows">
    ${chapters.map((own, n) => html`<${Chapter} key=${n} blocks=${own} number=${n} draw=${draw} heights=${heights} row=${row} />`)}
  </div>`;
}
