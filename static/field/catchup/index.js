/* What catch-up adds to the phone: who lacks which dose, what was given, why not, and who was told. */

import { view } from '../core/index.js';
import { RIGHTS } from '../core/kinds.js';
import { bundle } from '../shared/later.js';
import { nameOf } from '../shared/save.js';

const gaps = bundle(() => import('./gaps.js'));
const [DOSES, WHY] = ['gap:', 'why-gap:'];
const keyOf = ({ key }) => key.slice((key.startsWith(WHY) ? WHY : DOSES).length);
const childOf = (draft) => view.child(keyOf(draft));

export const catchup = {
  name: 'catchup',
  roles: RIGHTS.catchup_visit,
  village: true,
  screens: { gaps: gaps.screen('Gaps'), gap: gaps.screen('Gap'), 'gap/*/why': gaps.screen('Why') },
  today: gaps.screen('GapsToday'),
  drafts: {
    catchup_visit: {
      name: (draft) => nameOf(childOf(draft)),
      href: (draft) => `#/gap/${keyOf(draft)}${draft.key.startsWith(WHY) ? '/why' : ''}`,
      isThere: (draft) => Boolean(childOf(draft)),
    },
  },
  bundles: [gaps],
};
