/* Screens that are no part of the first load: a bundle is loaded when first needed, out of what the service worker keeps of
   this very build, and ahead of that whenever the phone has nothing else to do. One that cannot be had says so in its place
   and is asked for again; what was typed is a draft by then, whatever happens. */

import { net } from '../core/index.js';
import { html, signal, useEffect, useState } from './html.js';
import { t } from './i18n.js';
import { arrive } from './route.js';

/** Whether the server has another build than this window: what is missing here will then not come any more. */
async function isOld() {
  const { build } = document.documentElement.dataset;
  try {
    const answer = await fetch('/field', { cache: 'no-store', credentials: 'omit' });
    const [, theirs] = (await answer.text()).match(/ data-build="([^"]+)"/) || [];
    return Boolean(theirs) && theirs !== build;
  } catch (unreachable) {
    return false;
  }
}

/** What stands in a screen's place until it is here. Asked for again when the network comes or goes. */
function Coming({ bring }) {
  const [why, setWhy] = useState(null);
  const seek = () => {
    setWhy(null);
    bring().catch(async () => setWhy((await isOld()) ? 'screen_old' : 'screen_away'));
  };
  useEffect(seek, [net.value]);
  useEffect(() => () => setTimeout(arrive), []);
  if (!why) return html`<p role="status">${t('opening')}</p>`;
  const again = why === 'screen_old' ? () => location.reload() : seek;
  return html`<h1 tabindex="-1">${t(why)}</h1><p role="alert">${t(`${why}_lead`)}</p>
    <button class="big" onClick=${again}>${t(`${why}_go`)}</button>`;
}

/* The sheet of a bundle, by its address: the build says it where one lies beside the module. */
const wear = (href) =>
  new Promise((resolve, reject) => {
    const link = document.createElement('link');
    Object.assign(link, { rel: 'stylesheet', href, onload: resolve });
    link.onerror = () => {
      link.remove();
      reject(new Error(href));
    };
    document.head.append(link);
  });

/** A bundle of screens: `load` imports its module. `bring` resolves when it is here; `screen(name)` is a component that
 *  stands for the one of that name in it. */
export function bundle(load) {
  const [here, names] = [signal(null), []];
  let coming = null;
  const come = async (module) => {
    const lost = names.find((name) => !module[name]);
    if (lost) throw new Error(`The bundle has no screen ${lost}.`);
    if (module.sheet) await wear(module.sheet);
    here.value = module;
  };
  const missing = (problem) => {
    coming = null;
    throw problem;
  };
  const bring = () => {
    coming = coming || load().then(come).catch(missing);
    return coming;
  };
  const screen = (name) => {
    names.push(name);
    return (props) => (here.value ? html`<${here.value[name]} ...${props} />` : html`<${Coming} bring=${bring} />`);
  };
  return { bring, screen };
}
