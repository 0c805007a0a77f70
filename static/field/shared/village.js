/* The top line of a screen about the village worked in: its name, which another of hers can be put in the place of. */

import { view } from '../core/index.js';
import { areaCode, remember } from './here.js';
import { html } from './html.js';
import { t } from './i18n.js';
import { Top } from './parts.js';
import { placeSaid } from './said.js';

/** `figure` and `children` as `Top` has them. */
export function Village({ figure, children }) {
  const [code, areas] = [areaCode.value, view.areas()];
  const among = areas.length > 1 && {
    label: t('villages'),
    value: code,
    options: areas.map((one) => [one.code, placeSaid(one.name)]),
    set: (area) => remember({ area }),
  };
  return html`<${Top} title=${placeSaid(view.area(code).name)} among=${among} figure=${figure}>${children}<//>`;
}
