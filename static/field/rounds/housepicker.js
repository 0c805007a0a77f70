/* Which household a child belongs to, the first question of its form: the one it was opened from, one found by head, group,
   door or phone, a new one made with the child, or none. */

import { uuid7 } from '../core/ids.js';
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

const Answer = ({ words, change }) => html`<div class="field"><span class="label">${t('which_house')}</span>
  <div class="known"><b>${words}</b><button class="plain" onClick=${change}>${t('change')}</button></div></div>`;

/** A household that is made with the child: who is head, and where the door is; one of them is enough. */
function NewHouse({ form, set, problems, tried }) {
  const line = (name, word, more) => html`<${TextField} label=${t(word)} value=${form[name]} maxlength="60" tried=${tried}
    set=${(words) => set({ [name]: words })} ...${more} />`;
  return html`<${Answer} words=${t('new_household')} change=${() => set({ newHouse: null, houseHead: '', houseGroup: '', houseDoor: '' })} />
    ${line('houseHead', 'head', { problem: problems.houseHead && t(problems.houseHead), maxlength: 50, first: true })}
    ${line('houseGroup', 'group')}${line('houseDoor', 'door')}`;
}

/** `form.household` is a household's key or null; the form of a new child (not `edit`) can make a household of its own. */
export function HousePicker({ form, set, edit, problems, tried, start }) {
  const [words, setWords] = useState('');
  const house = form.household && view.household(form.household);
  if (form.newHouse) return html`<${NewHouse} form=${form} set=${set} problems=${problems} tried=${tried} />`;
  if (house) return html`<${Answer} words=${houseWords(house)} change=${() => set({ household: null })} />`;
  const choose = (one) => {
    set({ household: one.key });
    setWords('');
  };
  return html`<${TextField} label=${t('which_house')} value=${words} set=${setWords} note=${t('house_find')} optional first=${start} />
    <div class="choices">
      ${matching(words).map((one) => html`<button class="household" key=${one.key} onClick=${() => choose(one)}>${houseWords(one)}</button>`)}
      ${!edit && html`<button onClick=${() => set({ newHouse: uuid7(Date.now()) })}>＋ ${t('new_household')}</button>`}
    </div>`;
}
