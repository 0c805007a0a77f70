/* A row of the round's list: the child, and the buttons that record. */

import { tick } from '../core/index.js';
import { Dot, familyWords, houseWords, plainWords, villageWords } from '../shared/describe.js';
import { actDay } from '../shared/here.js';
import { html, useMemo, useState } from '../shared/html.js';
import { SEP, spoken, t } from '../shared/i18n.js';
import { Row as Part } from '../shared/parts.js';
import { namesSaid, personSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { DayAsk } from './dayask.js';
import { outWords, RowButtons, triedWords } from './give.js';
import { reads } from './reads.js';
import { asksDay, asksDayOf, asksGiver, asksPlace, dose, hrefOf, isDone, linesOf, oddWords, resultOf, uncounted } from './record.js';
import { round } from './work.js';

/* Every change anywhere asks every row, and nothing inside it: it draws itself again only when what it shows has changed. */
function Row({ child, house, childOf }) {
  tick.value;
  const [one, now] = [childOf(child), round()];
  const result = resultOf(one.key);
  const { state, visit, out } = result;
  const mark = one.taken_back ? t('taken_back') : outWords(result) || oddWords(one, visit);
  const red = Boolean(now) && !isDone(state) && linesOf(one).length > 0;
  const asks = asksDayOf(one.key);
  const tried = now ? triedWords(one, result) : '';
  const shown = [one, house, state, visit, red, mark, out && out.visit, visit && reads.author(visit), now && now.key, actDay(), spoken.value, asks, tried];
  const answers = () => (asks ? html`<${DayAsk} />` : html`<${RowButtons} child=${one} state=${state} visit=${visit} out=${out} red=${red} />`);
  return useMemo(() => html`<${Child} child=${one} house=${house} mark=${mark} tried=${tried}>${now && answers()}<//>`, shown);
}

/* The head of the house stands above; a guardian of the same name is not said again. */
function familyOf(child, house) {
  const words = familyWords(child, house);
  const head = house && house.head && personSaid(house.head) + SEP;
  return head && words.startsWith(head) ? words.slice(head.length) : words;
}

function Child({ child, house, mark, tried, children }) {
  const lines = [plainWords(child), villageWords(child), familyOf(child, house)];
  const name = html`${nameOf(child)}${child.unsent && html`\u00a0<${Dot} />`}`;
  return html`<${Part} href=${hrefOf(child)} name=${name} lines=${lines} mark=${mark} foot=${tried}>${children}<//>`;
}

const isClear = (child) => {
  const result = resultOf(child.key);
  return ['todo', 'later'].includes(result.state) && !uncounted(result) && !linesOf(child).length;
};

/** Brothers and sisters of one door are mostly dosed together: one tap, that says what it does. */
function Together({ children, childOf }) {
  tick.value;
  const clear = round() ? children.map(childOf).filter(isClear) : [];
  const [wanted] = useState(clear.length > 1);
  if (!wanted) return null;
  if (clear.length < 2) return html`<i class="room"></i>`; // nothing below moves when its work is done
  const all = async () => {
    if (asksGiver() || asksDay(all) || asksPlace(all, true)) return;
    for (const child of clear) await dose(child);
  };
  const words = { n: clear.length, names: namesSaid(clear.map(nameOf)) };
  return html`<button class="soft" onClick=${all} aria-label=${t('all_here', words)}>${t('all_here_n', words)}</button>`;
}

/** Draws one door: its household and a row for each child; `childOf` says what is known of one now. Children without a
 *  household have a heading of their own. */
export const doorOf = (childOf) => (group) => {
  const key = group.children[0].key;
  const heading = group.house ? houseWords(group.house) : group.begins && t('without_house');
  return html`<section key=${key} class=${group.begins ? 'begins' : ''}>
    ${heading && html`<div class=${group.children.length > 1 ? 'door several' : 'door'}><h2>${heading}</h2>
      ${group.house && group.children.length > 1 && html`<${Together} children=${group.children} childOf=${childOf} />`}</div>`}
    <ul>${group.children.map((one) => html`<${Row} key=${one.key} child=${one} house=${group.house} childOf=${childOf} />`)}</ul>
  </section>`;
};
