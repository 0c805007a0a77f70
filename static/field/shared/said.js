/* Names as they are written and, where the screens are in English, how they are said beside them. */

import { romanPerson, romanPlace } from '../core/roman.js';
import { spoken } from './i18n.js';

const beside = (name, roman) => {
  const said = name && spoken.value === 'en' && roman(name);
  return said ? `${name} ${said}` : name;
};

/** The name of a person: 王小明, in English 王小明 Wang Xiaoming. */
export const personSaid = (name) => beside(name, romanPerson);

/** The name of a place: 大木桥村, in English 大木桥村 Damuqiao Cun. */
export const placeSaid = (name) => beside(name, romanPlace);

/** Several names in one sentence. */
export const namesSaid = (names) => names.join(spoken.value === 'en' ? ', ' : '、');

/** A group as it is counted (3组) needs no more words; one that has a name of its own is a place. */
export const groupSaid = (name) => (/[\u3400-\u9fff]{3}/.test(name || '') ? placeSaid(name) : name);
