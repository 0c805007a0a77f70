/* The screens of catch-up. Loaded when first needed. */

import { addWords } from '../shared/i18n.js';
import zh from './words/gaps.zh.js';
export { Gap } from './child.js';
export { Gaps } from './list.js';
export { GapsToday } from './today.js';
export { Why } from './why.js';

addWords(zh);
