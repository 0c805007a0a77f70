/* Help: what is asked most, each under its question, and whom to call about the rest. Kept on the phone like every screen. */

import { Calls } from './calls.js';
import { Head } from './fields.js';
import { html } from './html.js';
import { t } from './i18n.js';
import { back } from './route.js';

const QUESTIONS = ['dose', 'missed', 'undo', 'add', 'red', 'gaps', 'offline', 'person', 'phone'];

/** `#/help` */
export const Help = () => html`<${Head} title=${t('help')} back=${back} />
  <div class="part">${QUESTIONS.map(
    (one, n) => html`<details key=${one} open=${!n}><summary>${t(`ask_${one}`)}</summary><p>${t(`say_${one}`)}</p></details>`,
  )}</div>
  <${Calls} />`;
