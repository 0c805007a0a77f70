/* The field app's beginning: open what is on the phone, then show it. */

import { start } from './core/index.js';
import { App } from './views/app.js';
import { html, render } from './views/html.js';

start(() => {
  const place = document.getElementById('app');
  place.textContent = '';
  render(html`<${App} />`, place);
});
