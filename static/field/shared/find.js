/* The search of the list: one icon until it is tapped, then a line over the top line. */

import { html, useState } from './html.js';
import { t } from './i18n.js';
import { Icon } from './icons.js';
import { isNarrow } from './room.js';

/** `words` are searched for; `set` takes others. */
export function Search({ words, set }) {
  const [reached, reach] = useState(false);
  const open = reached || Boolean(words);
  return html`<div class=${open ? 'find open' : 'find'}>
    <${Icon} name="search" />
    <input type="search" value=${words} aria-label=${t('search')} placeholder=${open ? t(isNarrow() ? 'search' : 'search_by') : ''} autocomplete="off"
      enterkeyhint="search" onInput=${(event) => set(event.target.value)} onFocus=${() => reach(true)} onBlur=${() => reach(false)} />
    ${words && html`<button class="plain" onClick=${() => set('')}>${t('search_clear')}</button>`}
  </div>`;
}
