/* A whole class answered by keys: digits answer, arrows move, Enter goes to the next child, no mouse. The keys are those of the
   sitting on the phone. Without this script the page is a plain form. */
import { sender } from './assess_send.js';

const zh = document.documentElement.lang.startsWith('zh');
const t = (chinese, english) => (zh ? chinese : english);
const ANSWERS = ['complete', 'needs', 'exempt', 'none', 'without'];
const CALLED = { complete: t('已完成', 'complete'), needs: t('需补种', 'needs catch-up'), exempt: t('不用补', 'nothing to catch up'), none: t('没评估', 'not assessed'), without: t('无证', 'no certificate') };
const LACKS = { lost: t('丢失', 'lost'), never: t('没办过', 'never had one') };
const FIELDS = ['answer', 'slots', 'report_no', 'certificate', 'why', 'assessed_on'];
const CHOICES = { again: t('记为再次查验', 'a second look'), replace: t('原来记错了，用这个', 'recorded wrongly: take this'), keep: t('原来的不动', 'leave what stands') };

const form = document.querySelector('form.assess');
const bar = document.querySelector('[data-keys]');
const rows = [...document.querySelectorAll('tr[data-child]')];
const slots = JSON.parse(bar.dataset.slots);
const SEP = t('、', ', ');
let now = null; // the line one is at
let mode = ''; // what is asked of it: '', needs, exempt, without
let at = null; // the vaccine whose dose is asked
const undoing = []; // lines in the order they were answered

const make = (tag, words = {}, ...inside) => {
  const one = Object.assign(document.createElement(tag), words);
  one.append(...inside);
  return one;
};
const field = (row, name) => form.elements[`${name}.${row.dataset.child}`];
const said = (row, name) => (field(row, name) ? field(row, name).value.trim() : '');
const isOpen = (row) => !row.matches('.done, .sent, .left');
const isTyped = (row) => FIELDS.some((name) => said(row, name) !== '');

const tell = make('p', { className: 'quiet' });
tell.dataset.tell = '';
tell.setAttribute('role', 'status');
const legend = make('div', { className: 'legend' });
const picking = make('div', { className: 'slots', hidden: true });
bar.prepend(tell, legend, picking);

const say = (words) => { tell.textContent = words; };
const key = (name, words, work, more = {}) => make('button', { type: 'button', onclick: work, ...more }, ...(name ? [make('kbd', { textContent: name })] : []), words);

/* --- which doses --- */

const picked = () => said(now, 'slots').split(/[、,，;；]\s*|\s{2,}/).map((word) => word.trim()).filter(Boolean);

function pick(name) {
  const all = picked();
  field(now, 'slots').value = (all.includes(name) ? all.filter((one) => one !== name) : [...all, name]).join(SEP);
  at = null;
  draw();
}

function digit(n) {
  if (at === null) {
    const series = slots[n - 1];
    if (!series) return;
    if (series[1].length === 1) pick(series[1][0][1]);
    else { at = n - 1; draw(); }
    return;
  }
  const slot = slots[at][1][n - 1];
  at = null;
  if (slot) pick(slot[1]);
  else draw();
}

function nextWhy() {
  const list = field(now, 'why');
  list.selectedIndex = list.selectedIndex >= list.options.length - 1 ? 1 : list.selectedIndex + 1;
  draw();
}

function drawSlots() {
  const chosen = picked();
  const names = slots.map(([called, doses], n) => {
    const buttons = doses.map(([, name, words]) => {
      const button = key('', words, () => pick(name));
      if (/^\d$/.test(words)) button.setAttribute('aria-label', `${called} ${words}`);
      button.setAttribute('aria-pressed', chosen.includes(name));
      return button;
    });
    return make('span', { className: `series${at === n ? ' at' : ''}` }, make('kbd', { textContent: String(n + 1) }), doses.length > 1 ? called : '', ...buttons);
  });
  picking.replaceChildren(...names);
}

/* --- the legend: what each key does now --- */

function ways() {
  if (mode === 'without') return Object.entries(LACKS).map(([code, words], n) => key(n + 1, words, () => lacks(code))).concat(key('Esc', t('返回', 'back'), leave));
  if (mode) {
    const why = mode === 'exempt' ? [key('0', `${t('原因', 'reason')}: ${field(now, 'why').selectedOptions[0].textContent}`, nextWhy)] : [];
    return [...why, key('Enter', t('记下，下一个', 'record, next'), keep), key('Esc', t('返回', 'back'), leave)];
  }
  const answers = ANSWERS.map((code, n) => key(n + 1, CALLED[code], () => choose(code)));
  const rest = [key('0', t('报告编号', 'report no.'), number), key('', '↑', () => step(-1), { ariaLabel: t('上一个', 'before') }), key('', '↓', () => step(1), { ariaLabel: t('下一个', 'next') })];
  return [...answers, ...rest, key('Enter', t('下一个没录的', 'next not recorded'), onward), key('z', t('撤销上一个', 'take the last back'), undo)];
}

