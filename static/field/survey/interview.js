/* An interview as it is being said, kept as a draft: {survey, cluster, household_no, tries, on, started, outcome, head, members,
   note, corrects}; and as the operation says it. Pure. */

import { readBirth } from '../shared/birth.js';
import { choose, inOrder, isOfAge } from './choosing.js';
import { allDoses, PAPERS } from './doses.js';
import { slotsFor } from './grid.js';

export const OUTCOMES = ['interviewed', 'nobody', 'refused', 'empty', 'no_child', 'other'];
export const SEEN = ['seen', 'at_clinic', 'not_seen', 'lost', 'never'];
export const REASONS = [
  'not_aware', 'time_place', 'ill', 'contraindicated', 'absent_short', 'absent_long', 'fear', 'no_time', 'far', 'no_vaccine', 'post_closed', 'refused',
  'unregistered', 'unverified', 'not_told', 'other',
];
const LOCATED = ['lat', 'lon', 'accuracy_m'];

/** A child nothing is known of. */
export const newMember = (members) => ({ no: Math.max(0, ...members.map(({ no }) => no)) + 1, name: '', born_said: '', sex: null });

/** A child with its birth as it can be read: {…, born, born_estimated}. */
export function withBirth(member, on) {
  const read = readBirth(member.born_said, on) || {};
  return { ...member, born: read.born || null, born_estimated: Boolean(read.estimated), problem: read.problem || null };
}

/** Children of the age in the order they were numbered, and which of them are asked about. */
export function listed(said, survey) {
  const members = (said.members || []).map((one) => withBirth(one, said.on));
  return { members, ofAge: inOrder(members.filter(({ born }) => isOfAge(born, survey))), ...choose(said, members, survey) };
}

/** The slots of a child's grid. */
export const slotsOfChild = (member, said, survey) => slotsFor(survey.vaccines, member.born, said.on);

/** Its life, between which days a dose can lie. */
export const lifeOf = (member, said) => ({ born: member.born, on: said.on });

/** Whether any of the three papers was seen. */
export const hasPaper = (member) => PAPERS.some((paper) => member[paper] === 'seen');

const seriesSaid = (recall) => Object.fromEntries(Object.entries(recall || {}).map(([series, n]) => [series, n === 'unknown' ? n : +n]));
const said = (words) => Object.fromEntries(Object.entries(words).filter(([, value]) => value !== null && value !== undefined && value !== ''));

function asked(member, about, survey) {
  const paper = hasPaper(member);
  return said({
    certificate: member.certificate || 'not_seen',
    card: member.card || 'not_seen',
    register: member.register,
    doses: allDoses(member, lifeOf(member, about), slotsOfChild(member, about, survey)).filter(({ source }) => member[source] === 'seen'),
    recall: paper ? null : seriesSaid(member.recall),
    bcg_scar: member.bcg_scar,
    campaign: member.campaign,
    reason: (member.reasons || [])[0],
    reasons: member.reasons && member.reasons.length ? member.reasons : null,
    photo: member.photo,
    note: (member.note || '').trim(),
  });
}

function lineOf(member, about, { chosen, of, pick }, survey) {
  const { no, name, born, born_said: words, born_estimated: guessed, sex, residence, child } = member;
  const isChosen = chosen.includes(no);
  const odd = words && (!born || guessed);
  const line = { no, born, ...said({ child, name: (name || '').trim(), born_said: odd ? words.trim() : null, born_estimated: guessed || null, sex, residence }), chosen: isChosen };
  if (!isChosen) return line;
  return { ...line, ...(pick ? { choice: { of, pick } } : {}), ...asked(member, about, survey) };
}

/** What the operation says; `ended` is the moment, `place` {lat, lon, accuracy_m} or null. A correction keeps the times and the
 *  place of what it was made from. */
export function dataOf(about, survey, ended, place) {
  const { survey: of, cluster, household_no: no, outcome, tries, on, started, head, note, corrects, kept } = about;
  const found = listed(about, survey);
  const members = outcome === 'interviewed' ? found.members.map((one) => lineOf(one, about, found, survey)) : [];
  const where = kept ? kept : { ended, ...(place ? Object.fromEntries(LOCATED.map((name) => [name, place[name]])) : {}) };
  return { survey: of, cluster, household_no: no, outcome, tries, on, started: started || ended, ...where, ...said({ head: (head || '').trim(), note: (note || '').trim(), corrects }), members };
}

function copiedFrom(doses) {
  const copied = {};
  for (const { source, series, n, given_on: day, said: words, product } of doses || []) {
    if (series && n) copied[source] = { ...copied[source], [`${series}-${n}`]: { text: words || day || '', product } };
  }
  return copied;
}

/** The draft that corrects an interview: all it says, to be said anew where it was wrong. */
export function correcting(record) {
  const members = (record.members || []).map(({ doses, recall, choice: _pick, chosen: _chosen, reason: _main, ...line }) => ({
    ...line, name: line.name || '', born_said: line.born_said || line.born || '', copied: copiedFrom(doses), recall: recall || {},
  }));
  const { survey, cluster, household_no: no, outcome, tries, on, started, head = '', note = '', ended, lat, lon, accuracy_m: metres } = record;
  const kept = { ended, ...(lat === undefined ? {} : { lat, lon, accuracy_m: metres }) };
  return { survey, cluster, household_no: no, outcome, tries, on, started, head, note, corrects: record.key, kept, members };
}
