/* From a draft to a saved operation, and back again: what was recorded last can be taken back where the tap was. */

import { now } from '../core/clock.js';
import { act, draftOf, dropDraft, keepDraft, position, startLocating, today, view } from '../core/index.js';
import { locates } from '../shared/here.js';
import { signal } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { once } from '../shared/save.js';
import { dataOf } from './interview.js';
import { forgetPhoto } from './photo.js';
import { villageOf } from './reading.js';

/** What was recorded last in this window: {kind, key, area, of, words, draft}. */
export const lastDone = signal(null);

/** This moment, by the phone's clock as the server put it right. */
export const moment = () => new Date(now()).toISOString();

/** Where one is, where that was agreed to and found. */
export const here = () => (locates() ? position.value : null);

/** Look for the place, where that was agreed to. */
export const seek = () => void (locates() && startLocating());

export const draftKey = (cluster, no) => `interview:${cluster}:${no}`;

const draftFor = (cluster, words) => ({ kind: 'interview', key: draftKey(cluster.key, words.household_no), area: villageOf(cluster), fresh: true, words });

/** Begin an interview of a household. */
export function begin(cluster, household, no) {
  const tries = household ? household.tries + 1 : 1;
  return { survey: cluster.survey, cluster: cluster.key, household_no: no, tries, on: today(), started: moment(), head: (household && household.head) || '', members: [] };
}

/* Whether a draft was kept in the very moment its page died: then it is no draft any more. */
const isKept = ({ cluster, household_no: no, started, corrects = null }) =>
  view.records('interview').some((one) => one.cluster === cluster && +one.household_no === no && one.started === started && (one.corrects || null) === corrects);

function draftOfHousehold(key) {
  const draft = draftOf(key);
  if (!draft || !isKept(draft.words)) return draft;
  setTimeout(() => dropDraft(key));
  return null;
}

/** Throw away what was said of a household, with the photos taken for it. */
export function dropInterview(cluster, words) {
  (words.members || []).forEach(({ photo }) => photo && forgetPhoto(photo).catch(() => {}));
  return dropDraft(draftKey(cluster.key, words.household_no));
}

/** What has been said so far, and the way to say more: [words, set]. `start` is what holds before anything is said. */
export function said(cluster, no, start) {
  const draft = draftOfHousehold(draftKey(cluster.key, no));
  const words = draft ? draft.words : start;
  const set = (changed) => {
    const before = draftOf(draftKey(cluster.key, no));
    keepDraft(draftFor(cluster, { ...(before ? before.words : start), ...changed }));
  };
  return [words, set, Boolean(draft)];
}

/** Take up a draft that corrects a record. */
export const takeUp = (cluster, words) => keepDraft(draftFor(cluster, words));

/** What will be kept, as it is now. */
export const asData = (words, cluster) => dataOf(words, cluster.of, moment(), here());

/** Keep an interview; true when it is kept. */
export function keepInterview(cluster, words) {
  const name = t('sv_household', { n: words.household_no });
  const outcome = t(`svx_outcome_${words.outcome}`);
  const save = async () => {
    const { key } = await act.record('interview', { area: villageOf(cluster), data: asData(words, cluster) });
    lastDone.value = { kind: 'interview', key, area: villageOf(cluster), of: cluster.key, words: t('pair', { name, words: outcome }), draft: draftFor(cluster, words) };
    await dropDraft(draftKey(cluster.key, words.household_no));
  };
  return once(`interview ${cluster.key} ${words.household_no}`, () => t('pair', { name, words: outcome }), save);
}

/** Take a record back for good. */
export const takeBack = ({ kind, key, area, words }) => once(`back ${key}`, () => t('pair', { name: words, words: t('sv_taken_back') }), () => act.void(kind, key, area), true);

/** Take back what was recorded last; what was said stands there again. True when that is done. */
export async function undo() {
  const done = lastDone.value;
  if (!done || !(await takeBack(done))) return false;
  lastDone.value = null;
  keepDraft(done.draft);
  return true;
}
