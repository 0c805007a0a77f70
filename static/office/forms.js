/* Forms of the office: ask before what cannot be undone, send once, and say that it is under way. */
const WAIT = document.documentElement.lang.startsWith('zh') ? '请稍候…' : 'One moment…';

function waiting(button) {
  const words = button.textContent;
  button.disabled = true;
  button.setAttribute('aria-busy', 'true');
  if (!button.classList.contains('plain')) button.textContent = WAIT;
  window.addEventListener('pageshow', () => { // back by the browser's button: the form can be used again
    button.disabled = false;
    button.removeAttribute('aria-busy');
    button.textContent = words;
  }, { once: true });
}

document.addEventListener('submit', (event) => { // a button may ask its own question
  const words = event.submitter?.dataset.ask ?? event.target.dataset.ask;
  if (words && !window.confirm(words)) event.preventDefault();
}, true);
document.querySelectorAll('form[method=post]').forEach((form) => {
  form.addEventListener('submit', (event) => {
    const button = event.submitter || form.querySelector('button');
    if (!event.defaultPrevented && button) setTimeout(waiting, 0, button); // later: the button's own value is sent too
  });
});
/* A table one fills in is not left with what was typed and not saved, unless one says so. */
document.querySelectorAll('form.keeps').forEach((form) => {
  let typed = form.querySelector('[aria-invalid=true]') !== null;
  form.addEventListener('input', (event) => { typed ||= event.target.name !== ''; });
  form.addEventListener('submit', (event) => { if (!event.defaultPrevented) typed = false; });
  window.addEventListener('beforeunload', (event) => { if (typed) event.preventDefault(); });
});
/* On a phone menu and tabs are wider than the screen: first, for it scrolls the page too. */
document.querySelectorAll('.menu [aria-current], .tabs [aria-current]').forEach((one) => one.scrollIntoView({ block: 'nearest', inline: 'center' }));
/* What was refused: the first wrong field in sight, and one types there. */
const wrong = document.querySelector('[aria-invalid=true]');
if (wrong) {
  wrong.closest('details')?.setAttribute('open', '');
  wrong.scrollIntoView({ block: 'center' });
  wrong.focus({ preventScroll: true });
}

/* A filter acts at once: where something is chosen, or a pause is made in typing. Its button is for who has no script. */
const PAUSE_MS = 600;
document.querySelectorAll('main form[method=get]').forEach((form) => {
  let timer = 0;
  const ask = (field) => { sessionStorage.setItem('asking', field.name); form.requestSubmit(); };
  const typed = (field) => { // one word is looked for letter by letter: one way back, not five
    sessionStorage.setItem('asking', field.name);
    const said = [...new FormData(form)].filter(([, value]) => value !== '');
    window.location.replace(`${form.action.split('?')[0]}?${new URLSearchParams(said)}`);
  };
  if (!form.querySelector('[data-still]')) form.querySelectorAll('button:not([name])').forEach((button) => { button.style.display = 'none'; });
  form.addEventListener('change', ({ target }) => { // what narrows a table on this page asks nobody
    clearTimeout(timer);
    if (target.name && !('still' in target.dataset)) ask(target);
  });
  form.addEventListener('input', (event) => {
    clearTimeout(timer);
    const { target } = event;
    if (target.matches('input[name]:not([data-pick], [data-still], [type=checkbox], [type=radio])') && !event.isComposing) timer = setTimeout(typed, PAUSE_MS, target);
  });
  const asked = form.elements[sessionStorage.getItem('asking')]; // one types on where one was
  if (asked && asked.focus) {
    sessionStorage.removeItem('asking');
    asked.focus();
    if (asked.setSelectionRange) asked.setSelectionRange(asked.value.length, asked.value.length);
  }
});
const MOST = Number(document.body.dataset.most); // bytes the server takes at once
document.querySelectorAll('input[type=file]').forEach((input) => {
  input.addEventListener('change', () => {
    const large = [...input.files].some((file) => file.size > MOST);
    const [megabytes, zh] = [Math.floor(MOST / 2 ** 20), document.documentElement.lang.startsWith('zh')];
    const words = zh ? `文件太大，最多 ${megabytes} MB，请分成几个小的再传。` : `The file is too large, at most ${megabytes} MB.`;
    input.setCustomValidity(large ? input.dataset.large ?? words : '');
    if (large) input.reportValidity();
  });
});
// Copies the words of what `data-copy` names; without HTTPS a browser copies only what is marked.
const copied = async (button) => {
  const words = document.getElementById(button.dataset.copy);
  const marked = () => {
    getSelection().selectAllChildren(words);
    return document.execCommand('copy');
  };
  const done = navigator.clipboard ? await navigator.clipboard.writeText(words.textContent.trim()).then(() => true, marked) : marked();
  if (done) button.textContent = document.documentElement.lang.startsWith('zh') ? '已复制' : 'Copied';
};
document.querySelectorAll('[data-copy]').forEach((button) => button.addEventListener('click', () => copied(button)));
document.querySelectorAll('[data-print]').forEach((button) => button.addEventListener('click', () => window.print()));
