/* Names as they are written and, where the screens are in English, how they are said beside them. */

import { roman, spoken } from './i18n.js';

const latin = (rule, name) => (name && spoken.value === 'en' ? roman[rule](name) : '');
const beside = (name, rule) => {
  const said = latin(rule, name);
  return said ? `${name} ${said}` : name;
};

/** The name of a person: 王小明, in English 王小明 Wang Xiaoming. */
export const personSaid = (name) => beside(name, 'romanPerson');

/** The name of a place: 大木桥村, in English 大木桥村 Damuqiao Village. */
export const placeSaid = (name) => beside(name, 'romanPlace');

/** Several names in one sentence. */
export const namesSaid = (names) => names.join(spoken.value === 'en' ? ', ' : '、');

/** A group: in English counted ones in English alone (Group 3), one that has a name of its own as a place. */
export const groupSaid = (name) => latin('romanGroup', name) || placeSaid(name);
