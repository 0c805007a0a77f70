/* Signing in, and the first download. Signing in again never stops recording and loses nothing. */

import { net, progress, sendNow, session, signIn, unsent } from '../core/index.js';
import { TextField } from './fields.js';
import { html, useState } from './html.js';
import { productName, t } from './i18n.js';
import { Language } from './language.js';
import { Left } from './left.js';
import { route, swap } from './route.js';
import { placeSaid } from './said.js';

function useSigning() {
  const [state, setState] = useState({ busy: false, problem: null });
  const enter = async (username, password) => {
    const here = route.value.path;
    setState({ busy: true, problem: null });
    try {
      const another = await signIn(username.trim(), password);
      if (another || route.value.path === here) swap(''); // who has gone to another screen meanwhile stays there
      if (another) location.reload(); // nothing of the person before stays in the window
    } catch (problem) {
      setState({ busy: false, problem: problem.sentence || problem.message });
    }
  };
  return [state, enter];
}

/** The form: `#/signin`, and the only screen while nobody is signed in. A slip's code opens it with both words filled. */
export function SignIn() {
  const slip = route.value.query;
  const [username, setUsername] = useState(slip.get('user') || (session.value && session.value.user.username) || '');
  const [password, setPassword] = useState(slip.get('code') || '');
  const [{ busy, problem }, enter] = useSigning();
  const submit = (event) => {
    event.preventDefault();
    if (!busy) enter(username, password);
  };
  return html`<form class="signin" onSubmit=${submit}>
    <h1 tabindex="-1">${productName()}</h1>
    <p>${t('sign_in_lead')}</p>
    ${unsent.value > 0 && html`<p class="note">${t('sign_in_kept', { n: unsent.value })}</p>`}
    <${Left} />
    <${TextField} label=${t('username')} value=${username} set=${setUsername} name="username" autocomplete="username"
      autocapitalize="none" required />
    <${TextField} label=${t('password')} value=${password} set=${setPassword} name="password" type="password" enterkeyhint="go"
      autocomplete="current-password" required />
    ${problem && html`<p class="problem note" role="alert">${problem}</p>`}
    <button class="big give" type="submit">${busy ? t('signing_in') : t('sign_in')}</button>
    <${Language} />
  </form>`;
}

/** What is seen while the first packages come. */
export function Download() {
  const { done, total, words } = progress.value;
  return html`<div class="signin"><h1 tabindex="-1">${t('downloading')}</h1>
    <p role="status">${placeSaid(words || '')} ${total ? `${done} / ${total}` : ''}</p>
    <progress max=${total || null} value=${total ? done : null} aria-label=${t('downloading')}></progress>
    <p>${t('downloading_lead')}</p>
    ${net.value === 'off' && html`<p class="note problem" role="alert">${t('downloading_off')}</p>
      <button class="wide" onClick=${sendNow}>${t('downloading_again')}</button>`}</div>`;
}
