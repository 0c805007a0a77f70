/* The forms of a child and of a household, loaded when first needed. */

import { addWords } from '../shared/i18n.js';
import zh from './words/forms.zh.js';

export { AddChild, EditChild } from './childform.js';
export { HouseForm } from './houseform.js';

addWords(zh);
