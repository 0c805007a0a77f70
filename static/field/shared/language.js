/* The choice of language, each named in itself. */

import { lang } from '../core/index.js';
import { Choice } from './fields.js';
import { html } from './html.js';
import { bringWords, speechless, t } from './i18n.js';

const LANGUAGES = [
  ['zh', '中文'],
  ['en', 'English'],
];

/** Chosen on the spot: every screen follows at once. */
export function Language() {
  const set = (code) => {
    lang.value = code;
    bringWords();
  };
  return html`<${Choice} label=${t('language')} value=${lang.value} set=${set} must options=${LANGUAGES} />
    ${speechless.value && html`<p class="problem" role="alert">${t('english_away')}</p>`}`;
}
