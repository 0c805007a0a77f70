/* What rounds of vaccination add to the phone. */

import { view } from '../core/index.js';
import { RIGHTS } from '../core/kinds.js';
import { html } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { bundle } from '../shared/later.js';
import { route } from '../shared/route.js';
import { DRAFTS } from './drafts.js';
import { List } from './list.js';
import { outcomeWords } from './record.js';
import { roundNotices, RoundToday } from './today.js';
import words from './words/zh.js';

const homes = bundle(() => import('./house.js'));
const forms = bundle(() => import('./forms.js'));
const working = bundle(() => import('./working.js'));
const reasons = bundle(() => import('./reasons.js'));

const Asked = reasons.screen('Sheets');
const Sheets = () => route.value.query.get('sheet') && html`<${Asked} />`;

export const rounds = {
  name: 'rounds',
  roles: RIGHTS.visit, // a school nurse's or a surveyor's visits would be refused later
  village: true,
  screens: {
    list: List,
    add: forms.screen('AddChild'),
    household: homes.screen('House'),
    'household/new': forms.screen('HouseForm'),
    'household/*/edit': forms.screen('HouseForm'),
    child: homes.screen('Alone'),
    'child/*/edit': forms.screen('EditChild'),
    work: working.screen('Work'),
    nobatch: working.screen('NoBatch'),
  },
  places: [
    ['list', 'nav_list', 'list'],
    ['add', 'nav_add', 'add'],
  ],
  today: RoundToday,
  notices: roundNotices,
  sheets: Sheets,
  settings: [['work', 'work_bar']],
  drafts: DRAFTS,
  operations: {
    visit: { what: (data) => (data.outcome ? outcomeWords(data) : t('what_dose')) },
    batch: { who: ({ key, data }) => (view.record('batch', key) || data).lot || '' },
  },
  words,
  bundles: [reasons, homes, forms, working],
};
