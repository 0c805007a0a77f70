/* From what was tapped to saved operations, and back again: a dose for each product, then the visit that says which gaps it was
   about. What is only half kept is kept again under the same names. */

import { doseKey } from '../core/ids.js';
import { act, session, today, view } from '../core/index.js';
import { may } from '../core/kinds.js';
import { dayAt } from '../shared/days.js';
import { actDay, remember, remembered } from '../shared/here.js';
import { signal } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { batchFor } from '../shared/lots.js';
import { nameOf, once } from '../shared/save.js';
import { countsIn, rulesOf } from '../shared/vaccines.js';
import { hasGiven } from './lacking.js';

const MOST = 300; // names of doses taken back that are remembered: a name taken back is never given again

/** What was recorded last in this window: {child, visit}. */
export const lastVisit = signal(null);

/** True when this person gives doses; others enter for a named vaccinator. */
export const mayDose = () => may(session.value.user, 'phone.doses');

/** Who gives the doses; null when nobody is named yet. */
export const giver = () => (mayDose() ? session.value.user.id : remembered().giver || null);

/** Where the work of the day is done. */
export function modeOf() {
  const { gapMode } = remembered();
  if (gapMode && gapMode.set === today()) return gapMode.mode;
  return session.value.user.role === 'clinic' ? 'clinic' : 'post';
}
export const chooseMode = (mode) => remember({ gapMode: { mode, set: today() } });

/** The lot a product was last given from. */
export const lastLot = (product) => (remembered().lots || {})[product] || '';
const keepLots = (doses) => remember({ lots: { ...remembered().lots, ...Object.fromEntries(doses.filter(({ lot }) => lot).map(({ product, lot }) => [product, lot])) } });

const goneKeys = () => remembered().goneDoses || [];

async function keyOf(child, { product }, on) {
  const key = await doseKey(child.key, product, on);
  return goneKeys().includes(key) ? crypto.randomUUID() : key;
}

async function keepDose(child, dose, { on, elsewhere, campaignOf }) {
  const { product, lot } = dose;
  const about = { child: child.key, product, given_on: on };
  const here = { source: 'campaign', campaign: campaignOf(dose), batch: lot ? await batchFor(child.area, product, lot) : null, given_by: giver() };
  const data = elsewhere ? { ...about, source: 'certificate' } : { ...about, ...here };
  const said = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== undefined));
  await act.record('dose', { key: await keyOf(child, dose, on), area: child.area, data: said });
}

const present = (data) => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && !value.length)));

async function keepVisit(child, data) {
  const { key } = await act.record('catchup_visit', { area: child.area, data: present({ child: child.key, on: actDay(), mode: modeOf(), ...data }) });
  lastVisit.value = { child: child.key, visit: key };
}

/** Keep the doses of one visit: [{id, slot, product, lot}], `how` {on, campaignOf(dose), whole, despite, why, elsewhere, note}. True when
 *  they are kept. */
export function keepGiven(child, doses, how) {
  const { whole, on, despite = [], why, elsewhere, note, campaignOf } = how;
  const outcome = elsewhere ? 'elsewhere' : whole ? 'given' : 'part_given';
  const campaign = doses.map(campaignOf).find(Boolean);
  const save = async () => {
    for (const dose of doses) await keepDose(child, dose, { on, elsewhere, campaignOf });
    keepLots(doses);
    await keepVisit(child, { on, outcome, campaign, slots: doses.map(({ slot }) => slot).filter(Boolean), despite, despite_why: despite.length ? why : '', note });
  };
  return once(`gap ${child.key}`, () => t('gap_kept', { name: nameOf(child), n: doses.length }), save);
}

/** Keep why nothing was given: {outcome, slots, campaign, reason, measure, planned_on, gone_to, note}. True when it is kept. */
export const keepNotGiven = (child, data) => once(`gap ${child.key}`, () => t('gap_kept_why', { name: nameOf(child) }), () => keepVisit(child, data));

/** The doses a visit gave, as they stand now. */
export function dosesOf(visit) {
  const child = view.child(visit.child);
  const seriesOf = countsIn(child.born, rulesOf(child.area));
  const about = new Set((visit.slots || []).map(([series]) => series));
  return view.doses(child.key).filter(({ product, given_on: day }) => day === visit.on && seriesOf(product, day).some((series) => about.has(series)));
}

/** `now` when one tap takes a visit back, `ask` when it asks first, null when it is not hers to take back. */
export function undoKind(visit) {
  const mine = view.author(visit) === session.value.user.id;
  if (!mine && !may(session.value.user, 'void_others')) return null;
  return mine && dayAt(visit.at) === today() ? 'now' : 'ask';
}

/** Take a visit back, and with it the doses it gave. */
export function undo(visit) {
  const child = view.child(visit.child);
  const doses = hasGiven(visit) || visit.outcome === 'elsewhere' ? dosesOf(visit) : [];
  const save = async () => {
    for (const { key, product } of doses) {
      const name = key || (await doseKey(child.key, product, visit.on));
      remember({ goneDoses: [...goneKeys(), name].slice(-MOST) });
      await act.void('dose', name, child.area);
    }
    await act.void('catchup_visit', visit.key, visit.area);
    if (lastVisit.value && lastVisit.value.visit === visit.key) lastVisit.value = null;
  };
  return once(`back ${visit.key}`, () => t('gap_back', { name: nameOf(child) }), save);
}

/** Keep what a call came to. */
export const keepCall = (child, { result, items, campaign, session: of, slot }) =>
  once(`call ${child.key} ${result}`, () => t('gap_call_kept', { name: nameOf(child), what: t(`gap_call_${result}`) }),
    () => act.record('notice', { area: child.area, data: present({ kind: 'doses', child: child.key, issued_on: actDay(), how: 'call', result, items, campaign, session: of, slot }) }));

/** Take a call back. */
export const undoCall = (child, call) => once(`back ${call.key}`, () => t('gap_back', { name: nameOf(child) }), () => act.void('notice', call.key, call.area));
