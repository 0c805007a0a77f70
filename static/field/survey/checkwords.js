/* What a quick check is called and what it found, in words. */

import { view } from '../core/index.js';
import { dayWords, SEP, t } from '../shared/i18n.js';
import { placeSaid } from '../shared/said.js';
import { countOf } from './quick.js';

/** What a check found, in a line. */
export function checkWords(check) {
  const rounds = ['round1', 'round2'].filter((name) => (check.children || []).some((one) => one[name]));
  const { asked, missed } = countOf(check.children || [], rounds);
  return [dayWords(check.on), t('sv_missed_of', { n: missed, of: asked }), check.decision && t(`svx_decision_${check.decision}`), check.redone && t('sv_redone')].filter(Boolean).join(SEP);
}

/** What a place is called. */
export const siteWords = ({ site, site_kind: kind, area }) => [site || (kind && t(`svx_site_${kind}`)), placeSaid(view.area(area).name)].filter(Boolean).join(SEP);
