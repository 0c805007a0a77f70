/* 补种名单: the village's children who lack something, in words with days, by household, by distance or by who has least time
   left; outside of campaigns too. A search or a scan finds children of every village on this phone. */

import { find, loadPinyin, nameKey, position, startLocating, tick, view } from '../core/index.js';
import { blocks, naturalKey, oneByOne, underDoors } from '../shared/doors.js';
import { Dot, houseWords, plainWords, villageWords } from '../shared/describe.js';
import { Search } from '../shared/find.js';
import { actDay, areaCode } from '../shared/here.js';
import { html, signal, useEffect, useMemo, useState } from '../shared/html.js';
import { dayWords, t } from '../shared/i18n.js';
import { isLarge } from '../shared/large.js';
import { Chips, Chosen, Empty, Row, Tool } from '../shared/parts.js';
import { go, route, takeTop } from '../shared/route.js';
import { Rows } from '../shared/rows.js';
import { nameOf } from '../shared/save.js';
import { useScan } from '../shared/scanning.js';
import { bringRules, rulesOf } from '../shared/vaccines.js';
import { Village } from '../shared/village.js';
import { numbered, readPaper } from './finding.js';
import { callsOf, campaignsOf, countsOf, isReady, lacking, lackingOf, wantedBy, workOut } from './lacking.js';
import { lastDayOf } from './needs.js';
import { callsWords, gapLines, gapName, visitWords } from './said.js';

const BLOCK = 6;
const SHOWN = ['now', 'later', 'ask', 'away', 'done', 'all'];
const ORDERS = ['door', 'near', 'last', 'quiet', 'name'];
const SOON_DAYS = 60; // how near the last day of a dose has to be to be said
const asked = signal({ show: 'now', order: 'door', group: '', words: '', of: '' });
const sorting = signal(false);
const heights = new Map();

const asking = () => (asked.value.of === areaCode.value ? asked.value : { ...asked.value, of: areaCode.value, group: '', words: '' });
const ask = (changed) => {
  asked.value = { ...asking(), ...changed };
};

/* The last day of a dose that is soon too late: {gap, day}, or null. */
function endsOf({ said, needs }, child, on) {
  const rules = rulesOf(child.area);
  const found = needs.gaps.filter(({ last }) => last).map((gap) => ({ gap, day: lastDayOf(said, gap, on, rules, SOON_DAYS) })).filter(({ day }) => day);
  return found.sort((one, other) => (one.day < other.day ? -1 : 1))[0] || null;
}

function GapRow({ child, on }) {
  tick.value;
  const one = lackingOf(view.child(child.key) || child, on);
  const ends = endsOf(one, one.child, on);
  const last = one.visits[one.visits.length - 1];
  const foot = [last && visitWords(last), callsWords(callsOf(child.key))].filter(Boolean).join('；');
  const lines = [plainWords(one.child), villageWords(one.child), ...(one.state === 'done' && !one.needs.gaps.length ? [`✔ ${t('gap_none')}`] : gapLines(one, on))];
  const mark = ends && t('gap_last', { day: dayWords(ends.day, true), name: gapName(ends.gap, one.child.born, on) });
  const name = html`${nameOf(one.child)}${one.child.unsent && html`\u00a0<${Dot} />`}`;
  return html`<${Row} href=${`#/gap/${child.key}`} name=${name} lines=${lines} mark=${mark} foot=${foot} />`;
}

const draw = (on) => (group) => {
  const heading = group.house ? houseWords(group.house) : group.begins && t('without_house');
  return html`<section key=${group.children[0].key}>${heading && html`<div class="door"><h2>${heading}</h2></div>`}
    <ul>${group.children.map((child) => html`<${GapRow} key=${child.key} child=${child} on=${on} />`)}</ul></section>`;
};

const inGroup = (group) => ({ child }) => {
  const house = child.household && view.houseOf(child.household);
  return Boolean(house) && house.group === group;
};

/* Who has least time left stands first, then who may be given something soonest. */
const byLast = (all, on) => {
  const key = new Map(all.map((one) => [one, (endsOf(one, one.child, on) || { day: `9${one.next || '9'}` }).day]));
  return [...all].sort((one, other) => (key.get(one) < key.get(other) ? -1 : key.get(one) > key.get(other) ? 1 : 0));
};

/* Whoever was neither visited nor called for longest stands first. */
const heardOf = ({ child, visits }) => [...visits.map(({ on }) => on), ...callsOf(child.key).map(({ issued_on: on }) => on)].sort().pop() || '';
const byQuiet = (all) => all.map((one) => [heardOf(one), one]).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, one]) => one);

function groupsOf(all, { order, on, from }) {
  const { houseOf } = view;
  const children = (some) => some.map(({ child }) => child);
  if (order === 'last') return oneByOne(children(byLast(all, on)), houseOf);
  if (order === 'quiet') return oneByOne(children(byQuiet(all)), houseOf);
  if (order === 'name') return oneByOne(children(all), houseOf, nameKey);
  return underDoors(children(all), houseOf, order === 'near' ? from : null);
}

const select = (label, value, options, set) => html`<select aria-label=${label} value=${value} onChange=${(event) => set(event.target.value)}>
  ${options.map(([code, words]) => html`<option key=${code} value=${code} selected=${code === value}>${words}</option>`)}</select>`;

function Sorting({ order, group, groups }) {
  const choose = (one) => {
    if (one === 'near') startLocating();
    ask({ order: one });
  };
  return html`<div class="sorting">
    ${select(t('gap_sort'), order, ORDERS.map((one) => [one, t(`gap_order_${one}`)]), choose)}
    ${groups.length > 1 && select(t('gap_group'), group, [['', t('gap_group_all')], ...groups.map((one) => [one, one])], (one) => ask({ group: one }))}</div>`;
}

