/* A form whose count changes while it is being set: what `#count` shows is fetched anew a moment after the last change.
   Without this script the button beside 保存 counts. */
const PAUSE_MS = 400;
const box = document.getElementById('count');
const form = box && box.closest('form');
let timer = 0;
let last = 0;

async function count() {
  const said = new FormData(form);
  ['csrf_token', 'shown', 'look', 'once'].forEach((name) => said.delete(name));
  const turn = (last += 1);
  box.setAttribute('aria-busy', 'true');
  const words = await fetch(`${box.dataset.from}?${new URLSearchParams(said)}`)
    .then((answer) => (answer.ok ? answer.text() : ''))
    .catch(() => '');
  if (turn !== last) return;
  box.removeAttribute('aria-busy');
  if (words) box.innerHTML = words;
}

if (form) {
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(count, PAUSE_MS);
  });
}
