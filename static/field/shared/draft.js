/* What was typed and not saved, where it is taken up again. */

import { drafts, view } from '../core/index.js';
import { draftsOf } from './capability.js';
import { remember } from './here.js';
import { html } from './html.js';
import { t } from './i18n.js';

/** What was begun and not saved, with the way to go on; all but the one being typed, or only what is `fresh`. */
export function Unfinished({ but, fresh }) {
  const found = drafts.value.filter((one) => one.key !== but && isHere(one) && (!fresh || (one.fresh && one.kind === 'child')));
  const here = (draft) => () => view.areas().some(({ code }) => code === draft.area) && remember({ area: draft.area });
  return found.map((draft) => {
    const { word = wordOf, name, href } = draftsOf(draft.kind);
    return html`<a class="button wide later" key=${draft.key} href=${href(draft)} onClick=${here(draft)}>
      ${t(word(draft), { name: name(draft) })} ›</a>`;
  });
}

const wordOf = ({ fresh }) => (fresh ? 'draft_new' : 'draft_edit');

/* Of a kind whose capability is here, and about something that is on this phone. */
function isHere(draft) {
  const { href, isThere = () => true } = draftsOf(draft.kind);
  return Boolean(href) && isThere(draft);
}
