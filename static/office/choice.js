/* A tree of areas to tick: the whole and a part of it are never ticked together, and a search shows what it finds. */
const tree = document.querySelector('[data-tree]');
const boxes = [...tree.querySelectorAll('input[type=checkbox]')];

function only({ target }) {
  if (!target.checked) return;
  const one = target.value;
  for (const box of boxes) {
    if (box !== target && (box.value.startsWith(one) || one.startsWith(box.value))) box.checked = false;
  }
}

function find({ target }) {
  const wanted = target.value.trim().toLowerCase();
  let found = 0;
  for (const box of boxes) {
    const label = box.closest('label');
    label.hidden = wanted !== '' && !box.checked && !label.dataset.words.includes(wanted);
    if (!label.hidden) found += 1;
  }
  tree.querySelectorAll('details').forEach((branch) => {
    const shown = branch.querySelectorAll('label:not([hidden])').length;
    branch.hidden = wanted !== '' && shown === 0;
    branch.open = wanted !== '' ? shown > 0 : branch.querySelector('input:checked') !== null;
  });
  tree.querySelector('[data-none]').hidden = found > 0;
}

tree.addEventListener('change', only);
tree.querySelector('input[type=search]').addEventListener('input', find);
tree.querySelector('input[type=search]').addEventListener('keydown', (event) => { if (event.key === 'Enter') event.preventDefault(); });
tree.closest('form').elements.more_areas.addEventListener('change', ({ target }) => {
  const typed = target.value.match(/\d+/g) ?? [];
  for (const box of boxes) if (typed.some((code) => code.startsWith(box.value))) box.checked = false; // the whole would win
});