const groupNames = (code) => [...new Set(view.households(code).map(({ group }) => group).filter(Boolean))].sort((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1));

function Which({ campaigns, campaign, set }) {
  if (!campaigns.length) return null;
  const options = [['', t('gap_every')], ...campaigns.map(({ key, name }) => [key, name])];
  return html`<${Chosen} label=${t('gap_campaign')} value=${campaign ? campaign.key : ''} options=${options} set=${set}>${campaign ? campaign.name : t('gap_every')}<//>`;
}

function Sentence({ all, campaign, on }) {
  const { children, doses, now } = countsOf(all, campaign, on);
  return html`<p class="lead"><b>${children ? t('gap_sentence', { n: children, doses, now }) : t('gap_left_none')}</b></p>`;
}

const add = (words) => html`<button class="big give" onClick=${() => go(words ? `add?name=${encodeURIComponent(words)}` : 'add')}>${t('gap_add')}</button>`;

/* Whoever a search finds, on the list or not: walk-ins come from everywhere. */
function Found({ words, on }) {
  tick.value;
  const typed = words.trim();
  const one = /^[\w-]{6,}$/.test(typed) ? numbered(typed) : null;
  const found = one ? [one] : find(areaCode.value, typed);
  if (!found.length) return html`<${Empty} title=${t('gap_nobody', { words: typed })} lead=${t('gap_nobody_lead')}>${add(typed)}<//>`;
  return html`<p role="status" class="quiet">${t('gap_found', { n: found.length })}</p>
    <div class="rows"><ul>${found.slice(0, 30).map((child) => html`<${GapRow} key=${child.key} child=${child} on=${on} />`)}</ul></div>`;
}

function Nothing({ show, every }) {
  if (!every) return html`<${Empty} title=${t('gap_left_none')} lead=${t('gap_none_lead')} />`;
  const next = show === 'all' ? 'now' : 'all';
  return html`<${Empty} title=${t(`gap_empty_${show}`)}><button class="big give" onClick=${() => ask({ show: next })}>${t(`gap_show_${next}`)}</button><//>`;
}

function usePrepared() {
  useEffect(() => void [bringRules(), loadPinyin().catch(() => {})], []);
  const [from, setFrom] = useState(null); // where “nearest” is counted from: the list does not move by itself
  if (!from && position.value && asking().order === 'near') setFrom(position.value);
  return from;
}

function Whole({ all, campaign, on, from }) {
  const { show, order, group } = asking();
  const meant = campaign ? all.filter((one) => wantedBy(one, campaign, on).length || one.visits.some((visit) => visit.campaign === campaign.key)) : all;
  const counts = countsOf(meant, campaign, on);
  const shown = meant.filter((one) => (show === 'all' || one.state === show) && (!group || inGroup(group)(one)));
  const cut = useMemo(() => blocks(groupsOf(shown, { order, on, from }), BLOCK), [all, campaign && campaign.key, show, order, group, on, from, areaCode.value]);
  const name = [areaCode.value, show, order, group, on, campaign && campaign.key, Boolean(from), isLarge()].join();
  const chips = SHOWN.filter((one) => one !== 'away' || counts.away || show === one).map((one) => [one, t(`gap_show_${one}`), one === 'all' ? meant.length : counts[one]]);
  return html`<${Chips} label=${t('gap_list')} value=${show} options=${chips} set=${(one) => ask({ show: one })} />
    ${order === 'near' && !from && html`<p class="quiet">${t('gap_near_wait')}</p>`}
    ${shown.length ? html`<${Rows} key=${name} blocks=${cut} heights=${heights} top=${takeTop('gaps')} draw=${draw(on)} />` : html`<${Nothing} show=${show} every=${meant.length} />`}`;
}

/** The screen `#/gaps`; `?campaign=KEY` of one campaign. */
export function Gaps() {
  const from = usePrepared();
  tick.value;
  const [here, on, { words, order, group }] = [areaCode.value, actDay(), asking()];
  useEffect(() => void workOut(here, on));
  const all = isReady(here, on) ? lacking(here, on) : null;
  const campaigns = campaignsOf(here);
  const [chosen, choose] = useState(route.value.query.get('campaign') || '');
  const campaign = campaigns.find(({ key }) => key === chosen) || null;
  const { button, panel } = useScan({ read: readPaper, take: ({ value }) => go(`gap/${numbered(value).key}`), words: t('gap_scan') });
  const sorted = !words.trim() && (sorting.value || group || order !== 'door');
  return html`<${Village}><${Search} key=${here} words=${words} set=${(typed) => ask({ words: typed })} />
      <${Tool} name="sort" label=${t('gap_sort')} onClick=${() => (sorting.value = !sorting.value)} aria-expanded=${Boolean(sorted)} /><//>
    ${!all && html`<p role="status">${t(rulesOf(here) ? 'gap_working' : 'gap_rules_wait')}</p>`}
    ${all && !words.trim() && html`<${Sentence} all=${all} campaign=${campaign} on=${on} /><${Which} campaigns=${campaigns} campaign=${campaign} set=${choose} />`}
    ${sorted && html`<${Sorting} order=${order} group=${group} groups=${groupNames(here)} />`}
    ${all && (words.trim() ? html`<${Found} words=${words} on=${on} />` : html`<${Whole} all=${all} campaign=${campaign} on=${on} from=${from} />`)}
    ${button}${panel}
    ${all && !words.trim() && html`<a class="button wide" href="#/add">${t('gap_add')}</a>`}`;
}
