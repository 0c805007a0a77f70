/* What the map says in words: legend, notes, the sentence in place of an empty map, and the boxes of a village and a child,
   which lead on: to who is responsible, to the list, to the child. Words reach the page as text only. */

const NARROW_PX = 480;

function mapBoxes(map, said) {
  const words = said.words;
  const notes = {};
  const note = corner("bottomleft", "div", "mapnote", map);
  note.setAttribute("role", "status");
  note.hidden = true;
  const legend = corner("bottomright", "details", "legend", map); // shut where it would cover the map: a telephone
  legend.open = window.innerWidth > NARROW_PX;
  const counts = document.createElement("div");
  const more = document.createElement("div");
  const summary = document.createElement("summary");
  legend.append(summary, counts, scaleOf(said), more);
  summary.append(line("span", words.key));
  if (window.top === window) titleOn(map, said);
  const sentence = document.createElement("p");
  sentence.className = "mapempty";
  sentence.setAttribute("role", "status");
  sentence.textContent = words.loading;
  map.getContainer().append(sentence);

  function sayNote(name, text) {
    notes[name] = text;
    const all = Object.values(notes).filter(Boolean);
    note.textContent = all.join(" · ");
    note.hidden = all.length === 0;
  }

  function sayLegend({ sums, state, ground }) {
    const begun = state === "open" || state === "closed";
    summary.replaceChildren(line("span", begun ? `${words.short} ${sums.short}` : `${words.target} ${sums.target}`, "total"), line("span", words.key));
    const rows = begun ? [[false, words.unvisited, sums.short - sums.again], [true, words.again, sums.again]] : [];
    const list = document.createElement("ul");
    list.className = "counts";
    for (const [full, text, n] of rows) list.append(row(dotPicture(full), text, n));
    if (begun) list.append(row(null, words.all, sums.short));
    counts.replaceChildren(list);
    more.replaceChildren(...[ground.derived.length && words.derived, state === "closed" && words.closed].filter(Boolean).map((text) => line("p", text, "small")));
  }

  function sayMissing(drawn, whole, latest) {
    for (const one of more.querySelectorAll(".missing")) one.remove();
    if (!whole) return;
    for (const name of ["placeless", "away", "guests"]) {
      const n = [...drawn.values()].reduce((all, kept) => all + (kept[name] || 0), 0);
      if (n) more.prepend(line("p", words[name].replace("{n}", n), "small missing"));
    }
    sayNote("unplaced", latest.unplaced.length ? words.unplaced.replace("{n}", latest.unplaced.length) : "");
  }

  function sayState({ state, features, sums, far }) {
    const nothing = features.length === 0 ? words.nowhere : state !== "before" && sums.target === 0 ? words.nobody_here : "";
    const text = state === "draft" ? words.draft : nothing || (state === "before" ? words.before.replace("{day}", said.first_day) : "");
    sentence.textContent = text;
    sentence.hidden = !text;
    sentence.classList.toggle("over", features.length > 0);
    sayNote("far", far.length ? words.far + far.slice(0, 5).join("、") + (far.length > 5 ? "…" : "") : "");
  }

  function village(one) {
    const box = popup(one.name);
    const share = one.percent === "—" ? "—" : `${one.percent}%`;
    box.append(line("p", `${words.coverage} ${share} · ${words.target} ${one.target} · ${words.dosed} ${one.dosed}`));
    if (one.target) box.append(line("p", one.short ? `${words.short} ${one.short}：${words.unvisited} ${one.short - one.again} · ${words.again} ${one.again}` : words.none_short));
    box.append(...whoOf(one));
    box.append(one.short && said.children ? link(listOf(one.code), words.see_all.replace("{n}", one.short)) : link(`${said.village}?area=${one.code}`, words.see_figures));
    return box;
  }

  function child({ reason, village: name, code, key }, home) {
    const box = popup(reason ? said.reasons[reason] || reason : words.not_visited);
    box.append(line("p", name), ...(home ? whoOf(home) : []), link(`${listOf(code)}#child-${key}`, words.see_child));
    return box;
  }

  function whoOf(one) {
    if (!one.people) return [];
    const named = one.people.map(([name, phone]) => called(words.who, name, phone));
    if (!named.length) {
      const nobody = line("p", `${words.who}：${words.nobody} `);
      if (said.assign) nobody.append(link(said.assign, words.assign));
      named.push(nobody);
    }
    const reached = one.people.some(([, phone]) => phone);
    return one.clinic && !reached ? [...named, called(words.clinic, ...one.clinic)] : named;
  }

  function called(what, name, phone) {
    const text = line("p", `${what}：${name} `);
    text.append(phone ? link(`tel:${phone}`, phone) : line("span", words.no_phone, "quiet"));
    return text;
  }

  function listOf(code) {
    return `${said.list}&area=${code}`;
  }

  return { note: sayNote, legend: sayLegend, missing: sayMissing, state: sayState, village, child, width: () => legend.offsetWidth };
}

