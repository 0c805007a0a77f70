/* What the school check adds to the phone. */

import { view } from '../core/index.js';
import { RIGHTS } from '../core/kinds.js';
import { bundle } from '../shared/later.js';
import { nameOf } from '../shared/save.js';

const sitting = bundle(() => import('./sitting.js'));
const name = (key) => nameOf(view.child((view.record('enrolment', key) || {}).child));
const enrolmentOf = ({ key }) => key.slice(6); // of a draft `check:…`

export const school = {
  name: 'school',
  roles: RIGHTS.certificate_check,
  screens: { class: sitting.screen('Class'), check: sitting.screen('Check'), sat: sitting.screen('Sat'), slips: sitting.screen('Slips'), desk: sitting.screen('Desk'), sent: sitting.screen('Sent') },
  today: sitting.screen('SchoolToday'),
  drafts: { dose: { name: (draft) => name(draft.key.slice(5)), href: (draft) => `#/sent/${draft.key.slice(5)}` }, certificate_check: { name: (draft) => name(enrolmentOf(draft)), href: (draft) => `#/check/${enrolmentOf(draft)}` } },
  operations: { certificate_check: { who: ({ data }) => name(data.enrolment) } },
  bundles: [sitting],
};
