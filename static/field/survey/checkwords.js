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

/* The village, where this phone has it; else township and village as they came with the check. */
const whereWords = ({ area, place }) => (view.record('area', area) || !Array.isArray(place) ? placeSaid(view.area(area).name) : place.map(placeSaid).join(' '));

/** What a place is called. */
export const siteWords = (check) => [check.site || (check.site_kind && t(`svx_site_${check.site_kind}`)), whereWords(check)].filter(Boolean).join(SEP);
