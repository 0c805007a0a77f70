/* 上报: whether all of this phone is sent, the one thing to do if not, then what needs a look, then what is on this phone. Nothing
   here is needed for the work to go on. */

import { left, net, sending, sendNow, serverTime, session, tick, today, trouble, unreadable, unsent, view, VERSION } from '../core/index.js';
import { exportText, importText, list } from '../core/recorded.js';
import { operationsOf } from './capability.js';
import { dayAt } from './days.js';
import { DotBeside } from './describe.js';
import { Head } from './fields.js';
import { Guard } from './guard.js';
import { html, useEffect, useState } from './html.js';
import { dayWords, inTurn, known, SEP, t } from './i18n.js';
import { Left } from './left.js';
import { personSaid } from './said.js';
import { nameOf } from './save.js';

const LOOK = ['refused', 'held', 'conflict']; // needs somebody
const KEPT = ['unsent', 'settled', 'sent'];
const STEP = 30;

/** What takes something back says what, where that was recorded on this phone. */
function withNames(items) {
  const made = new Map(items.filter(({ op }) => !op.void).map(({ key, data }) => [key, data]));
  return items.map((item) => ({ ...item, data: { ...(item.op.void && made.get(item.key)), ...item.data } }));
}

function useItems() {
  const [items, setItems] = useState(null);
  const seen = [tick.value, unsent.value].join();
  useEffect(() => {
    let open = true;
    list().then((all) => open && setItems(withNames(all)));
    return () => {
      open = false;
    };
  }, [seen]);
  return items;
}

function subject({ kind, key, data }) {
  if (kind === 'household') return view.household(key) || data;
  return { address: nameOf(view.child(data.child || key) || data) };
}

function what({ kind, op, data }) {
  const named = operationsOf(kind).what;
  const words = (named && named(data)) || t(known(`what_${kind}`) ? `what_${kind}` : 'what_other');
  return op.void ? t(data.asks ? 'what_ask' : 'what_void', { what: words }) : words;
}

function who(item) {
  const named = operationsOf(item.kind).who;
  if (named) return named(item);
  const one = subject(item);
  return personSaid(one.head) || one.address || t('nobody');
}

const WholeItem = ({ item }) => html`<${Guard} instead=${html`<li class="item"><b>${unreadable(item.id)}</b></li>`}><${Item} item=${item} /><//>`;

const settledWords = ({ op, note }) =>
  t(`settled_${(note || '').split(' ').includes('set_aside') ? 'aside' : 'mended'}${op.void ? '_void' : ''}`);

function Item({ item }) {
  const day = item.data.on || item.data.given_on;
  return html`<li class="item"><b>${who(item)}</b> ${what(item)}${item.strange && `${SEP}${unreadable(item.id)}`}
    ${day && `${SEP}${dayWords(day)}`}
    ${item.state === 'settled'
      ? html`<p class="quiet">${settledWords(item)}</p>`
      : item.sentence && html`<p class="problem">${item.sentence}</p>`}</li>`;
}

function Group({ state, items }) {
  const [most, setMost] = useState(STEP);
  if (!items.length) return null;
  return html`<section class=${`part state ${state}`}>
    <h2>${state === 'unsent' && html`<${DotBeside} />`}${t(`report_${state}`)} ${items.length}</h2>
    ${LOOK.includes(state) && html`<p class="quiet">${t(`report_${state}_lead`)}</p>`}
    <ul>${items.slice(0, most).map((item) => html`<${WholeItem} key=${item.id} item=${item} />`)}</ul>
    ${items.length > most && html`<button class="wide" onClick=${() => setMost(most + STEP)}>${t('report_more')}</button>`}
  </section>`;
}

