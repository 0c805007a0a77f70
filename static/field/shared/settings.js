/* Settings: the size of the text, the language, whom to call, help, and signing out. What is unsent stays on the phone for who
   recorded it, once she has been told. */

import { drafts, held, refused, session, signOut, unsent } from '../core/index.js';
import { Calls } from './calls.js';
import { mine } from './capability.js';
import { Choice, Head } from './fields.js';
import { html, useState } from './html.js';
import { t } from './i18n.js';
import { Language } from './language.js';
import { isLarge, setLarge } from './large.js';
import { Notice } from './parts.js';
import { back, swap } from './route.js';
import { personSaid } from './said.js';

const toTell = () => unsent.value + drafts.value.length > 0;

function TextSize() {
  const options = ['normal', 'large'].map((code) => [code, t(`size_${code}`)]);
  return html`<${Choice} label=${t('text_size')} value=${isLarge() ? 'large' : 'normal'} set=${(code) => setLarge(code === 'large')} must options=${options} />`;
}

function SignOut() {
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
  return html`<div class="part"><p>${t('pair', { name: t('signed_in_as'), words: personSaid(session.value.user.name) })}</p>
    ${problem && html`<p class="problem note" role="alert">${problem}</p>`}
    ${told && unsent.value > 0 && html`<p class="note" role="alert">${t('sign_out_left', { n: unsent.value })}</p>`}
    ${told && unsent.value > 0 && html`<a class="button wide" href="#/report">${t('sign_out_send')}</a>`}
    ${told && drafts.value.length > 0 && html`<p class="note" role="alert">${t('sign_out_drafts', { n: drafts.value.length })}</p>`}
    ${told && toTell() && html`<p class="note">${t('sign_out_open')}</p>`}
    <button class="wide" onClick=${leave}>${t(told && toTell() ? 'sign_out_anyway' : 'sign_out')}</button>
    ${held.value + refused.value > 0 && html`<p class="quiet">${t('sign_out_judged', { n: held.value + refused.value })}</p>`}
    <p class="quiet">${t('sign_out_lead')}</p></div>`;
}

/** `#/settings` */
export function Settings() {
  const ways = mine(session.value.user).flatMap(({ settings = [] }) => settings);
  return html`<${Head} title=${t('settings')} back=${back} />
    <div class="part"><${TextSize} /><${Language} /></div>
    <div class="part ways">${[...ways, ['help', 'help']].map(([path, word]) => html`<${Notice} key=${path} href=${`#/${path}`}>${t(word)}<//>`)}</div>
    <${Calls} />
    <${SignOut} />`;
}
