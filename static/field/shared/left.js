/* What other people left unsent on this phone. */

import { left } from '../core/index.js';
import { html } from './html.js';
import { t } from './i18n.js';
import { personSaid } from './said.js';

/** What other people recorded here and did not send: only they can. */
export function Left() {
  return left.value.map(({ name, n }) => html`<p class="note" key=${name}>${t('left_here', { name: personSaid(name) || t('left_someone'), n })}</p>`);
}
