/* The field app's beginning: open what is on the phone, then show it. */

import { start } from './core/index.js';
import { bringWords } from './shared/i18n.js';
import { App } from './shared/app.js';
import { html, render } from './shared/html.js';

start(() => {
  bringWords(); // nothing waits for them: until they are here, the screens are in Chinese
  const place = document.getElementById('app');
  place.textContent = '';
  render(html`<${App} />`, place);
});