function draw() {
  legend.replaceChildren(...ways());
  picking.hidden = !['needs', 'exempt'].includes(mode);
  if (!picking.hidden) {
    drawSlots();
    const words = at === null ? t('先按疫苗的号，再按第几剂', 'number of the vaccine, then of the dose') : `${slots[at][0]}: ${t('第几剂？', 'which dose?')}`;
    say(`${now.querySelector('b').textContent} · ${CALLED[mode]} · ${said(now, 'slots') || '—'} · ${words}`);
  }
  reveal();
}

/* The line one is at in sight: not under the heads, nor under the keys. */
function reveal() {
  const box = now.getBoundingClientRect();
  if (box.top < 60 || box.bottom > bar.getBoundingClientRect().top) now.scrollIntoView({ block: 'center' });
  const over = now.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
  if (over > 0) window.scrollBy(0, over);
}

/* --- from line to line --- */

function go(row, focus = true) {
  if (!row) return;
  if (now) now.classList.remove('now');
  now = row;
  now.classList.add('now');
  mode = '';
  at = null;
  draw();
  if (focus) now.focus({ preventScroll: true });
}

const step = (by) => go(rows[rows.indexOf(now) + by]);

function onward() {
  const place = rows.indexOf(now);
  const next = [...rows.slice(place + 1), ...rows.slice(0, place)].find(isOpen);
  if (next) go(next);
  else {
    const left = rows.filter((row) => row.matches('.left')).length;
    say(left ? t(`还有 ${left} 人要您看，见标红的行。`, `${left} for you to look at: the lines in red.`) : t('都录了。', 'All are recorded.'));
    draw();
    now.focus({ preventScroll: true });
  }
}

function leave() {
  field(now, 'answer').value = '';
  go(now);
}

const number = () => { field(now, 'report_no').focus(); field(now, 'report_no').select(); };

/* --- an answer --- */

function choose(code) {
  field(now, 'answer').value = code;
  if (code === 'needs' || code === 'exempt') {
    if (code === 'exempt' && !said(now, 'why')) field(now, 'why').value = 'contraindicated';
    mode = code;
    draw();
    now.focus({ preventScroll: true });
  } else if (code === 'without' && !['lost', 'never'].includes(said(now, 'certificate'))) {
    mode = code;
    draw();
    say(t('怎么没有证？', 'Why is there no certificate?'));
  } else keep();
}

function lacks(code) {
  field(now, 'certificate').value = code;
  keep();
}

function body(row) {
  const made = new FormData();
  for (const name of ['csrf_token', 'year', 'checked_on', 'assessed_on', 'assessed_by']) made.append(name, form.elements[name] ? form.elements[name].value : '');
  for (const name of [...FIELDS, 'seen', 'choice']) made.append(`${name}.${row.dataset.child}`, said(row, name));
  return made;
}

function keep() {
  const answer = said(now, 'answer');
  const assessed = ['complete', 'needs', 'exempt'].includes(answer);
  if (assessed && !said(now, 'assessed_on') && !form.elements.assessed_on.value.trim()) {
    say(t('请先写评估日期，按 Enter 回来再按一次。', 'First write the day of the assessment, Enter leads back.'));
    form.elements.assessed_on.focus();
    return;
  }
  if (answer === 'needs' && !said(now, 'slots')) {
    say(t('请先按缺的剂次。', 'First the missing doses.'));
    return;
  }
  if (answer === 'exempt' && !said(now, 'slots')) field(now, 'why').value = '';
  const row = now;
  const made = body(row); // with what was chosen, which stands where the note will
  const last = { row, words: FIELDS.map((name) => said(row, name)), seen: said(row, 'seen'), look: '' };
  undoing.push(last);
  row.classList.remove('left');
  row.classList.add('sent');
  note(row, `${CALLED[answer]} …`);
  onward();
  lines.send(row.dataset.child, made);
}

/* The cell that says what is recorded; the hidden word of what was seen stays in it. */
function note(row, ...inside) {
  const cell = row.querySelector('[data-now]');
  cell.replaceChildren(...inside, field(row, 'seen'));
}

function chooser(row, choices) {
  const list = make('select', { name: `choice.${row.dataset.child}` }, new Option(t('请选（先不记）', 'choose (not recorded)'), ''), ...choices.map((one) => new Option(CHOICES[one], one)));
  list.addEventListener('change', () => { if (list.value) { go(row); keep(); } });
  return list;
}

function came(child, line, whole) {
  const row = rows.find((one) => one.dataset.child === child);
  const last = undoing.findLast((one) => one.row === row);
  row.classList.remove('sent');
  if (line.done) {
    FIELDS.forEach((name) => { field(row, name).value = ''; });
    row.classList.add('done');
    if (last) last.look = line.look;
    if (line.look) field(row, 'seen').value = line.look.split(':')[1];
    note(row, line.words);
  } else {
    row.classList.add('left');
    const words = make('span', { className: 'wrong', textContent: line.words });
    note(row, words, ...(line.choices.length ? [chooser(row, line.choices)] : []));
    say(`${row.querySelector('b').textContent}: ${line.words}`);
  }
  if (whole.all !== undefined) document.querySelector('[data-done]').textContent = whole.done;
}

