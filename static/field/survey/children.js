/* The children of a household, all listed before one is chosen; and which of them is asked about, with its reason. */

import { useEffect } from '../shared/html.js';
import { Choice, TextField } from '../shared/fields.js';
import { html } from '../shared/html.js';
import { ageWords, dayWords, SEP, t } from '../shared/i18n.js';
import { Page } from '../shared/parts.js';
import { back, go, swap } from '../shared/route.js';
import { personSaid } from '../shared/said.js';
import { isOfAge } from './choosing.js';
import { newMember, withBirth } from './interview.js';
import { clusterPath, stepPath } from './paths.js';
import { keepInterview } from './saving.js';

const isBlank = ({ name, born_said: born, sex, child }) => !name && !born && !sex && !child;

/** What a child is called. */
export const memberName = ({ name, born, no }) => (name ? personSaid(name) : born ? t('sv_child_born', { day: dayWords(born) }) : t('sv_child_n', { n: no }));

/** 男 · 1岁3个月. */
export const memberWords = ({ sex, born, born_said: words, born_estimated: guessed }, on) =>
  [sex && t(sex), born ? (guessed ? t('about') : '') + ageWords(born, on) : words].filter(Boolean).join(SEP);

function noteOf(one, words, survey) {
  const { born, born_estimated: guessed } = withBirth(one, words.on);
  if (!born) return one.born_said ? t('sv_born_kept') : t('sv_born_how');
  const age = [guessed && t('sv_born_guess'), dayWords(born, true), ageWords(born, words.on)].filter(Boolean).join(SEP);
  return isOfAge(born, survey) ? age : `${age}${SEP}${t('sv_not_of_age')}`;
}

function Line({ one, words, survey, change, remove }) {
  const options = ['male', 'female'].map((code) => [code, t(code)]);
  return html`<section class="part sv-child"><h2>${t('sv_child_n', { n: one.no })}</h2>
    <${TextField} label=${t('sv_born')} value=${one.born_said} set=${(born_said) => change({ born_said })} note=${noteOf(one, words, survey)} maxlength="20" />
    <${Choice} label=${t('sv_sex')} value=${one.sex} set=${(sex) => change({ sex })} options=${options} />
    <${TextField} label=${t('sv_name')} value=${one.name} set=${(name) => change({ name })} optional maxlength="50" />
    <button class="plain" onClick=${remove}>${t('sv_remove')}</button></section>`;
}

/** The step `children`. */
export function Children({ cluster, no, words, set }) {
  const survey = cluster.of;
  const members = words.members || [];
  const put = (list) => set({ members: list });
  const add = () => put([...members, newMember(members)]);
  useEffect(() => void (members.length || add()), []);
  const change = (one) => (said) => put(members.map((other) => (other.no === one.no ? { ...other, ...said } : other)));
  const said = members.filter((one) => !isBlank(one));
  const ofAge = said.map((one) => withBirth(one, words.on)).filter(({ born }) => isOfAge(born, survey));
  const done = () => {
    put(said);
    if (!ofAge.length) return keepInterview(cluster, { ...words, members: said, outcome: 'no_child' }).then((kept) => kept && swap(clusterPath(cluster.key)));
    const asksAll = survey.per_household === 'all' || ofAge.length < 2;
    return go(asksAll ? stepPath(cluster, no, 'child', ofAge[0].no) : stepPath(cluster, no, 'picked'));
  };
  const ages = t('sv_age_group', { from: dayWords(survey.born_from, true), to: dayWords(survey.born_to, true) });
  return html`<${Page} title=${t('sv_children', { n: no })} back=${back}>
    <p>${t('sv_list_all')}</p><p class="quiet">${ages}</p>
    ${members.map((one) => html`<${Line} key=${one.no} one=${one} words=${words} survey=${survey} change=${change(one)} remove=${() => put(members.filter((other) => other !== one))} />`)}
    <button class="wide" onClick=${add}>${t('sv_add_child')}</button>
    <button class="big give" onClick=${done}>${ofAge.length ? t('sv_listed', { n: ofAge.length }) : t('sv_listed_none')}</button><//>`;
}

/** The step `picked`: which child it is, and why that one. */
export function Picked({ cluster, no, words, found }) {
  const [chosen] = found.chosen;
  const at = found.ofAge.find((one) => one.no === chosen);
  if (!at) return swap(stepPath(cluster, no, 'children'));
  return html`<${Page} title=${t('sv_picked')} back=${back}>
    <p>${t('sv_picked_which', { of: found.of, n: found.pick })}</p>
    <ol class="sv-picked">${found.ofAge.map((one) => html`<li key=${one.no} aria-current=${one.no === chosen ? 'true' : null}>${memberName(one)}${SEP}${memberWords(one, words.on)}${one.no === chosen ? ` ← ${t('sv_this_one')}` : ''}</li>`)}</ol>
    <p class="quiet">${t('sv_picked_why')}</p>
    <button class="big give" onClick=${() => go(stepPath(cluster, no, 'child', chosen))}>${t('sv_ask_about', { name: memberName(at) })}</button><//>`;
}
