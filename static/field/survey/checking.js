/* A quick check under way: the place, then one child after the other by the official form, with answers as large as a thumb; how
   many were missed so far, and what the township decides on the spot. */

import { Choice, TextField } from '../shared/fields.js';
import { html } from '../shared/html.js';
import { SEP, t } from '../shared/i18n.js';
import { Bar, Chosen, Page } from '../shared/parts.js';
import { back, go, swap } from '../shared/route.js';
import { dropCheck, keepCheck, ruleAt, saveCheck } from './checkdraft.js';
import { checkPath } from './paths.js';
import { countOf, decide, isMissed, isWhole, LOT, PRIOR, RESIDENCES, ROUNDS, SITES, wantedOf } from './quick.js';
import { REASONS } from './interview.js';
import { villages } from './reading.js';

const YES_NO = ['yes', 'no'];
const CODES = { residence: RESIDENCES, certificate: YES_NO, card: YES_NO, prior: PRIOR, round1: ROUNDS, round2: ROUNDS };

/** How many children are wanted of this check. */
export const wantedIn = (words, counts) => (words.kind === 'lqas' ? words.per_cluster || LOT.per_cluster : wantedOf(counts, ruleAt(words.area)));

function Decision({ words, counts }) {
  if (words.kind === 'lqas') return null;
  const rule = ruleAt(words.area);
  const said = decide(counts, rule);
  return html`<p class=${`sv-decision ${said === 'act' ? 'problem' : ''}`} role="status">${said === 'incomplete' ? '' : html`<b>${t(`svx_decision_${said}`)}</b> `}${t('sv_rule', { n: rule.check_act_from })}</p>`;
}

function Site({ id, words }) {
  const set = (changed) => keepCheck(id, { ...words, ...changed });
  const toggle = (name) => set({ rounds: words.rounds.includes(name) ? words.rounds.filter((one) => one !== name) : [...words.rounds, name].sort() });
  const all = villages();
  const name = (all.find(([code]) => code === words.area) || ['', words.area])[1];
  return html`<section class="part"><${Chosen} label=${t('sv_village')} value=${words.area} options=${all} set=${(area) => set({ area })}><b>${name || t('sv_village')}</b><//>
    <${Choice} label=${t('sv_site_kind')} value=${words.site_kind} set=${(site_kind) => set({ site_kind })} options=${SITES.map((code) => [code, t(`svx_site_${code}`)])} />
    <${TextField} label=${t('sv_site')} value=${words.site} set=${(site) => set({ site })} optional maxlength="60" />
    <fieldset class="field"><legend>${t('sv_rounds')}</legend><div class="choices">${['round1', 'round2'].map((one) => html`<button key=${one} aria-pressed=${words.rounds.includes(one)} onClick=${() => toggle(one)}>${t(`svx_${one}`)}</button>`)}</div></fieldset></section>`;
}

const childLine = (child, rounds) => (isWhole(child, rounds) ? (isMissed(child) ? t('sv_missed') : '✔') : t('sv_not_whole'));

function Overview({ id, words }) {
  const { children, rounds } = words;
  const counts = countOf(children, rounds);
  const wanted = wantedIn(words, counts);
  const next = () => {
    const open = children.find((one) => !isWhole(one, rounds));
    const no = open ? open.no : Math.max(0, ...children.map((one) => one.no)) + 1;
    if (!open) keepCheck(id, { ...words, children: [...children, { no }] });
    go(checkPath(id, no));
  };
  const keep = async () => (await saveCheck(id, words)) && swap('quick');
  const full = counts.asked >= wanted;
  const drop = () => dropCheck(id).then(() => swap('quick'));
  const ready = words.area && rounds.length > 0;
  const keepButton = counts.asked > 0 && html`<button class=${full ? 'big give' : 'wide'} onClick=${keep}>${t('sv_keep_check', { n: counts.asked })}</button>`;
  const nextButton = html`<button class=${full ? 'wide' : 'big give'} disabled=${!ready} onClick=${next}>${t('sv_next_of', { n: counts.asked + 1, of: wanted })}</button>`;
  return html`<${Page} title=${words.kind === 'lqas' ? t('sv_lot_cluster', { n: words.cluster }) : t('sv_quick')} back=${back} figure=${`${counts.asked} / ${wanted}`}>
    <${Bar} done=${counts.asked} of=${wanted} />
    <p class="sv-count"><b>${counts.missed}</b> ${t('sv_missed_so_far')}${counts.unknown ? `${SEP}${t('sv_unknown_n', { n: counts.unknown })}` : ''}</p>
    <${Decision} words=${words} counts=${counts} />
    ${words.redo_of && html`<p class="note">${t('sv_redoing')}</p>`}
    ${!ready && html`<p class="note">${t(words.area ? 'sv_rounds_need' : 'sv_village_need')}</p>`}
    ${full ? keepButton : nextButton}
    <${Site} id=${id} words=${words} />
    ${children.length > 0 && html`<ul class="sv-slots">${children.map((one) => html`<li key=${one.no}><button onClick=${() => go(checkPath(id, one.no))}><b>${t('sv_child_n', { n: one.no })}</b> <span>${childLine(one, rounds)}</span></button></li>`)}</ul>`}
    ${full ? nextButton : keepButton}
    <button class="plain" onClick=${drop}>${t('sv_drop_check')}</button><//>`;
}

