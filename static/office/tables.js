/* Tables one sorts by a tap on the heading and narrows by typing. Knows nothing of what they hold. */

const collator = new Intl.Collator("zh-CN", { numeric: true });

const valueOf = (row, column) => row.cells[column].textContent.trim();

/* A number only where the whole cell is one: a day, a name or a code that begins with digits is text. */
const numberIn = (words) => (/^-?\d+(\.\d+)?$/.test(words) ? Number(words) : NaN);

function compare(one, other) {
  const [a, b] = [numberIn(one), numberIn(other)];
  if (one === "—" || other === "—") return (one === "—") - (other === "—");
  return Number.isNaN(a) || Number.isNaN(b) ? collator.compare(one, other) : a - b;
}

function sortBy(table, column, descending) {
  const rows = [...table.tBodies[0].rows].filter((row) => row.cells.length > column);
  rows.sort((r, s) => compare(valueOf(r, column), valueOf(s, column)) * (descending ? -1 : 1));
  table.tBodies[0].append(...rows);
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if ("fixed" in head.dataset) return; // over buttons: nothing to sort by
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") !== "descending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      table.dataset.sorted = `${column} ${descending ? 1 : 0}`;
      sortBy(table, column, descending);
    });
  });
}

function makeFilter(input) {
  const apply = () => {
    const wanted = input.value.trim().toLowerCase();
    const table = document.getElementById(input.dataset.filter);
    for (const row of table ? table.tBodies[0].rows : []) {
      row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
    }
  };
  input.addEventListener("input", apply);
}

/* Make every marked table and search field under `root` work; called again after a refresh. */
function wireTables(root) {
  root.querySelectorAll("table[data-sortable]").forEach(makeSortable);
  root.querySelectorAll("input[data-filter]").forEach(makeFilter);
  root.querySelectorAll("select[data-submit]").forEach((select) => {
    select.addEventListener("change", () => select.form.submit());
  });
}

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

/* Back to the page one came from as one left it, scrolled as it was. */
document.querySelectorAll("a[data-back]").forEach((link) => {
  link.addEventListener("click", (event) => {
    if (history.length < 2 || document.referrer !== link.href) return;
    event.preventDefault();
    history.back();
  });
});
