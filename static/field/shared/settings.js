/* Settings: language and signing out. What is unsent stays on the phone for who recorded it, once she has been told. */

import { drafts, held, refused, session, signOut, unsent } from '../core/index.js';
import { mine } from './capability.js';
import { Head } from './fields.js';
import { html, useState } from './html.js';
import { t } from './i18n.js';
import { Language } from './language.js';
import { back, swap } from './route.js';

const toTell = () => unsent.value + drafts.value.length > 0;

/** `#/settings` */
export function Settings() {
  const [problem, setProblem] = useState(null);
  const [told, setTold] = useState(false);
  const leave = async () => {
    if (toTell() && !told) return setTold(true);
    try {
      await signOut(told);
      swap('');
      return location.reload(); // nothing of this person stays in the window either
    } catch (refusal) {
      return setProblem(refusal.sentence || refusal.message);
    }
  };
  return html`<${Head} title=${t('settings')} back=${back} />
    <${Language} />
    <p>${t('pair', { name: t('signed_in_as'), words: session.value.user.name })}</p>
    ${mine(session.value.user).map(({ settings = [] }) => settings.map(([path, word]) => html`<a key=${path} class="button wide" href=${`#/${path}`}>${t(word)}</a>`))}
    ${problem && html`<p class="problem note" role="alert">${problem}</p>`}
    ${told && unsent.value > 0 && html`<p class="note" role="alert">${t('sign_out_left', { n: unsent.value })}</p>`}
    ${told && unsent.value > 0 && html`<a class="button wide" href="#/report">${t('sign_out_send')}</a>`}
    ${told && drafts.value.length > 0 && html`<p class="note" role="alert">${t('sign_out_drafts', { n: drafts.value.length })}</p>`}
    ${told && toTell() && html`<p class="note">${t('sign_out_open')}</p>`}
    <button class="wide" onClick=${leave}>${t(told && toTell() ? 'sign_out_anyway' : 'sign_out')}</button>
    ${held.value + refused.value > 0 && html`<p class="quiet">${t('sign_out_judged', { n: held.value + refused.value })}</p>`}
    <p class="quiet">${t('sign_out_lead')}</p>`;
}
