/* The field app's beginning: open what is on the phone, then show it. */

import { keepRest, session, start } from './core/index.js';
import { CAPABILITIES } from './capabilities.js';
import { App } from './shared/app.js';
import { mine, takeCapabilities } from './shared/capability.js';
import { house } from './shared/house.js';
import { html, render } from './shared/html.js';
import { bringWords } from './shared/i18n.js';
import { followLarge } from './shared/large.js';
import { followRoom } from './shared/room.js';

takeCapabilities([house, ...CAPABILITIES]);
followLarge();
followRoom();

const hers = () => (session.value ? mine(session.value.user) : []);

/* Loaded ahead of their first opening: who taps does not wait, and a window whose kept files were cleared away goes on. */
const bringBundles = () => hers().forEach(({ bundles = [] }) => bundles.forEach((one) => one.bring().catch(() => {})));

function show() {
  bringWords(); // nothing waits for them: until they are here, the screens are in Chinese
  const place = document.getElementById('app');
  place.textContent = '';
  render(html`<${App} />`, place);
}

/* A browser that keeps no files is asked again after the next conversation. */
const keep = () => keepRest(hers().map(({ name }) => name)).then(bringBundles, bringBundles);

start(show, { ahead: bringBundles, after: keep });