let waited = 0;
function waits(n, why) {
  if (!n && waited) say(t('都存上了。', 'All of it is saved.'));
  waited = n;
  if (!n) return;
  const reason = why === 'signed out' ? t('登录过期了，请在另一个标签页登录，不要关这一页', 'your session ended: sign in in another tab and leave this one open') : t('网络不通', 'no network');
  say(t(`${n} 人还没存上（${reason}）。都留在这一页，通了自己再存；不要关这一页。`, `${n} not saved yet (${reason}). They stay in this page and are sent by themselves; do not close it.`));
}

const lines = sender(bar.dataset.line, { came, waits });

function reopen({ row, words, seen }) {
  FIELDS.forEach((name, n) => { field(row, name).value = words[n]; });
  field(row, 'answer').value = '';
  field(row, 'seen').value = seen;
  row.classList.remove('done', 'sent', 'left');
  note(row);
  go(row);
}

async function undo() {
  const last = undoing.pop();
  if (!last) { say(t('这一页没有可撤销的。', 'Nothing of this page to take back.')); return; }
  const name = last.row.querySelector('b').textContent;
  if (!last.look) { lines.drop(last.row.dataset.child); reopen(last); say(t(`${name}：已撤销`, `${name}: taken back`)); return; }
  const asked = new FormData();
  for (const one of ['csrf_token', 'year']) asked.append(one, form.elements[one].value);
  asked.append('back', last.look);
  try {
    const answer = await fetch(bar.dataset.back, { method: 'POST', body: asked, headers: { Accept: 'application/json' }, redirect: 'manual' });
    const whole = await answer.json();
    if (!whole.taken) throw new Error('stays');
    document.querySelector('[data-done]').textContent = whole.done;
    reopen(last);
    say(t(`${name}：已撤销`, `${name}: taken back`));
  } catch {
    undoing.push(last);
    say(t(`${name}：没有撤销，请再试`, `${name}: not taken back, try again`));
  }
}

/* --- keys --- */

const KEYS = { ArrowDown: () => step(1), ArrowUp: () => step(-1), ArrowRight: () => step(1), ArrowLeft: () => step(-1), Enter: onward, 0: number, z: undo, Z: undo };

function work(pressed) {
  const n = /^[1-9]$/.test(pressed) ? Number(pressed) : 0;
  if (mode === 'without') {
    if (n && n <= 2) lacks(Object.keys(LACKS)[n - 1]);
    else if (['Escape', 'Backspace'].includes(pressed)) leave();
    else return false;
  } else if (mode) {
    if (n) digit(n);
    else if (pressed === 'Enter') keep();
    else if (pressed === '0' && mode === 'exempt') nextWhy();
    else if (['Escape', 'Backspace'].includes(pressed)) { if (at === null) leave(); else { at = null; draw(); } } else return false;
  } else if (n && n <= ANSWERS.length) choose(ANSWERS[n - 1]);
  else if (KEYS[pressed]) KEYS[pressed]();
  else return false;
  return true;
}

/* In a field: Enter answers or leads back to the line, up and down lead to the same field of another child. */
function inField(event) {
  const { target, key: pressed } = event;
  const row = target.closest('tr[data-child]');
  const by = { ArrowDown: 1, ArrowUp: -1 }[pressed];
  if (row && by && target.matches('input')) {
    const other = rows[rows.indexOf(row) + by];
    if (other) { go(other, false); field(other, target.name.split('.')[0]).focus(); }
  } else if (pressed === 'Enter' && !target.matches('button, a')) {
    if (row) { go(row); if (said(row, 'answer')) keep(); } else go(now);
  } else if (pressed === 'Escape' && row) go(row);
  else return false;
  return true;
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const field_ = event.target.closest('input, select, textarea, button, a, summary');
  if (field_ && (!form.contains(field_) || (field_.closest('[data-keys]') && event.key === 'Enter'))) return;
  if (field_ && !field_.closest('[data-keys]') ? inField(event) : work(event.key)) event.preventDefault();
});

/* A short number is the end of the last long one: of 20260820016 the next is typed as 17. */
let longest = '';
form.addEventListener('change', ({ target }) => {
  if (!target.name.startsWith('report_no.')) return;
  const typed = target.value.trim();
  if (/^\d{1,4}$/.test(typed) && longest.length > typed.length) target.value = longest.slice(0, -typed.length) + typed;
  longest = target.value.trim().length > 4 ? target.value.trim() : longest;
});
rows.forEach((row) => row.addEventListener('focusin', () => { if (row !== now) go(row, false); }));
rows.forEach((row) => row.addEventListener('click', ({ target }) => { if (!target.closest('input, select, button, a')) go(row); }));

let leaving = false;
form.addEventListener('submit', () => { leaving = true; });
window.addEventListener('beforeunload', (event) => { if (!leaving && (lines.size() || rows.some((row) => isTyped(row)))) event.preventDefault(); });
window.addEventListener('pageshow', () => { leaving = false; });

go(rows.find(isOpen) || rows[0], false);
if (!document.querySelector('[aria-invalid=true]')) (form.elements.assessed_on.value ? now : form.elements.assessed_on).focus({ preventScroll: true });
