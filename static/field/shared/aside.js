/* Screens of the house that the first ones can do without, loaded when first needed. */

import { addWords } from './i18n.js';
import zh from './words/aside.zh.js';

export { Embedded } from './embedded.js';
export { Help } from './help.js';
export { Report } from './report.js';
export { Settings } from './settings.js';

addWords(zh);