function Answers({ name, child, set }) {
  return html`<fieldset class="field sv-big"><legend>${t(`svx_check_${name}`)}</legend><div class="sv-answers">
    ${CODES[name].map((code) => html`<button key=${code} aria-pressed=${child[name] === code} onClick=${() => set({ [name]: code })}>${t(`svx_${name.startsWith('round') ? 'round' : name === 'card' ? 'certificate' : name}_${code}`)}</button>`)}</div></fieldset>`;
}

/* Why a child was missed, and where it was if it was away; both can be left. */
function Why({ child, set }) {
  return html`<section class="part"><h2>${t('sv_why_missed')}</h2>
    <div class="sv-reasons">${REASONS.map((code) => html`<button key=${code} aria-pressed=${child.reason === code} onClick=${() => set({ reason: child.reason === code ? null : code })}>${t(`svx_why_${code}`)}</button>`)}</div>
    ${['absent_short', 'absent_long'].includes(child.reason) && html`<${TextField} label=${t('sv_where')} value=${child.away_where} set=${(text) => set({ away_where: text })} optional maxlength="60" />`}</section>`;
}

function Child({ id, words, no }) {
  const { children, rounds } = words;
  const child = children.find((one) => one.no === no);
  if (!child) return html`<${Overview} id=${id} words=${words} />`;
  const put = (list) => keepCheck(id, { ...words, children: list });
  const set = (said) => put(children.map((one) => (one.no === no ? { ...one, ...said } : one)));
  const whole = isWhole(child, rounds);
  const counts = countOf(children, rounds);
  const wanted = wantedIn(words, counts);
  const last = counts.asked >= wanted;
  const next = () => {
    const open = children.find((one) => !isWhole(one, rounds));
    const number = open ? open.no : Math.max(...children.map((one) => one.no)) + 1;
    if (last && !open) return back();
    if (!open) put([...children, { no: number }]);
    return swap(checkPath(id, number));
  };
  const remove = () => {
    put(children.filter((one) => one.no !== no));
    back();
  };
  return html`<${Page} title=${t('sv_child_n', { n: no })} back=${back} figure=${t('sv_missed_short', { n: counts.missed, of: counts.asked })}>
    <${Bar} done=${counts.asked} of=${wanted} />
    ${['residence', 'certificate', 'card', 'prior', ...rounds].map((name) => html`<${Answers} key=${name} name=${name} child=${child} set=${set} />`)}
    ${isMissed(child) && html`<${Why} child=${child} set=${set} />`}
    <${Decision} words=${words} counts=${counts} />
    <button class="big give" disabled=${!whole} onClick=${next}>${whole ? t(last ? 'sv_to_check' : 'sv_next_child') : t('sv_answer_all')}</button>
    <button class="plain" onClick=${remove}>${t('sv_remove')}</button><//>`;
}

/** A check that was begun: `#/quick/ID`, `#/quick/ID/CHILD`. */
export function Check({ id, words, parts: [no] }) {
  return no ? html`<${Child} key=${no} id=${id} words=${words} no=${+no} />` : html`<${Overview} id=${id} words=${words} />`;
}
