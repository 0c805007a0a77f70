/* What was typed of children, households, visits and batches and not saved: its name, and where one goes on. */

import { view } from '../core/index.js';
import { houseWords } from '../shared/describe.js';
import { t } from '../shared/i18n.js';
import { personSaid } from '../shared/said.js';
import { nameOf } from '../shared/save.js';
import { homeOf } from './record.js';

/** The key of the note that is typed for a child's reason. */
export const noteOf = (child) => `why:${child.key}`;
const childOf = ({ key }) => view.child(key.slice('why:'.length));

const recorded = ({ kind, key, fresh }) => (fresh ? null : view.record(kind, key)) || {};
const known = (draft) => ({ ...recorded(draft), ...draft.words });
const editOf = ({ kind, key }) => `#/${kind}/${key}/edit`;

/** By kind: `name` and `href` of a draft, `word` what is said of it, `isThere` whether what it is about is on this phone. */
export const DRAFTS = {
  child: {
    name: (draft) => personSaid(draft.words.name || recorded(draft).name) || t('unnamed'),
    href: (draft) => (draft.fresh ? `#/add?draft=${draft.key}` : editOf(draft)),
  },
  household: {
    name: (draft) => houseWords(known(draft)) || t('household'),
    href: (draft) => (draft.fresh ? `#/household/new?draft=${draft.key}` : editOf(draft)),
  },
  batch: { name: (draft) => `${t('batch')} ${known(draft).lot}`, href: () => '#/work' },
  visit: {
    name: (draft) => nameOf(childOf(draft)),
    href: (draft) => `#/${homeOf(childOf(draft))}?sheet=why&of=${childOf(draft).key}`,
    word: () => 'draft_note',
    isThere: (draft) => Boolean(childOf(draft)),
  },
};
