/* Tables one sorts by a tap on the heading and narrows by typing. Knows nothing of what they hold. How a table is sorted and
   what was looked for stand in the page's address, so that a way back leads to the same table. */

const collator = new Intl.Collator("zh-CN", { numeric: true });
const FEW_ROWS = 4;
const zh = document.documentElement.lang.startsWith("zh");

const valueOf = (row, column) => row.cells[column].textContent.trim();

/* A number only where the whole cell is one: a day, a name or a code that begins with digits is text. */
const numberIn = (words) => (/^-?\d+(\.\d+)?$/.test(words) ? Number(words) : NaN);

function compare(one, other) {
  const [a, b] = [numberIn(one), numberIn(other)];
  return Number.isNaN(a) || Number.isNaN(b) ? collator.compare(one, other) : a - b;
}

/* What has no value stands last either way; what is equal stands in the order of the codes. */
function inOrder([a, r], [b, s], descending) {
  if (a === "—" || b === "—") return (a === "—") - (b === "—");
  return compare(a, b) * (descending ? -1 : 1) || (r.dataset.code ?? "").localeCompare(s.dataset.code ?? "");
}

/* Sorted by a column all rows stand in one line: subtotals go, and what was folded under them is shown. */
function sortBy(table, column, descending) {
  const rows = [...table.tBodies[0].rows].filter((row) => row.cells.length > column && !row.matches(".sub, .total, .no-hit"));
  if (!rows.length) return;
  const said = rows.map((row) => [valueOf(row, column), row]).sort((one, other) => inOrder(one, other, descending));
  table.tBodies[0].querySelectorAll(".sub").forEach((row) => row.remove());
  table.classList.remove("folded");
  table.classList.add("flat");
  table.tBodies[0].append(...said.map(([, row]) => row));
}

/* The address says it too; nothing is asked of the server. */
function keep(name, words) {
  const address = new URL(window.location.href);
  if (words) address.searchParams.set(name, words);
  else address.searchParams.delete(name);
  window.history.replaceState(window.history.state, "", address);
  if (name === "sort") carry(name, words);
}

/* Filters and the other pages of a list lead to a table sorted alike. */
function carry(name, words) {
  for (const form of document.querySelectorAll("main form[method=get]")) {
    const field = form.elements[name] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
    if (field.type === "hidden") field.value = words;
  }
  for (const link of document.querySelectorAll(".pager a")) {
    const page = new URL(link.href);
    if (words) page.searchParams.set(name, words);
    link.href = page;
  }
}

function sortAs(table, column, descending) {
  const heads = table.tHead.rows[0].cells;
  for (const other of heads) other.removeAttribute("aria-sort");
  heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
  table.dataset.sorted = `${column} ${descending ? 1 : 0}`;
  sortBy(table, column, descending);
}

/* Under a head of class `low` the lowest is what one looks for, and stands first. Where a row is a card the heads are what one
   sorts by and say so; of a few rows there is nothing to sort. */
function makeSortable(table) {
  table.toggleAttribute("data-few", table.tBodies[0].rows.length < FEW_ROWS);
  table.tHead.rows[0].dataset.said = zh ? "排序" : "Sort by";
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if ("fixed" in head.dataset) return; // over buttons: nothing to sort by
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const descending = head.matches(".low") ? head.getAttribute("aria-sort") === "ascending" : head.getAttribute("aria-sort") !== "descending";
      sortAs(table, column, descending);
      if (table.id) keep("sort", `${table.id}.${table.dataset.sorted.replace(" ", ".")}`);
    });
  });
}

function sortAsAsked(root) {
  const [id, column, descending] = (new URLSearchParams(window.location.search).get("sort") ?? "").split(".");
  const table = [...root.querySelectorAll("table[data-sortable]")].find((one) => one.id && one.id === id);
  if (!table?.tHead.rows[0].cells[column]?.querySelector("button.sort")) return;
  sortAs(table, Number(column), descending === "1");
  carry("sort", `${id}.${column}.${descending}`);
}

