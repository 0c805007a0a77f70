/* What coverage surveys and quick checks add to the phone. */

import { RIGHTS } from '../core/kinds.js';
import { t } from '../shared/i18n.js';
import { bundle } from '../shared/later.js';
import words from './words/zh.js';

const visiting = bundle(() => import('./visiting.js'));
const household = ({ words }) => t('sv_household', { n: words.household_no });

export const survey = {
  name: 'survey',
  roles: RIGHTS.interview,
  screens: { cluster: visiting.screen('Cluster'), interview: visiting.screen('Interview'), quick: visiting.screen('Quick') },
  today: visiting.screen('SurveyToday'),
  drafts: {
    interview: { name: household, href: ({ words }) => `#/interview/${encodeURIComponent(words.cluster)}/${words.household_no}` },
    quick_check: { name: ({ words }) => words.site || t('sv_quick'), href: ({ key }) => `#/quick/${key.slice(6)}` },
  },
  operations: {
    interview: { what: () => t('sv_interview'), who: ({ data }) => t('sv_household', { n: data.household_no }) },
    quick_check: { what: () => t('sv_quick'), who: ({ data }) => data.site || '' },
  },
  help: ['survey', 'papers', 'check'],
  words,
  bundles: [visiting],
};
