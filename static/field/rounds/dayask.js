/* Asked where the tap was: whether a dose is meant for a day that does not count in the round, or has not come. */

import { today } from '../core/index.js';
import { actDay } from '../shared/here.js';
import { html, useEffect, useRef } from '../shared/html.js';
import { dayWords, t } from '../shared/i18n.js';
import { go } from '../shared/route.js';
import { settle } from '../shared/settle.js';
import { inRound, untilOf } from './counting.js';
import { agreeDay, takeDay } from './record.js';
import { round } from './work.js';

/** The question and its two answers in words: {ask, yes}. */
export function dayWordsOf(now, day) {
  const ahead = inRound(now, day) && day > today();
  const days = { day: dayWords(day), from: dayWords(now.first_day), until: dayWords(untilOf(now)) };
  return { ask: t(ahead ? 'day_ask_ahead' : 'day_ask', days), yes: t(ahead ? 'day_ask_yes_ahead' : 'day_ask_yes') };
}

/** The question in the place of the answers; what was tapped goes on when the day is meant. */
export function DayAsk() {
  const box = useRef(null);
  useEffect(() => {
    box.current.focus({ preventScroll: true });
    box.current.scrollIntoView({ block: 'nearest' });
  }, []);
  const { ask, yes } = dayWordsOf(round(), actDay());
  const answer = (act) => () => {
    const then = takeDay();
    settle();
    act(then);
  };
  const meant = (then) => {
    agreeDay();
    if (then) then();
  };
  return html`<div ref=${box} class="ask" role="group" tabindex="-1" aria-label=${ask}>
    <p>${ask}</p>
    <div class="acts"><button onClick=${answer(() => go('work'))}>${t('day_ask_no')}</button>
      <button class="soft" onClick=${answer(meant)}>${yes}</button></div>
    <button class="plain" onClick=${answer(() => {})}>${t('cancel')}</button>
  </div>`;
}