function corner(position, tag, className, map) {
  const box = document.createElement(tag);
  box.className = className;
  const control = L.control({ position });
  control.onAdd = () => box;
  control.addTo(map);
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  return box;
}

/* On a wall, or opened by itself: whose map this is, and the way back. */
function titleOn(map, said) {
  const box = corner("topleft", "div", "maptitle", map);
  box.parentElement.prepend(box); // above the buttons
  const back = line("a", "←");
  back.href = location.pathname.replace(/\/frame$/, "") + location.search;
  back.setAttribute("aria-label", said.words.back);
  box.append(back, line("h1", said.title));
}

function scaleOf(said) {
  const box = document.createElement("div");
  const list = document.createElement("ul");
  for (const one of said.steps) list.append(row(line("i", "", `swatch cover-${one.name}`), one.words));
  box.append(line("p", said.words.coverage, "head"), list);
  return box;
}

function row(picture, text, n) {
  const item = document.createElement("li");
  if (picture) item.append(picture);
  item.append(line("span", text));
  if (n !== undefined) item.append(line("b", String(n)));
  return item;
}

function dotPicture(full) {
  return line("i", "", full ? "dot full" : "dot");
}

function popup(name) {
  const box = document.createElement("div");
  box.className = "popup";
  box.append(line("p", name, "name"));
  return box;
}

function link(href, text) {
  const found = line("a", text);
  found.href = href;
  found.target = "_top";
  return found;
}

function line(tag, words, className) {
  const element = document.createElement(tag);
  element.textContent = words;
  if (className) element.className = className;
  return element;
}

function numberIcon(n) {
  const size = n < 10 ? 34 : n < 100 ? 40 : n < 1000 ? 48 : 60;
  return L.divIcon({ html: line("span", String(n)), className: "dots", iconSize: [size, size] });
}

function nameIcon(name, className) {
  return L.divIcon({ html: line("span", name), className: `place ${className}`, iconSize: [0, 0] });
}

function villageLabel({ name, percent }) {
  const short = name.replace(/委会$/, "");
  return percent === "—" ? short : `${short} ${percent.split(".")[0]}%`;
}

/* The colours of static/tokens.css, by their names without the dashes. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  return new Proxy({}, { get: (_none, name) => style.getPropertyValue(`--${name}`).trim() });
}

/* Leaflet names its buttons in English. */
function nameControls(map, words) {
  for (const [part, text] of [["in", words.zoom_in], ["out", words.zoom_out]]) {
    const button = map.getContainer().querySelector(`.leaflet-control-zoom-${part}`);
    button.title = text;
    button.setAttribute("aria-label", text);
  }
  const layers = map.getContainer().querySelector(".leaflet-control-layers-toggle");
  layers.title = words.layers;
  layers.setAttribute("aria-label", words.layers);
}
