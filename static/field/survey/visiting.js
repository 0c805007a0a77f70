/* The screens of a survey and of quick checks, in one bundle: whoever is in the field has all of it. */

import { addWords } from '../shared/i18n.js';
import asking from './words/asking.zh.js';
import visiting from './words/visiting.zh.js';

export { Cluster } from './cluster.js';
export { Interview } from './interviewing.js';
export { Quick } from './checks.js';
export { SurveyToday } from './today.js';

addWords(visiting);
addWords(asking);
