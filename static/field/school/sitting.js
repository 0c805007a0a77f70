/* The screens of the school check at the desk with the class: schools and classes, one class, one pupil, what came of the
   sitting. Loaded when first needed; its words come with it. */

import { addWords } from '../shared/i18n.js';
import desk from './words/desk.zh.js';
import zh from './words/sitting.zh.js';
export { Class } from './class.js';
export { Check } from './check.js';
export { Sat } from './sat.js';
export { Slips } from './slips.js';
export { Desk, Sent } from './desk.js';
export { SchoolToday } from './today.js';

addWords(zh);
addWords(desk);
