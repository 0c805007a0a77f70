/* Children, households and their people in words, the same on every screen. */

import { view } from '../core/index.js';
import { bare } from '../core/same.js';
import { actDay, areaCode } from './here.js';
import { html } from './html.js';
import { ageWords, dayWords, SEP, spoken, t } from './i18n.js';
import { Icon } from './icons.js';
import { groupSaid, personSaid, placeSaid } from './said.js';

/** Where a household is, in words: 3组 12号 王大山家. */
export const houseWords = (house) =>
  house ? [groupSaid(house.group), house.door, house.head && t('house', { head: personSaid(house.head) })].filter(Boolean).join(spoken.value === 'en' ? SEP : ' ') : t('no_house');

const sexWords = (child) => (child.sex ? t(child.sex) : '');

function statusWords({ status, status_on: day }) {
  if (!status || status === 'here') return '';
  const words = t(`status_${status}`);
  return day ? t('status_since', { status: words, day: dayWords(day) }) : words;
}

/** 男 · 2岁3个月 · 搬走 */
export const plainWords = (child) =>
  [sexWords(child), (child.born_estimated ? t('about') : '') + ageWords(child.born, actDay()), statusWords(child)].filter(Boolean).join(SEP);

/** 王大山 · 尾号1234 */
export const familyWords = (child, house) => {
  const phone = child.phone || (house && house.phone);
  const tail = phone && t('tail', { digits: phone.slice(-4) });
  return [personSaid(child.guardian || child.mother), tail].filter(Boolean).join(SEP);
};

/** In which village a child lives that is another than the one worked in: 在大木桥村. */
export const villageWords = ({ area }) => (area && area !== areaCode.value ? t('in_village', { name: placeSaid(view.area(area).name) }) : '');

/** The mark of what is not sent yet. */
export const Dot = () => html`<i class="dot" role="img" aria-label=${t('not_sent')} title=${t('not_sent')}>●</i>`;

/** The same beside words that say it. */
export const DotBeside = () => html`<span class="dot" aria-hidden="true">●\u00a0</span>`;

/** The same with its word, where there is room for it. */
export const NotSent = () => html`<small class="dot"><${DotBeside} />${t('not_sent')}</small>`;

/* What is called: the first number, in ordinary digits; an extension or a second number behind it would be dialled along. */
const dialled = (number) => (/[+\d][\d-]*/.exec(bare(number).replace(/[ ()]/g, '')) || [''])[0];

/** A telephone number that can be tapped. */
export const Phone = ({ number }) =>
  number ? html`<a class="button call" href=${`tel:${dialled(number)}`} aria-label=${t('call', { phone: number })}><${Icon} name="call" /> <span>${number}</span></a>` : null;
