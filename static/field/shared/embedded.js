/* The browsers inside WeChat and QQ do not keep what is recorded: there the only screen says how to get out. */

import { html, useRef, useState } from './html.js';
import { t } from './i18n.js';
import { Language } from './language.js';

/** The page that takes the place of the app there. */
export function Embedded() {
  const box = useRef(null);
  const [copied, setCopied] = useState(false);
  const copy = () => {
    box.current.select();
    setCopied(document.execCommand('copy'));
  };
  return html`<main class="signin">
    <h1>${t('embedded')}</h1>
    <p class="note problem">${t('embedded_lead')}</p>
    <ol class="steps"><li>${t('embedded_1')}</li><li>${t('embedded_2')}</li></ol>
    <p>${t('embedded_3')}</p>
    <label class="field">${t('address')}<input ref=${box} readonly value=${location.href.split('#')[0]} /></label>
    <button class="big give" onClick=${copy}>${t('copy')}</button>
    <p role="status">${copied ? t('copied') : ''}</p>
    <${Language} />
  </main>`;
}
