/* A row of the round's list: the child, and the buttons that record. */

import { tick } from '../core/index.js';
import { Dot, familyWords, houseWords, plainWords, villageWords } from '../shared/describe.js';
import { actDay } from '../shared/here.js';
import { html, useMemo } from '../shared/html.js';
import { spoken, t } from '../shared/i18n.js';
import { nameOf } from '../shared/save.js';
import { outWords, RowButtons } from './give.js';
import { reads } from './reads.js';
import { hrefOf, isDone, linesOf, oddWords, resultOf } from './record.js';
import { round } from './work.js';

/* Every change anywhere asks every row, and nothing inside it: it draws itself again only when what it shows has changed. */
function Row({ child, house, childOf }) {
  tick.value;
  const [one, now] = [childOf(child), round()];
  const result = resultOf(one.key);
  const { state, visit, out } = result;
  const mark = one.taken_back ? t('taken_back') : outWords(result) || oddWords(one, visit);
  const red = Boolean(now) && !isDone(state) && linesOf(one).length > 0;
  const shown = [one, house, state, visit, red, mark, out && out.visit, visit && reads.author(visit), now && now.key, actDay(), spoken.value];
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

/** Draws one door: its household and a row for each child; `childOf` says what is known of one now. */
export const doorOf = (childOf) => (group) => {
  const key = group.children[0].key;
  const house = group.house && html`<h2>${houseWords(group.house)}</h2>`;
  return html`<section key=${key}>
    ${house}
    <ul>${group.children.map((one) => html`<${Row} key=${one.key} child=${one} house=${group.house} childOf=${childOf} />`)}</ul>
  </section>`;
};
