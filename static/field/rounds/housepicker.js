/* Which household a child belongs to: the one it was opened from, one found by head, group, door or phone, or none. */

import { view } from '../core/index.js';
import { houseWords } from '../shared/describe.js';
import { TextField } from '../shared/fields.js';
import { area } from '../shared/here.js';
import { html, useState } from '../shared/html.js';
import { t } from '../shared/i18n.js';

const MOST = 6;
const tight = (text) => (text || '').replace(/\s/g, '');

function matching(words) {
  if (!tight(words)) return [];
  const fits = (house) => tight([house.head, house.group, house.door, house.phone, house.address].join('')).includes(tight(words));
  return view.households(area().code).filter(fits).slice(0, MOST);
}

/** `value` is a household's key or null; from a new child's form one can go and make a new household. */
export function HousePicker({ value, set, edit }) {
  const [words, setWords] = useState('');
  const house = value && view.household(value);
  if (house) {
    return html`<div class="field"><span class="label">${t('which_house')}</span>
      <p><b>${houseWords(house)}</b></p>
      <button onClick=${() => set(null)}>${t('change')}</button></div>`;
  }
  const choose = (one) => {
    set(one.key);
    setWords('');
  };
  return html`<${TextField} label=${t('which_house')} value=${words} set=${setWords} note=${t('house_find')} optional />
    <div class="choices">
      ${matching(words).map((one) => html`<button key=${one.key} onClick=${() => choose(one)}>${houseWords(one)}</button>`)}
      ${!edit && html`<a class="button" href="#/household/new?then=add">${t('new_house')}</a>`}
    </div>`;
}
