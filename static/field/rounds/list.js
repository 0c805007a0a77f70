/* 服苗名单: the round's list. Which children it shows is decided when it is opened or its tab, search or order changes;
   a child dosed here stays in its place until then, so that the next tap never meets another child. */

import { find, nameKey, pinyinLoaded, position, startLocating, tick, today, view } from '../core/index.js';
import { blocks, naturalKey, oneByOne, underDoors } from '../shared/doors.js';
import { Search } from '../shared/find.js';
import { areaCode } from '../shared/here.js';
import { computed, effect, html, signal, useMemo, useState } from '../shared/html.js';
import { dayWords, spoken, t } from '../shared/i18n.js';
import { isLarge } from '../shared/large.js';
import { Bar, Chips, Chosen, Empty, Tool } from '../shared/parts.js';
import { go, route, tab, takeTop } from '../shared/route.js';
import { isNarrow } from '../shared/room.js';
import { Rows } from '../shared/rows.js';
import { Village } from '../shared/village.js';
import { reads } from './reads.js';
import { shown } from './roll.js';
import { doorOf } from './rows.js';
import { useCounts } from './tally.js';
import { roundNow } from './work.js';
import { WorkBar } from './workbar.js';

const BLOCK = 6; // about a screen of rows: what is drawn before the first frame
const MANY = 50; // found: more than anybody looks through
const TABS = ['todo', 'later', 'done', 'all'];
const FOLDED = { zh: 19, en: 24 }; // rem of a line that four chips with their counts need
const ORDERS = ['door', 'near', 'name'];
const asked = signal({ show: 'todo', order: 'door', of: '', group: '', words: '' });
const fresh = signal(0);
let from = null; // where “nearest” is counted from: the first place found, so that the list does not move by itself

/* What was searched for in a village, and its group, are not asked for in another. */
const asking = () => (asked.value.of === areaCode.value ? asked.value : { ...asked.value, of: areaCode.value, group: '', words: '' });
const ask = (changed) => {
  asked.value = { ...asking(), ...changed };
};

/* A search is for the list and for whom it finds; whoever goes elsewhere, or has added a child, begins anew. */
const FOUND = ['list', 'household', 'child', 'work'];
let before = '';
effect(() => {
  const { parts: [at = '', key], query } = route.value;
  const goesOn = at === 'list' || (at === 'add' ? query.has('name') : FOUND.includes(at) && key !== 'new' && before !== 'add');
  if (!goesOn && asked.peek().words) asked.value = { ...asked.peek(), words: '' };
  before = at;
});

/* The tab an address asks for is the list's from the moment it is opened: nothing is drawn of another first. */
effect(() => {
  const show = tab.value;
  if (show) asked.value = { ...asked.peek(), show, words: '' };
});

const inGroup = (group) => (child) => {
  const house = child.household && view.houseOf(child.household);
  return house && house.group === group;
};

function groupsOf({ show, order, group, words }, here, now) {
  const { houseOf } = view;
  if (words.trim()) return oneByOne(find(here.code, words), houseOf);
  const every = view.children(here.code).filter((child) => !child.joined);
  const wanted = now ? shown(every, show, now, (key) => reads.result(key, now.key)) : every;
  const some = group ? wanted.filter(inGroup(group)) : wanted;
  if (order === 'name') return oneByOne(some, houseOf, nameKey);
  return underDoors(some, houseOf, order === 'near' ? from : null);
}

const count = (groups) => groups.reduce((n, group) => n + group.children.length, 0);

const select = (label, value, options, set, reach) => html`<select aria-label=${label} value=${value}
  onPointerDown=${reach} onFocus=${reach} onChange=${(event) => set(event.target.value)}>
  ${options.map(([code, words]) => html`<option key=${code} value=${code} selected=${code === value}>${words}</option>`)}
</select>`;

/** A village may have hundreds of groups, whose names are put in when someone reaches for them. */
function Sorting({ order, group, groups }) {
  const [wanted, want] = useState(false);
  const reach = () => want(true);
  const choose = (one) => {
    from = null;
    if (one === 'near') startLocating();
    ask({ order: one });
  };
  const named = wanted ? groups : groups.filter((one) => one === group);
  const all = [['', t('group_all')], ...named.map((one) => [one, one])];
  return html`<div class="sorting" id="sorting">
    ${select(t('order'), order, ORDERS.map((one) => [one, t(`order_${one}`)]), choose)}
    ${groups.length > 1 && select(t('group'), group, all, (one) => ask({ group: one }), reach)}</div>`;
}

const next = (act, word) => html`<button class="big give" onClick=${act}>${t(word)}</button>`;

