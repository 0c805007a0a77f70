/* Settings: language and signing out, which is refused while anything is unsent. */

import { session, signOut, unsent } from '../core/index.js';
import { t } from '../i18n.js';
import { Head } from './fields.js';
import { html, useState } from './html.js';
import { Language } from './language.js';
import { back, swap } from './route.js';

/** `#/settings` */
export function Settings() {
  const [problem, setProblem] = useState(null);
  const leave = async () => {
    if (unsent.value) return setProblem(t('sign_out_no', { n: unsent.value }));
    try {
      await signOut();
      return swap('');
    } catch (refusal) {
      return setProblem(refusal.sentence || refusal.message);
    }
  };
  return html`<${Head} title=${t('settings')} back=${back} />
    <${Language} />
    <p>${t('pair', { name: t('signed_in_as'), words: session.value.user.name })}</p>
    <a class="button wide" href="#/work">${t('work_bar')}</a>
    ${problem && html`<p class="problem note" role="alert">${problem}</p>`}
    <button class="wide" onClick=${leave}>${t('sign_out')}</button>
    <p class="quiet">${t('sign_out_lead')}</p>`;
}
