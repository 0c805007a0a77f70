/* Opens a list of areas under every input that says data-pick; without this script a code is typed. */
const WAIT_MS = 150;

function row(found, number, id) {
  const item = document.createElement('li');
  item.id = `${id}-${number}`;
  item.setAttribute('role', 'option');
  item.dataset.code = found.code;
  item.dataset.path = found.path;
  item.textContent = `${found.path} ${found.code}`;
  return item;
}

function picker(input, id) {
  const list = document.createElement('ul');
  list.className = 'picklist';
  list.id = id;
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  input.after(list);
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-controls', id);
  input.setAttribute('aria-expanded', 'false');
  let at = -1;
  let timer = 0;

  const close = () => { list.hidden = true; at = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
  const called = input.parentElement.querySelector('[data-called]'); // what the code is called: a bare one says little
  const take = (item) => { input.value = item.dataset.code; if (called) called.textContent = item.dataset.path; close(); input.dispatchEvent(new Event('change', { bubbles: true })); };
  const mark = (next) => {
    const items = [...list.children];
    at = (next + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute('aria-selected', String(place === at)));
    input.setAttribute('aria-activedescendant', items[at].id);
    items[at].scrollIntoView({ block: 'nearest' });
  };
  const ask = async () => {
    const words = input.value.trim();
    if (!words) return close();
    const query = new URLSearchParams({ q: words, under: input.dataset.under, level: input.dataset.level });
    const answer = await fetch(`${input.dataset.pick}?${query}`);
    if (!answer.ok || words !== input.value.trim()) return undefined;
    const { areas } = await answer.json();
    list.replaceChildren(...areas.map((found, number) => row(found, number, id)));
    list.hidden = areas.length === 0;
    input.setAttribute('aria-expanded', String(areas.length > 0));
    at = -1;
    return undefined;
  };

  input.addEventListener('input', () => { if (called) called.textContent = ''; clearTimeout(timer); timer = setTimeout(ask, WAIT_MS); });
  input.addEventListener('keydown', (event) => {
    if (list.hidden) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); mark(at + (event.key === 'ArrowDown' ? 1 : -1)); }
    if (event.key === 'Enter' && at >= 0) { event.preventDefault(); take(list.children[at]); }
    if (event.key === 'Escape') close();
  });
  list.addEventListener('mousedown', (event) => { event.preventDefault(); const item = event.target.closest('li'); if (item) take(item); });
  input.addEventListener('blur', close);
}

document.querySelectorAll('input[data-pick]').forEach((input, number) => picker(input, `pick${number}`));
