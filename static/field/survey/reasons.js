/* Why doses are missing: the first one tapped is the main reason, others may stand beside it. */

import { html } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { REASONS } from './interview.js';

/** The question. */
export function Reasons({ member, change }) {
  const said = member.reasons || [];
  const tap = (code) => change({ reasons: said.includes(code) ? said.filter((one) => one !== code) : [...said, code] });
  return html`<section class="part"><h2>${t('sv_reasons')}</h2><p class="quiet">${t('sv_reasons_lead')}</p>
    <div class="sv-reasons">${REASONS.map((code) => html`<button key=${code} aria-pressed=${said.includes(code)} onClick=${() => tap(code)}>
      ${t(`svx_why_${code}`)}${said[0] === code ? html` <small>${t('sv_main')}</small>` : ''}</button>`)}</div></section>`;
}
