/* The button that opens the scanner, and what stands there until it has come: it is loaded when first used, out of what the
   phone keeps. */

import { html, useState } from './html.js';
import { addWords, t } from './i18n.js';
import { Icon } from './icons.js';
import { bundle } from './later.js';
import zh from './words/scanning.zh.js';

addWords(zh);

const later = bundle(() => import('./scan.js'));
const Scanner = later.screen('Scanner');
const SIGN = 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16';

/** {button, panel} of a scanner: `read` says of a text {value} or {problem}, `take` gets {value, picture}; `words` are the
 *  button's, else it is an icon of its own. */
export function useScan({ read, take, words }) {
  const [state, set] = useState('closed'); // closed, coming, open, away
  const open = () => {
    set('coming');
    later.bring().then(() => set('open'), () => set('away'));
  };
  const leave = () => set('closed');
  const found = (what) => {
    leave();
    take(what);
  };
  const tap = () => (['coming', 'open'].includes(state) ? leave() : open());
  const button = html`<button class=${words ? 'wide scan' : 'scan'} aria-expanded=${state === 'open' ? 'true' : 'false'} aria-label=${words ? null : t('scan')}
    onClick=${tap}><${Icon} name=${SIGN} />${words}</button>`;
  const said = { coming: html`<p role="status">${t('opening')}</p>`, away: html`<p role="status" class="note">${t('scan_away')}</p>` };
  const panel = state === 'open' ? html`<${Scanner} read=${read} found=${found} leave=${leave} />` : said[state];
  return { button, panel };
}
