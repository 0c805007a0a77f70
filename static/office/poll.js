/* Keeps a page fresh: asks for one small JSON every 15 s and fetches the figures again only when it changed. */

const EVERY_MS = 15000;
const figures = document.getElementById("figures");
const live = document.getElementById("live");

function keepView(fresh) {
  const kept = [...figures.querySelectorAll("input[data-filter]")].map((input) => [input.dataset.filter, input.value]);
  const sorted = [...figures.querySelectorAll("table[data-sorted]")].map((table) => [table.id, table.dataset.sorted]);
  figures.innerHTML = fresh; // our own server's page, escaped there
  window.officeTables.wire(figures);
  for (const [id, value] of kept) {
    const input = figures.querySelector(`input[data-filter="${id}"]`);
    if (input && value) {
      input.value = value;
      input.dispatchEvent(new Event("input"));
    }
  }
  for (const [id, how] of sorted) {
    const table = id && document.getElementById(id);
    const [column, descending] = how.split(" ").map(Number);
    if (table) {
      table.dataset.sorted = how;
      table.tHead.rows[0].cells[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
      window.officeTables.sortBy(table, column, descending === 1);
    }
  }
}

async function look() {
  const answer = await fetch(figures.dataset.poll, { cache: "no-cache" });
  if (!answer.ok) throw new Error(String(answer.status));
  const { version } = await answer.json();
  if (version === figures.dataset.version) return;
  const part = await fetch(figures.dataset.part, { cache: "no-cache" });
  if (!part.ok || part.redirected) throw new Error(String(part.status));
  keepView(await part.text());
  figures.dataset.version = version;
  live.textContent = `${figures.dataset.said} ${new Date().toLocaleTimeString(document.documentElement.lang)}`;
}

async function again() {
  try {
    const typing = figures.contains(document.activeElement) && document.activeElement.tagName === "INPUT";
    if (!document.hidden && !typing) await look();
  } catch {
    live.textContent = figures.dataset.lost;
  }
  setTimeout(again, EVERY_MS);
}

setTimeout(again, EVERY_MS);
