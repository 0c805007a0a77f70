/* A long list that stays quick: only the blocks near the screen are drawn, the others keep their height.
   Heights are set through the DOM, never as a style attribute, which the page's policy forbids. */

import { t } from '../i18n.js';
import { Dot, familyWords, plainWords, houseWords } from './describe.js';
import { html, useLayoutEffect, useMemo, useRef, useState } from './html.js';
import { RowButtons } from './give.js';
import { homeOf, nameOf } from './save.js';

const MARGIN = '900px 0px';
const ROW_REM = 6.2; // only until a block has been drawn once and measured

let watcher;
const watching = () => {
  watcher =
    watcher ||
    new IntersectionObserver((seen) => seen.forEach((one) => one.target.near(one.isIntersecting)), { rootMargin: MARGIN });
  return watcher;
};
const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
const rowsIn = (groups) => groups.reduce((n, group) => n + group.children.length, 0);

function Block({ groups, first, heights, id, draw, high }) {
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
  const height = near ? null : { height: `${heights.get(id) || rowsIn(groups) * high}px` };
  return html`<div ref=${box} style=${height}>${near && groups.map(draw)}</div>`;
}

function Row({ child, house }) {
  const home = `#/${homeOf(child)}?child=${child.key}`;
  return html`<li class="row">
    <a class="who" href=${home}>
      <b>${nameOf(child)}</b>
      <span>${plainWords(child)}</span>
      <span class="quiet">${familyWords(child, house)}${child.unsent && html` <${Dot} />`}</span>
    </a>
    <${RowButtons} child=${child} house=${home} />
  </li>`;
}

const draw = (childOf) => (group) => {
  const key = group.children[0].key;
  const house = group.house && html`<h2>${houseWords(group.house)}</h2>`;
  return html`<section key=${key}>
    ${house}
    <ul>${group.children.map((one) => html`<${Row} key=${one.key} child=${childOf(one)} house=${group.house} />`)}</ul>
  </section>`;
};

/** The list itself: `blocks` of groups of children; `name` changes when it is another list; `top` is where it stood. */
export function Rows({ blocks, name, childOf, heights, top }) {
  useLayoutEffect(() => window.scrollTo(0, top), [name]);
  const high = useMemo(() => ROW_REM * rem(), []);
  return html`<div class="rows">
    ${blocks.map(
      (groups, n) => html`<${Block} key=${`${name}${n}`} id=${n} groups=${groups} first=${n < 1} heights=${heights} high=${high}
        draw=${draw(childOf)} />`,
    )}
  </div>`;
}
