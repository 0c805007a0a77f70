/* 上报: what is on this phone and what the server has named. Nothing here is needed for the work to go on. */

import { left, net, outbox, sending, sendNow, session, tick, unreadable, unsent, view, VERSION } from '../core/index.js';
import { operationsOf } from './capability.js';
import { Head } from './fields.js';
import { Guard } from './guard.js';
import { html, useEffect, useState } from './html.js';
import { dayWords, known, t } from './i18n.js';
import { Left } from './left.js';
import { nameOf } from './save.js';

const STATES = ['refused', 'held', 'conflict', 'unsent', 'settled', 'sent'];
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
    outbox.list().then((list) => open && setItems(withNames(list)));
    return () => {
      open = false;
    };
  }, [seen]);
  return items;
}

function subject({ kind, key, data }) {
  if (kind === 'household') return view.household(key) || data;
  return { head: nameOf(view.child(data.child || key) || data) };
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
  return one.head || one.address || t('nobody');
}

const WholeItem = ({ item }) => html`<${Guard} instead=${html`<li class="item"><b>${unreadable(item.id)}</b></li>`}><${Item} item=${item} /><//>`;

const settledWords = ({ op, note }) =>
  t(`settled_${(note || '').split(' ').includes('set_aside') ? 'aside' : 'mended'}${op.void ? '_void' : ''}`);

function Item({ item }) {
  const day = item.data.on || item.data.given_on;
  return html`<li class="item"><b>${who(item)}</b> ${what(item)}${item.strange && ` · ${unreadable(item.id)}`}
    ${day && html` · ${dayWords(day)}`}
    ${item.state === 'settled'
      ? html`<p class="quiet">${settledWords(item)}</p>`
      : item.sentence && html`<p class="problem">${item.sentence}</p>`}</li>`;
}

function Group({ state, items }) {
  const [most, setMost] = useState(STEP);
  if (!items.length) return null;
  return html`<section class=${`state ${state}`}>
    <h2>${t(`report_${state}`)} ${items.length}</h2>
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
    saveFile(name, await outbox.exportText());
    setDone(t('exported', { file: name }));
  };
  const copy = async () => {
    await navigator.clipboard.writeText(await outbox.exportText());
    setDone(t('copied'));
  };
  return html`<section><p class="quiet">${t('export_lead')}</p>
    <button class="wide" onClick=${save}>${t('export')}</button>
    ${navigator.clipboard && html`<button class="wide" onClick=${copy}>${t('export_copy')}</button>`}
    <p role="status">${done}</p></section>`;
}

/** A file from a phone that has no network: what it holds is sent from here, under its own names. */
function Import() {
  const [said, setSaid] = useState('');
  const read = async ({ target }) => {
    try {
      const { taken, strange } = await outbox.importText(await target.files[0].text());
      const ids = strange.slice(0, 5).join(' ');
      setSaid([t('imported_n', { n: taken }), strange.length && t('imported_strange', { n: strange.length, ids })].filter(Boolean).join(' '));
    } catch (problem) {
      setSaid(problem.sentence || problem.message);
    }
    target.value = '';
  };
  return html`<section><label class="field">${t('import')}<input type="file" accept=".json,application/json" onChange=${read} /></label>
    <p role="status">${said}</p></section>`;
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
    [t('signed_in_as'), user.name],
    [t('net'), t({ on: 'net_on', off: 'net_no' }[net.value] || 'net_unknown')],
    [t('persisted'), persisted == null ? t('net_unknown') : t(persisted ? 'persisted_yes' : 'persisted_no')],
    [t('version'), VERSION],
    [t('device'), String(device).slice(0, 8)],
  ];
  return html`<section><h2>${t('this_phone')}</h2>
    <dl>${lines.map(([name, words]) => html`<div key=${name}><dt>${name}</dt><dd>${words}</dd></div>`)}</dl></section>`;
}

function Send() {
  const [problem, setProblem] = useState(null);
  const send = async () => {
    setProblem(null);
    const refusal = await sendNow();
    setProblem(refusal && refusal.sentence);
  };
  const calm = net.value === 'off' ? t('net_off') : t('sends_itself');
  return html`<button class="big give" onClick=${send}>${t('send_now')}</button>
    <p class=${problem ? 'problem' : 'quiet'} role="status">${sending.value ? t('sending') : problem || calm}</p>`;
}

/** The screen 上报: `#/report`. */
export function Report() {
  const items = useItems();
  const of = (state) => (items || []).filter((item) => item.state === state);
  return html`<${Head} title=${t('report')} />
    ${unsent.value > 0
      ? html`<p class="left"><b>${unsent.value}</b> ${t('report_unsent')}</p>`
      : html`<p class="safe">✔ ${t(left.value.length ? 'report_mine' : 'report_all')}</p>`}
    <${Send} />
    ${items && !items.length && html`<p class="empty">${t('report_none')}</p>`}
    ${STATES.map((state) => html`<${Group} key=${state} state=${state} items=${of(state)} />`)}
    ${unsent.value > 0 && html`<${Export} />`}
    <${Left} />
    <${Import} />
    <${Phone} />`;
}
