/* The field app's beginning: open what is on the phone, then show it. */

import { start } from './core/index.js';
import { worded } from './i18n.js';
import { App } from './views/app.js';
import { html, render } from './views/html.js';

start(async () => {
  await worded();
  const place = document.getElementById('app');
  place.textContent = '';
  render(html`<${App} />`, place);
});
