/* Help: what is asked most, each under its question, and whom to call about the rest. Kept on the phone like every screen. */

import { session } from '../core/index.js';
import { Calls } from './calls.js';
import { mine } from './capability.js';
import { Head } from './fields.js';
import { html } from './html.js';
import { t } from './i18n.js';
import { back } from './route.js';

const QUESTIONS = ['dose', 'missed', 'undo', 'add', 'red', 'gaps', 'offline', 'person', 'phone'];

/* What somebody without a round asks is about her own work; the rest is for everybody. */
const EVERYBODYS = ['undo', 'offline', 'person', 'phone'];

function asked() {
  const all = session.value ? mine(session.value.user) : [];
  const own = all.flatMap(({ help = [] }) => help);
  return [...own, ...(own.length && !all.some(({ village }) => village) ? EVERYBODYS : QUESTIONS)];
}

/** `#/help` */
export const Help = () => html`<${Head} title=${t('help')} back=${back} />
  <div class="part">${asked().map(
    (one, n) => html`<details key=${one} open=${!n}><summary>${t(`ask_${one}`)}</summary><p>${t(`say_${one}`)}</p></details>`,
  )}</div>
  <${Calls} />`;