function Nothing({ words, show, group, every }) {
  const typed = words.trim();
  const add = typed ? `add?name=${encodeURIComponent(typed)}` : 'add';
  if (typed) return html`<${Empty} title=${t('search_none', { words: typed })} lead=${t('search_hint')}>${next(() => go(add), 'search_add')}<//>`;
  if (!every) return html`<${Empty} title=${t('no_children')} lead=${t('no_children_lead')}>${next(() => go(add), 'add_child')}<//>`;
  if (group) return html`<${Empty} title=${t('list_empty')}>${next(() => ask({ group: '' }), 'group_all')}<//>`;
  if (show === 'todo') return html`<${Empty} title=${t('list_done')} lead=${t('list_done_lead')}>${next(() => go('report'), 'list_done_next')}<//>`;
  return html`<${Empty} title=${t(`show_none_${show}`)}>${next(() => ask({ show: 'todo' }), 'list_todo')}<//>`;
}

function Count({ words, groups, order, near, changed }) {
  const n = count(groups);
  const found = words.trim() && t('found_n', { n });
  return html`<div class="count">
    <p role="status" class=${found && n ? '' : 'unseen'}>${found || t('children_n', { n })}</p>
    ${found && n > MANY && html`<p class="quiet">${t('found_many')}</p>`}
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
  const groups = groupsOf(asking(), here, now);
  return { groups, cut: blocks(groups, BLOCK), every: view.children(here.code).length };
}

const howMany = computed(() => {
  tick.value;
  return view.children(areaCode.value).length;
});

const sorting = signal(false);

/** The village, how far it is, search and order behind an icon each; before its first day a round has a date and no share. */
function Head({ here, now, words, far, sorted }) {
  const begun = now && now.first_day <= today();
  const toggle = () => {
    sorting.value = !sorting.value;
  };
  return html`<${Village} figure=${now && !begun ? t('begins', { day: dayWords(now.first_day) }) : !isNarrow(FOLDED[spoken.value]) && farWords(far)}>
      <${Search} key=${here.code} words=${words} set=${(typed) => ask({ words: typed })} />
      <${Tool} name="sort" label=${t('sort')} onClick=${toggle} aria-expanded=${sorted} aria-controls="sorting" />
    <//>
    ${now && html`<${Bar} done=${far ? far.done : 0} of=${far ? far.target : 1} />`}`;
}

const farWords = (far) => far && `${far.done}/${far.target}`;

/* Who was dosed elsewhere is not among those dosed here: said apart, the counts add up. */
function countIn(tabs, one) {
  const { elsewhere } = tabs;
  return one === 'done' && elsewhere ? t('show_done_n', { n: tabs.done - elsewhere, elsewhere }) : tabs[one];
}
const chips = (tabs) => TABS.map((one) => [one, t(`show_${one}`), countIn(tabs, one)]);

/** What the list shows: quiet words with counts; where few fit on a line, the one chosen, changed by a tap on it. */
function Shown({ show, tabs, far }) {
  const options = chips(tabs);
  const set = (one) => ask({ show: one });
  if (!isNarrow(FOLDED[spoken.value])) return html`<${Chips} label=${t('list')} value=${show} options=${options} set=${set} />`;
  const said = options.map(([one, words, n]) => [one, n === undefined ? words : `${words} ${n}`]);
  const [, words] = said.find(([one]) => one === show);
  return html`<div class="chips"><${Chosen} label=${t('list')} value=${show} options=${said} set=${set}><b>${words}</b><//>
    ${far && html`<span class="figure">${farWords(far)}</span>`}</div>`;
}

/* A dose saved here changes none of this: the rows follow the view, the list only where it must. */
/** The list's screen. `?show=` in the address opens a tab. */
export function List() {
  const [here, now] = [view.area(areaCode.value), roundNow.value];
  const { show, order, group, words } = asking();
  if (order === 'near' && !from) from = position.value;
  const near = order === 'near' && from;
  const spelled = (words.trim() || order === 'name') && pinyinLoaded.value; // who types at once is answered again when it comes
  const name = [here.code, now && now.key, show, order, group, words.trim(), spelled, fresh.value, Boolean(near), isLarge()].join('|');
  const { groups, cut, every } = useMemo(() => snapshot(here, now), [name]);
  const rows = useMemo(
    () => html`<${Rows} key=${name} blocks=${cut} heights=${heightsFor(name)} top=${takeTop('list')} draw=${draw} />`,
    [name],
  );
  const { figures, tabs } = useCounts(here.code, now);
  const far = now && now.first_day <= today() ? figures : null;
  const searching = Boolean(words.trim());
  const sorted = !searching && (sorting.value || Boolean(group) || order !== 'door');
  const names = useMemo(() => (sorted ? groupNames(here.code) : []), [here.code, every, sorted]);
  return html`<${Head} here=${here} now=${now} words=${words} far=${far} sorted=${sorted} />
    ${sorted && html`<${Sorting} order=${order} group=${group} groups=${names} />`}
    ${!searching && now && html`<${Shown} show=${show} tabs=${tabs} far=${far} />`}
    <${WorkBar} />
    <${Count} words=${words} groups=${groups} order=${order} near=${near} changed=${howMany.value !== every} />
    ${groups.length
      ? html`${rows}${now && show === 'todo' && html`<p class="quiet lead">${t('list_lead')}</p>`}`
      : html`<${Nothing} words=${words} show=${show} group=${group} every=${every} />`}`;
}
