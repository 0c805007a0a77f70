/* 服苗名单: the round's list. Which children it shows is decided when it is opened or its tab, search or order changes;
   a child dosed here stays in its place until then, so that the next tap never meets another child. */

import { find, nameKey, position, startLocating, tick, view } from '../core/index.js';
import { blocks, naturalKey, oneByOne, underDoors } from '../shared/doors.js';
import { Head } from '../shared/fields.js';
import { areaCode } from '../shared/here.js';
import { computed, html, signal, useEffect, useMemo, useState } from '../shared/html.js';
import { t } from '../shared/i18n.js';
import { go, tab, topOf } from '../shared/route.js';
import { Rows } from '../shared/rows.js';
import { reads } from './reads.js';
import { shown } from './roll.js';
import { doorOf } from './rows.js';
import { roundNow } from './work.js';
import { WorkBar } from './workbar.js';

const BLOCK = 6; // about a screen of rows: what is drawn before the first frame
const ORDERS = ['door', 'near', 'name'];
const asked = signal({ show: 'todo', order: 'door', group: '', words: '' });
const fresh = signal(0);
let from = null; // where “nearest” is counted from: the first place found, so that the list does not move by itself
const ask = (changed) => {
  asked.value = { ...asked.value, ...changed };
};

const inGroup = (group) => (child) => {
  const house = child.household && view.household(child.household);
  return !group || (house && house.group === group);
};

function groupsOf({ show, order, group, words }, here, now) {
  const houseOf = view.household;
  if (words.trim()) return oneByOne(find(here.code, words), houseOf);
  const every = view.children(here.code).filter((child) => !child.joined);
  const wanted = now ? shown(every, show, now, (key) => reads.result(key, now.key)) : every;
  const some = wanted.filter(inGroup(group));
  if (order === 'name') return oneByOne(some, houseOf, nameKey);
  return underDoors(some, houseOf, order === 'near' ? from : null);
}

const count = (groups) => groups.reduce((n, group) => n + group.children.length, 0);

function Search({ words }) {
  return html`<div class="search">
    <input type="search" value=${words} onInput=${(event) => ask({ words: event.target.value })} autocomplete="off"
      aria-label=${t('search')} placeholder=${t('search')} enterkeyhint="search" />
    ${words && html`<button class="plain" onClick=${() => ask({ words: '' })}>${t('search_clear')}</button>`}
  </div>`;
}

function Tabs({ show }) {
  return html`<div class="tabs" role="group" aria-label=${t('list')}>
    ${['todo', 'later', 'done', 'all'].map(
      (one) => html`<button key=${one} aria-pressed=${show === one} onClick=${() => ask({ show: one })}>
        ${t(`show_${one}`)}
      </button>`,
    )}
  </div>`;
}

const select = (label, value, options, set, { hidden, reach }) => html`<select aria-label=${label} value=${value}
  hidden=${hidden} onPointerDown=${reach} onFocus=${reach} onChange=${(event) => set(event.target.value)}>
  ${options.map(([code, words]) => html`<option key=${code} value=${code} selected=${code === value}>${words}</option>`)}
</select>`;

/** Hidden while one searches, not taken away: a village may have hundreds of groups, whose names are put in when someone
 *  reaches for them. */
function Sorting({ order, group, groups, hidden }) {
  const [wanted, want] = useState(false);
  const reach = () => want(true);
  const choose = (one) => {
    from = null;
    if (one === 'near') startLocating();
    ask({ order: one });
  };
  const named = wanted ? groups : groups.filter((one) => one === group);
  const all = [['', t('group_all')], ...named.map((one) => [one, one])];
  return html`${groups.length > 1 && select(t('group'), group, all, (one) => ask({ group: one }), { hidden, reach })}
    ${select(t('order'), order, ORDERS.map((one) => [one, t(`order_${one}`)]), choose, { hidden })}`;
}

function Nothing({ words, show, every }) {
  const [title, lead] =
    words.trim() ? [t('search_none', { words: words.trim() }), t('search_hint')]
    : !every ? [t('no_children'), t('no_children_lead')]
    : show === 'todo' ? [t('list_done'), t('list_done_lead')]
    : [t('list_empty'), ''];
  const add = words.trim() ? `add?name=${encodeURIComponent(words.trim())}` : 'add';
  return html`<div class="empty"><p><b>${title}</b></p><p>${lead}</p>
    ${(words.trim() || !every) && html`<button class="big" onClick=${() => go(add)}>${t(words.trim() ? 'search_add' : 'add_child')}</button>`}
  </div>`;
}

function Count({ words, groups, order, near, changed, children }) {
  const n = count(groups);
  return html`<div class="count">
    <p role="status">${words.trim() ? t('found_n', { n }) : t('children_n', { n })}</p>
    ${children}
    ${order === 'near' && !near && html`<p class="quiet">${t('order_near_wait')}</p>`}
    ${changed && html`<button class="plain" onClick=${() => (fresh.value += 1)}>${t('list_changed')}</button>`}
  </div>`;
}

const draw = doorOf((child) => view.child(child.key) || child);

const groupNames = (here) => [...new Set(view.households(here).map((house) => house.group).filter(Boolean))].sort(byNumber);
const byNumber = (a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1);

let drawn = { name: null, heights: new Map() };
function heightsFor(name) {
  if (drawn.name !== name) drawn = { name, heights: new Map() };
  return drawn.heights;
}

function snapshot(here, now) {
  const groups = groupsOf(asked.value, here, now);
  return { groups, cut: blocks(groups, BLOCK), every: view.children(here.code).length };
}

const howMany = computed(() => {
  tick.value;
  return view.children(areaCode.value).length;
});

/* A dose saved here changes none of this: the rows follow the view, the list only where it must. */
/** The list's screen. `?show=` in the address opens a tab. */
export function List() {
  const wanted = tab.value;
  useEffect(() => wanted && ask({ show: wanted, words: '' }), [wanted]);
  const [here, now] = [view.area(areaCode.value), roundNow.value];
  const { show, order, group, words } = asked.value;
  if (order === 'near' && !from) from = position.value;
  const near = order === 'near' && from;
  const name = [here.code, now && now.key, show, order, group, words.trim(), fresh.value, Boolean(near)].join('|');
  const { groups, cut, every } = useMemo(() => snapshot(here, now), [name]);
  const names = useMemo(() => groupNames(here.code), [here.code, every]);
  const rows = useMemo(
    () => html`<${Rows} key=${name} blocks=${cut} heights=${heightsFor(name)} top=${topOf('list')} draw=${draw} />`,
    [name],
  );
  const changed = howMany.value !== every;
  return html`<${Head} title=${here.name} />
    <${WorkBar} />
    <${Search} words=${words} />
    ${!words.trim() && html`<${Tabs} show=${show} />`}
    <${Count} words=${words} groups=${groups} order=${order} near=${near} changed=${changed}>
      <${Sorting} order=${order} group=${group} groups=${names} hidden=${Boolean(words.trim())} />
    <//>
    ${groups.length
      ? html`${now && show === 'todo' && html`<p class="quiet">${t('list_lead')}</p>`}${rows}`
      : html`<${Nothing} words=${words} show=${show} every=${every} />`}`;
}