/* Of the rows that hold what is typed, or whose name does in pinyin (`data-find`); where none does the table says so. */
function makeFilter(input) {
  const apply = () => {
    const wanted = input.value.trim().toLowerCase();
    const table = document.getElementById(input.dataset.filter);
    if (!table) return;
    input.folds ??= table.matches(".folded"); // what is looked for may be folded away
    table.classList.toggle("folded", input.folds && wanted === "" && !table.matches(".flat"));
    const holds = (row) => row.textContent.toLowerCase().includes(wanted) || (row.dataset.find ?? "").includes(wanted);
    table.querySelector(".no-hit")?.remove();
    for (const row of table.tBodies[0].rows) row.hidden = wanted !== "" && (row.matches(".sub, .total") || !holds(row));
    if (![...table.tBodies[0].rows].every((row) => row.hidden) || !wanted) return;
    const row = table.tBodies[0].insertRow();
    row.className = "no-hit";
    const cell = row.insertCell();
    cell.colSpan = table.tHead.rows[0].cells.length;
    cell.className = "quiet";
    cell.textContent = zh ? `没有找到“${input.value.trim()}”` : `Nothing found for “${input.value.trim()}”`;
  };
  input.addEventListener("input", () => {
    apply();
    keep("find", input.value.trim());
  });
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); }); // it acts at once
  input.value ||= new URLSearchParams(window.location.search).get("find") ?? "";
  if (input.value) apply();
}

/* Where a row is a card its values carry the words of their heads. */
function labelCards(table) {
  const heads = [...table.tHead.rows[0].cells].map((head) => ("fixed" in head.dataset ? "" : head.textContent.trim()));
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, column) => {
      const plain = column && cell.tagName === "TD" && !cell.matches("[colspan], :has(.on-card, form, input, select)");
      if (plain && cell.textContent.trim()) cell.dataset.label = heads[column];
    });
  }
}

/* Make every marked table and search field under `root` work; called again after a refresh. */
function wireTables(root) {
  root.querySelectorAll("table.cards").forEach(labelCards);
  root.querySelectorAll("table[data-sortable]").forEach(makeSortable);
  sortAsAsked(root);
  root.querySelectorAll("input[data-filter]").forEach(makeFilter);
  root.querySelectorAll("select[data-submit]").forEach((select) => {
    select.addEventListener("change", () => select.form.submit());
    select.form.querySelectorAll("button.second:not([name])").forEach((button) => button.remove()); // it acts at once
  });
}

/* A row leads where its link of class `go` leads, wherever it is tapped beside a link or button of its own. */
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr:has(a.go)");
  if (row && !event.target.closest("a, button, input, label, summary") && !String(window.getSelection())) row.querySelector("a.go").click();
});

wireTables(document);
window.officeTables = { wire: wireTables, sortBy };

/* Ticks every row of a table that the filter shows, or none when all are ticked. */
document.querySelectorAll("[data-tick]").forEach((button) => {
  button.addEventListener("click", () => {
    const rows = [...document.getElementById(button.dataset.tick).tBodies[0].rows].filter((row) => !row.hidden);
    const boxes = rows.flatMap((row) => [...row.querySelectorAll("input[type=checkbox]")]);
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = tick;
  });
});

/* Back to the page one came from as one left it: what was scrolled, the page and the boxes on it, is where it was. */
const here = () => window.location.pathname + window.location.search;
const MOST_PLACES = 30;
const places = () => JSON.parse(sessionStorage.getItem("places") ?? "{}");

window.addEventListener("pagehide", () => {
  const boxes = [...document.querySelectorAll(".scroll")].map((box) => [box.scrollTop, box.scrollLeft]);
  const kept = Object.entries(places()).filter(([place]) => place !== here()).slice(-MOST_PLACES);
  sessionStorage.setItem("places", JSON.stringify(Object.fromEntries([...kept, [here(), { y: window.scrollY, boxes }]])));
});

function asItWasLeft() {
  const back = sessionStorage.getItem("back") === here() || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  sessionStorage.removeItem("back");
  const left = back && places()[here()];
  if (!left) return;
  document.querySelectorAll(".scroll").forEach((box, n) => box.scrollTo(left.boxes[n]?.[1] ?? 0, left.boxes[n]?.[0] ?? 0));
  window.scrollTo(0, left.y);
}

asItWasLeft();
document.querySelectorAll("a[data-back]").forEach((link) => {
  link.addEventListener("click", (event) => {
    sessionStorage.setItem("back", link.pathname + link.search);
    if (history.length < 2 || document.referrer !== link.href) return;
    event.preventDefault();
    history.back();
  });
});
