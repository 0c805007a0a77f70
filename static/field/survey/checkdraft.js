/* A quick check as a draft, and as it is saved. */

import { act, drafts, dropDraft, keepDraft, today, view } from '../core/index.js';
import { uuid7 } from '../core/ids.js';
import { remember, remembered } from '../shared/here.js';
import { t } from '../shared/i18n.js';
import { once } from '../shared/save.js';
import { dataOf, ruleOf } from './quick.js';
import { checksNow, villages } from './reading.js';
import { here, lastDone, moment, seek } from './saving.js';

const KIND = 'quick_check';
const PREFIX = 'quick:';

/** The checks begun and not saved: [{id, words}]. */
export const draftsOfChecks = () => drafts.value.filter(({ kind }) => kind === KIND).map(({ key, words }) => ({ id: key.slice(PREFIX.length), words }));

/** Keep what was said of a check. */
export const keepCheck = (id, words) => keepDraft({ kind: KIND, key: PREFIX + id, area: words.area || '', fresh: true, words });

/** Throw a check away that was begun. */
export const dropCheck = (id) => dropDraft(PREFIX + id);

/* The campaign whose children are looked at: the newest that is open. */
function campaignOf(area) {
  const open = view.records('campaign').filter((one) => (one.areas || []).some((code) => area.startsWith(code)));
  return open.length ? open[open.length - 1].key : undefined;
}

/** Begin a check; `words` are said already. Its id. */
export function startCheck(words = {}) {
  seek();
  const id = uuid7(Date.now());
  const before = remembered().check || {};
  const area = words.area || before.area || (villages()[0] || [''])[0];
  keepCheck(id, { kind: 'rcm', area, on: today(), started: moment(), rounds: before.rounds || ['round1'], children: [], campaign: campaignOf(area), ...words });
  return id;
}

/** What the county of a place says of quick checks. */
export const ruleAt = (area) => ruleOf(view.records('survey_setting'), area);

/** The check that can be taken back: where its draft goes on. */
export const lastCheck = () => lastDone.value && lastDone.value.draft.key.slice(PREFIX.length);

/* The other checks of the same lot, for what is decided of it. */
async function othersOf({ lot, corrects }) {
  const checks = lot ? await checksNow().catch(() => []) : [];
  return checks.filter((one) => one.lot === lot && one.key !== corrects);
}

/** Keep a check for good; true when it is kept. */
export async function saveCheck(id, words) {
  const about = { rule: ruleAt(words.area), lot: words.lot && view.record('lot', words.lot), others: await othersOf(words) };
  const data = dataOf(words, about, moment(), here());
  const name = t('sv_check_kept', { n: data.children.length });
  const save = async () => {
    const { key } = await act.record(KIND, { area: words.area, data });
    lastDone.value = { kind: KIND, key, area: words.area, of: 'quick', words: name, draft: { kind: KIND, key: PREFIX + id, area: words.area, fresh: true, words } };
    remember({ check: { area: words.area, rounds: words.rounds } });
    await dropCheck(id);
  };
  return once(`check ${id}`, () => name, save);
}
