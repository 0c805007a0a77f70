/* A screen that cannot be drawn, whatever a record holds, says so in its own place: banners, what is unsent and the way
   to the other screens stay, never a white page. `instead` is what stands in its place where it is a part of a screen. */

import { Component, html } from './html.js';
import { t } from './i18n.js';

export class Guard extends Component {
  static getDerivedStateFromError(wrong) {
    return { wrong };
  }

  render({ children, instead }, { wrong }) {
    if (!wrong) return children;
    if (instead) return instead;
    return html`<h1 tabindex="-1">${t('no_draw')}</h1>
      <p role="alert">${t('no_draw_why')}</p>
      <p><code>${String(wrong.message || wrong)}</code></p>
      <a class="button wide" href="#/report">${t('nav_report')}</a>`;
  }
}
