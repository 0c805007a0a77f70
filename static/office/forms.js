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

document.querySelectorAll('form[data-ask]').forEach((form) => {
  form.addEventListener('submit', (event) => { if (!window.confirm(form.dataset.ask)) event.preventDefault(); });
});
document.querySelectorAll('form[method=post]').forEach((form) => {
  form.addEventListener('submit', (event) => {
    const button = event.submitter || form.querySelector('button');
    if (!event.defaultPrevented && button) setTimeout(waiting, 0, button); // later: the button's own value is sent too
  });
});
document.querySelectorAll('[data-print]').forEach((button) => button.addEventListener('click', () => window.print()));
document.querySelector('.menu [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
