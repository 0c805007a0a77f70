/* One household, step by step: what was found at the door, the children, which of them is asked about, what their papers
   say. The step is part of the address, so the back button leads one step back; all that is said is a draft from the first tap. */

import { tick } from '../core/index.js';
import { html, useEffect } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { Empty, Page } from '../shared/parts.js';
import { back, route } from '../shared/route.js';
import { AtTheDoor } from './door.js';
import { Child } from './child.js';
import { Children, Picked } from './children.js';
import { Copying } from './copying.js';
import { listed } from './interview.js';
import { clusterOf, householdsIn } from './reading.js';
import { Recorded } from './recorded.js';
import { begin, said, seek } from './saving.js';

const STEPS = { children: Children, picked: Picked, child: Child, copy: Copying };

/* Everything a step needs: {cluster, no, household, words, set, found, parts}. */
function asked(cluster, no, parts) {
  const household = householdsIn(cluster).find((one) => one.no === no) || null;
  const [words, set, begun] = said(cluster, no, begin(cluster, household, no));
  return { cluster, no, household, words, set, begun, found: listed(words, cluster.of), parts };
}

/** The screen `#/interview/CLUSTER/HOUSEHOLD/STEP/…`. */
export function Interview() {
  tick.value;
  useEffect(seek, []);
  const [, key = '', number, step, ...parts] = route.value.parts.map(decodeURIComponent);
  const [cluster, no] = [clusterOf(key), +number];
  if (!cluster || !(no > 0)) return html`<${Page} title=${t('sv_cluster_gone')} back=${back}><${Empty} title=${t('sv_cluster_gone')} lead=${t('sv_cluster_gone_lead')} /><//>`;
  const props = asked(cluster, no, parts);
  const visited = props.household && props.household.visits.length > 0;
  if (!props.begun && visited && !step) return html`<${Recorded} ...${props} />`;
  const Step = (props.begun && STEPS[step]) || AtTheDoor;
  return html`<${Step} ...${props} />`;
}
