/* What is folded under 更多 closes again where one taps or types elsewhere, and by Escape; without this it closes by its own word. */
const folded = document.querySelector('.menu-more');
if (folded) {
  document.addEventListener('click', ({ target }) => { if (!folded.contains(target)) folded.open = false; });
  folded.addEventListener('focusout', ({ relatedTarget }) => { if (relatedTarget && !folded.contains(relatedTarget)) folded.open = false; });
  folded.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    folded.open = false;
    folded.firstElementChild.focus();
  });
}
