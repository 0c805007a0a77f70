/* The try-it page: one child's doses in, verdicts, due list and plan out. Nothing leaves the phone. */

import { assess } from '../evaluation.js';
import { evaluate, isoDay, parseDay, plan, problem as problemOf, programme } from '../index.js';
import { getMeta } from '../../core/store.js';
import { newest } from './newest.js';
import { MOST_LINES, productNames, readDay, readDoses } from './reading.js';
import { WORDS } from './words.js';

const MOST_SHOWN = 5;
const form = document.getElementById('child');
const answer = document.getElementById('answer');
const problem = document.getElementById('problem');
let lang = localStorage.getItem('try-lang') || 'zh';
let data = null;
let names = new Map();
const ready = new Map();

const t = (key, blanks = {}) => WORDS[lang][key].replace(/\{(\w+)\}/g, (_, name) => blanks[name]);
const colon = () => (lang === 'zh' ? '：' : ': ');
const word = (table, code) => ((data.words[table] || {})[code] || {})[lang] || code;
const product = (code) => (data.products.find((one) => one.id === code) || { [lang]: code })[lang];

function rules() {
  const place = form.province.value;
  if (!ready.has(place)) ready.set(place, programme(data.rules[place]));
  return ready.get(place);
}

function node(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

const list = (title, items, empty) =>
  node('section', null, node('h2', title), items.length ? node('ul', null, ...items) : node('p', empty));

function dose(row) {
  return t('dose', { series: word('series', row.series), n: row.n });
}

function verdict({ product: code, given_on: day, valid, reason }) {
  const item = node('li', `${product(code)} ${day || t('no_date')}${colon()}${valid ? `✔ ${t('valid')}` : `✘ ${word('reason', reason)}`}`);
  item.className = valid ? 'valid' : 'invalid';
  return item;
}

/* Which rule asks, for the doubtful ones: of the slot itself, be it due, missing or still to come. */
function isUnsure(row, { asks, missing }) {
  const ask = [...missing.map(({ asked }) => asked), ...asks].find((one) => rules().series[one.series] === row.series && one.n === row.n);
  return Boolean(ask && ask.rule.unsure);
}

function asked(row, found, when) {
  const needs = row.condition ? ` ${word('condition', row.condition)}` : '';
  return node('li', `${dose(row)} ${product(row.product)}${when ? `${colon()}${when}` : ''}${needs}${isUnsure(row, found) ? ` ${t('unsure')}` : ''}`);
}

const whenDue = (row) => (row.overdue_since ? t('since', { day: row.overdue_since }) : t('earliest', { day: row.earliest }));

/* A missing slot says what it waits for: nothing, a day, or the slot before it. */
function whenMissing(row, { due }) {
  if (row.waits_until) return t('waits_until', { day: row.waits_until });
  return due.some(({ series, n }) => series === row.series && n === row.n) ? t('today') : t('after_earlier');
}

const note = ({ confirm, confirm_en: english, source }) => node('li', `${(lang === 'en' && english) || confirm || ''}${lang === 'zh' ? '出处：' : ' Source: '}${source.map((name) => word('source', name)).join(lang === 'zh' ? '、' : ', ')}`);

/* What cannot be as typed, in the words of the command `schedule evaluate`. */
function fault(found) {
  const blanks = { ...found, product: product(found.product), series: word('series', found.series) };
  return word('problem', found.code).replace(/\{(\w+)\}/g, (_, name) => blanks[name]);
}

function show(child, doses, on) {
  const its = rules();
  const [whole, found] = [evaluate(child, doses, on, its), assess(child, doses.map((one) => ({ ...one })), parseDay(on), its)];
  const era = its.eraOf(parseDay(on));
  const banner = node('p', `${t('result')}${colon()}${word('result', whole.result)}`);
  banner.className = `result ${whole.result}`;
  const visits = plan(child, doses, on, its).map((visit, at) =>
    node('li', `${t('visit', { n: at + 1, day: visit.on })}${colon()}${visit.doses.map((row) => `${dose(row)} ${product(row.product)}`).join(lang === 'zh' ? '；' : '; ')}`));
  answer.replaceChildren(
    banner,
    node('p', t('edition', { day: on, name: (data.editions[era.edition] || {})[lang] || era.edition })),
    ...(data.corrected ? [node('p', t('corrected'))] : []),
    ...(era.unsure ? [node('p', t('edition_unsure'))] : []),
    list(t('verdicts'), whole.doses.map(verdict), t('no_doses')),
    list(t('due'), whole.due.map((row) => asked(row, found, whenDue(row))), t('nothing_due')),
    list(t('missing'), whole.missing.map((row) => asked(row, found, whenMissing(row, whole))), t('nothing_missing')),
    list(t('plan'), visits, t('no_plan')),
    list(t('next'), whole.next.map((row) => asked(row, found, t('from', { day: row.from }))), '—'),
    list(t('closed'), whole.closed.map((row) => node('li', `${dose(row)}${colon()}${word('closed', row.reason)}`)), '—'),
    ...(whole.notes.length ? [list(t('notes'), whole.notes.map(note))] : []),
  );
}

function update() {
  problem.textContent = '';
  answer.replaceChildren();
  if (!data || !form.born.value.trim()) return;
  const [born, on] = [readDay(form.born.value), readDay(form.on.value)];
  const { doses, wrong, cut } = readDoses(form.doses.value, names);
  const lines = wrong.slice(0, MOST_SHOWN).map((one) => t('bad_line', one));
  const more = wrong.length > MOST_SHOWN && t('bad_more', { n: wrong.length - MOST_SHOWN });
  const child = { born, sex: form.sex.value || null };
  const wrongly = born && on ? problemOf(child, doses, on, rules()) : null;
  const faults = [!born && t('bad_born'), !on && t('bad_on'), ...lines, more, cut && t('cut', { n: MOST_LINES }), wrongly && fault(wrongly)];
  problem.replaceChildren(...faults.filter(Boolean).map((words) => node('div', words)));
  if (born && on && !wrongly && !wrong.length) show(child, doses, on);
}

function speak() {
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  document.querySelectorAll('[data-t]').forEach((one) => {
    one.textContent = t(one.dataset.t);
  });
  document.title = t('title');
  document.getElementById('language').textContent = t('language');
  if (data) choices();
  update();
}

function choices() {
  const [select, place, chosen] = [document.getElementById('product'), form.province, form.province.value];
  select.replaceChildren(...data.products.map((one) => new Option(one[lang], one.id)));
  place.replaceChildren(...Object.keys(data.rules).map((name) => new Option(name ? (data.provinces[name] || {})[lang] || name : t('national'), name)));
  place.value = chosen;
}

function addDose() {
  const day = document.getElementById('day');
  const line = `${product(document.getElementById('product').value)} ${day.value.trim()}`.trim();
  form.doses.value = [form.doses.value.trimEnd(), line].filter(Boolean).join('\n');
  day.value = '';
  update();
}

async function start() {
  form.on.value = isoDay(Math.floor((Date.now() + 8 * 3600000) / 86400000));
  speak();
  try {
    const [built, carried] = await Promise.all([fetch('/static/build/schedule.json'), getMeta('editions').catch(() => null)]);
    data = newest(await built.json(), carried);
    names = productNames(data.products);
    speak();
  } catch (error) {
    problem.textContent = t('waiting');
  }
}

form.addEventListener('input', update);
form.addEventListener('submit', (event) => event.preventDefault());
document.getElementById('add').addEventListener('click', addDose);
document.getElementById('language').addEventListener('click', () => {
  lang = lang === 'zh' ? 'en' : 'zh';
  localStorage.setItem('try-lang', lang);
  speak();
});
start();