function saveFile(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function Export() {
  const [done, setDone] = useState('');
  const save = async () => {
    const name = `fieldapp-${session.value.user.id.slice(0, 8)}-${Date.now()}.json`;
    saveFile(name, await exportText());
    setDone(t('exported', { file: name }));
  };
  const copy = async () => {
    await navigator.clipboard.writeText(await exportText());
    setDone(t('copied'));
  };
  return html`<p class="quiet">${t('export_lead')}</p>
    <button class="wide" onClick=${save}>${t('export')}</button>
    ${navigator.clipboard && html`<button class="wide" onClick=${copy}>${t('export_copy')}</button>`}
    <p role="status">${done}</p>`;
}

/** A file from a phone that has no network: what it holds is sent from here, under its own names; `say` what became of it. */
function Import({ say }) {
  const read = async ({ target }) => {
    try {
      const { taken, strange } = await importText(await target.files[0].text());
      const ids = strange.slice(0, 5).join(' ');
      say(inTurn([t('imported_n', { n: taken }), strange.length && t('imported_strange', { n: strange.length, ids })]));
    } catch (problem) {
      say(problem.sentence || problem.message);
    }
    target.value = '';
  };
  return html`<label class="button wide file">${t('import')}<input class="unseen" type="file" accept=".json,application/json" onChange=${read} /></label>`;
}

/** The way without network, folded away while there is one. */
function ByFile() {
  const [said, say] = useState('');
  return html`<details class="part" open=${Boolean(said) || (net.value === 'off' && unsent.value > 0)}><summary>${t('by_file')}</summary>
    ${unsent.value > 0 && html`<${Export} />`}<${Import} say=${say} /><p role="status">${said}</p></details>`;
}

function usePersisted() {
  const [kept, setKept] = useState(null);
  useEffect(() => {
    if (navigator.storage && navigator.storage.persisted) navigator.storage.persisted().then(setKept);
  }, []);
  return kept;
}

function Phone() {
  const persisted = usePersisted();
  const { user, device } = session.value;
  const lines = [
    [t('signed_in_as'), personSaid(user.name)],
    [t('net'), t({ on: 'net_on', off: 'net_no' }[net.value] || 'net_unknown')],
    [t('persisted'), persisted == null ? t('net_unknown') : t(persisted ? 'persisted_yes' : 'persisted_no')],
    [t('version'), VERSION],
    [t('device'), String(device).slice(0, 8)],
  ];
  return html`<details class="part"><summary>${t('this_phone')}</summary>
    <dl>${lines.map(([name, words]) => html`<div key=${name}><dt>${name}</dt><dd>${words}</dd></div>`)}</dl></details>`;
}

/** When the server last said anything to this phone. */
function heardWords() {
  const moment = serverTime();
  if (!moment) return '';
  const day = dayAt(new Date(moment).toISOString());
  const clock = new Date(moment + 8 * 3600000).toISOString().slice(11, 16); // as it stood in China
  return t('last_heard', { when: day === today() ? clock : `${dayWords(day)} ${clock}` });
}

/** The figure, and the one thing there is to do. */
function Send() {
  const [asked, ask] = useState(false);
  const refusal = trouble.value; // gone as soon as it went well, by a tap or by itself
  const send = async () => {
    ask(false);
    if (await sendNow()) ask(true);
  };
  useEffect(() => void (refusal || ask(false)), [refusal]);
  const problem = asked && refusal && refusal.sentence;
  const n = unsent.value;
  const calm = net.value === 'off' ? t('report_off') : n ? t('sends_itself') : '';
  return html`<div class="part send">
    ${n > 0
      ? html`<p class="left"><b>${n}</b> ${t('unsent_figure', { n })}</p>`
      : html`<p class="all-sent">✔ ${t(left.value.length ? 'report_mine' : 'report_all')}</p>`}
    <p class=${problem ? 'problem' : 'quiet'} role="status">${sending.value ? t('sending') : problem || inTurn([calm, heardWords()])}</p>
    <button class=${n ? 'big give' : 'wide'} onClick=${send}>${t('send_now')}</button></div>`;
}

/** The screen 上报: `#/report`. */
export function Report() {
  const items = useItems();
  const of = (state) => (items || []).filter((item) => item.state === state);
  const groups = (states) => states.map((state) => html`<${Group} key=${state} state=${state} items=${of(state)} />`);
  return html`<${Head} title=${t('report')} />
    <${Send} />
    ${items && !items.length && html`<div class="empty"><p><b>${t('report_none')}</b></p><p>${t('report_none_lead')}</p></div>`}
    ${groups(LOOK)}<${Left} />${groups(KEPT)}
    <${ByFile} />
    <${Phone} />`;
}
