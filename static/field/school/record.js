/* From an answer to a saved operation, and back again. */

import { act, today } from '../core/index.js';
import { actDay, remember, remembered } from '../shared/here.js';
import { signal } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { nameOf, once } from '../shared/save.js';
import { settle } from '../shared/settle.js';
import { checkData } from './answers.js';
import { leaving } from './keys.js';
import { classKey } from './pupils.js';

/** What was recorded last in this window: where the tap was, it can be taken back. */
export const lastDone = signal(null);

/** What holds for all reports of a sitting until it is changed: {assessed_on, assessed_by}, of one school and one day. */
export function standingOf(school) {
  const { sitting } = remembered();
  return sitting && sitting.school === school && sitting.set === today() ? sitting : {};
}

/** Change what holds for the reports that follow. */
export const standFor = (school, words) => remember({ sitting: { ...standingOf(school), ...words, school, set: today() } });

const subject = (pupil) => {
  const first = pupil.looks.find((look) => look.first);
  return first ? ['recheck', { check: first.key, on: actDay() }] : ['certificate_check', { enrolment: pupil.key, checked_on: actDay() }];
};

/** Keep an answer about a pupil: its check, or a second look at one that was checked. True when it is kept. */
export async function keepAnswer(pupil, said) {
  const [kind, about] = subject(pupil);
  const words = t(`answer_${said.answer}`);
  const save = async () => {
    const { key } = await act.record(kind, { area: pupil.area, data: { ...about, ...checkData(said) } });
    lastDone.value = { kind, key, area: pupil.area, pupil: pupil.key, school: pupil.school, of: classKey(pupil), name: nameOf(pupil.child), words, said };
  };
  settle();
  leaving(true);
  const kept = await once(`check ${pupil.key}`, () => t('pair', { name: nameOf(pupil.child), words }), save);
  if (!kept) leaving(false);
  return kept;
}

/** Take a check or a second look back. */
export async function takeBack({ kind, key, area, name }) {
  const done = await once(`back ${key}`, () => t('pair', { name, words: t('look_taken_back') }), () => act.void(kind, key, area));
  if (done && lastDone.value && lastDone.value.key === key) lastDone.value = null;
  return done;
}
