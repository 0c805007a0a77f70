/* The few signs of the frame, drawn by ourselves: no phone's fonts decide what they look like. */

import { html } from './html.js';

const LINES = {
  today: 'M5 5h14v15H5zM5 10h14M9 3v4M15 3v4',
  list: 'M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01',
  add: 'M12 5v14M5 12h14',
  report: 'M12 19V5M6 11l6-6 6 6',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20',
  sort: 'M7 5v14M4 16l3 3l3-3M14 6h7M14 12h5M14 18h3',
  settings: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4v6M8 14v6',
  back: 'M15 5l-7 7l7 7',
  down: 'M6 9l6 6l6-6',
  on: 'M9 5l7 7l-7 7',
  call: 'M6 3h4l2 5l-3 2a12 12 0 0 0 5 5l2-3l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z',
};

/** One of them by its name, or a capability's own by its lines on 24 × 24; what it means is said beside it or in the name of its
 *  button. */
export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${LINES[name] || name} /></svg>`;
