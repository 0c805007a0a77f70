/* A paper wider than the screen says so: which way, and at its edge. Knows nothing of what it holds. */

function sayMore(box) {
  const wide = box.scrollWidth > box.clientWidth + 1;
  const end = box.scrollLeft + box.clientWidth >= box.scrollWidth - 1;
  box.classList.toggle("more", wide && !end);
  box.previousElementSibling.hidden = !wide;
}

for (const box of document.querySelectorAll(".scroll")) {
  const words = document.createElement("p");
  words.className = "to-the-right";
  words.textContent = document.documentElement.lang.startsWith("zh") ? "表比屏幕宽，左右滑动看全 ⇄" : "Wider than the screen: scroll sideways ⇄";
  box.before(words);
  box.addEventListener("scroll", () => sayMore(box), { passive: true });
  new ResizeObserver(() => sayMore(box)).observe(box);
  sayMore(box);
}
