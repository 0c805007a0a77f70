/* The bar that says for which day, where and from which batch one is recording. */

import { session, today, view } from '../core/index.js';
import { actDay, area } from '../shared/here.js';
import { html } from '../shared/html.js';
import { dayWords, SEP, spoken, t } from '../shared/i18n.js';
import { isNarrow } from '../shared/room.js';
import { personSaid, placeSaid } from '../shared/said.js';
import { reads } from './reads.js';
import { isExpired, mayDose } from './visit.js';
import { round, work } from './work.js';

const placeWords = (how) => {
  const post = how.post && reads.posts(area().code).find((one) => one.key === how.post);
  return post ? placeSaid(post.name) : t(`mode_${how.mode || 'none'}`);
};
function batchWords({ batch }) {
  if (!batch) return t('batch_none');
  return isExpired(batch, actDay()) ? `⚠ ${batch.lot} ${t('batch_expired_short')}` : batch.lot;
}
const dayLine = () => (actDay() === today() ? `${t('today')} ${dayWords(actDay())}` : t('late_entry', { day: dayWords(actDay()) }));
const giverWords = (how) =>
  mayDose(session.value.user) ? null : how.giver ? personSaid((view.person(how.giver) || { name: how.giver }).name) : t('giver_none');

/* Which round, where that is not plain: several are running, or the one worked in is not. */
function roundWords(now) {
  const runs = ({ first_day: first, last_day: last }) => first <= today() && today() <= last;
  const running = reads.rounds(area().code).filter(runs);
  return (running.length > 1 || !runs(now)) && t('round_n', { n: now.n });
}

/* Where all of it would take two lines: what is not as it mostly is, and all of it for who hears the screen. */
const ONE_LINE = { zh: 19, en: 22 }; // rem that day, place and batch need

const oddWords = (how) =>
  [!how.mode && placeWords(how), (!how.batch || isExpired(how.batch, actDay())) && batchWords(how), !how.giver && giverWords(how)].filter(Boolean);

/** One line, tapped to change: 今天 12月1日 · 入户 · 批号 A12 */
export function WorkBar() {
  const now = round();
  if (!now) return null;
  const how = work();
  const words = [roundWords(now), placeWords(how), batchWords(how), giverWords(how)].filter(Boolean);
  const kind = isExpired(how.batch, actDay()) ? 'workbar alarm' : actDay() === today() ? 'workbar' : 'workbar late';
  if (isNarrow(ONE_LINE[spoken.value])) {
    const odd = oddWords(how);
    const some = actDay() === today() && odd.length ? odd : [dayLine(), ...odd];
    const others = [dayLine(), ...words].filter((one) => !some.includes(one));
    return html`<a class=${kind} href="#/work"><span>${some.join(SEP)}<i class="unseen">${SEP}${others.join(SEP)}</i></span> <u>${t('change')}</u></a>`;
  }
  return html`<a class=${kind} href="#/work">
    <span><b>${dayLine()}</b>${SEP}${words.join(SEP)}</span><u>${t('change')}</u>
  </a>`;
}
