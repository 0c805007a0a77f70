/* What the map says in words: legend, notes, the sentence in place of an empty map, and the boxes of a village and a child,
   which lead on: to who is responsible, to the list, to the child. Words reach the page as text only. */

const EDGE = 12; // pixels between boxes and the frame
const MUCH = 0.4; // of the map's width: a legend that takes more is shut till asked for

function mapBoxes(map, said, layers) {
  const words = said.words;
  const notes = {};
  const note = corner("bottomleft", "div", "mapnote", map);
  note.setAttribute("role", "status");
  note.hidden = true;
  const legend = corner("bottomright", "details", "legend", map);
  legend.open = true;
  const counts = document.createElement("div");
  const more = document.createElement("div");
  const shown = document.createElement("div");
  shown.className = "shown";
  const summary = document.createElement("summary");
  legend.append(summary, counts, scaleOf(said), more, shown);
  summary.append(line("span", words.key));
  const own = [toggle(words.villages, layers.villages), toggle(said.children ? words.children : words.numbers, layers.children)];
  const title = window.top === window ? titleOn(map, said) : null;
  const head = paperHead(map);
  const sentence = document.createElement("p");
  sentence.className = "mapempty";
  sentence.setAttribute("role", "status");
  sentence.textContent = words.loading;
  map.getContainer().append(sentence);
  let asked = false; // somebody opened or shut it, or chose in it: it stays so
  summary.addEventListener("click", () => (asked = true));
  legend.addEventListener("toggle", fitLegend);
  window.addEventListener("resize", fitLegend);
  map.on("popupclose", () => map.getContainer().classList.remove("boxed"));

  /* A layer to show or not: a tick in the legend. */
  function toggle(text, layer, on = true) {
    const label = document.createElement("label");
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.checked = on;
    tick.addEventListener("change", () => {
      asked = true;
      return tick.checked ? layer.addTo(map) : layer.remove();
    });
    label.append(tick, line("span", text));
    shown.append(label);
    return tick;
  }

  /* What stands under the tick made last. */
  function beneath(box) {
    shown.append(box);
  }

  /* The round's own layers make room for others, with their legend, and come back. */
  function putAway(away) {
    if (legend.classList.contains("others") === away) return;
    legend.classList.toggle("others", away);
    for (const tick of own) if (tick.checked === away) tick.click();
  }

  function isMuch() {
    return legend.offsetWidth > MUCH * map.getSize().x;
  }

  function isPrinted() {
    return document.documentElement.classList.contains("printing");
  }

  /* The legend is open where it leaves the map its room, and never lies over the buttons. */
  function fitLegend() {
    if (isPrinted()) {
      legend.style.maxHeight = "none";
      return;
    }
    const [zoom, own] = [map.zoomControl.getContainer(), legend].map((one) => one.getBoundingClientRect());
    const above = own.left > zoom.right ? (title ? title.getBoundingClientRect().bottom : 0) : zoom.bottom;
    legend.style.maxHeight = `${Math.max(own.bottom - above - EDGE, 4 * EDGE)}px`;
    if (!asked && legend.open && (isMuch() || legend.scrollHeight > legend.clientHeight + 1)) legend.open = false;
  }

  function sayNote(name, text) {
    notes[name] = text;
    const all = Object.values(notes).filter(Boolean);
    note.textContent = all.join(" · ");
    note.hidden = all.length === 0;
  }

  function sayLegend({ sums, state, ground, whose, at }) {
    const begun = state === "open" || state === "closed";
    summary.replaceChildren(line("span", begun ? `${words.short} ${sums.short}` : `${words.target} ${sums.target}`, "total"), line("span", words.key));
    const rows = begun ? [[said.children && dotPicture(false), words.unvisited, sums.short - sums.again], [said.children && dotPicture(true), words.again, sums.again]] : [];
    const list = document.createElement("ul");
    list.className = "counts";
    for (const [picture, text, n] of rows) list.append(row(picture, text, n));
    if (begun) list.append(row(null, words.all, sums.short));
    counts.replaceChildren(list);
    if (begun && title) counts.append(line("p", words.numbers_are, "small")); // the page around a frame says it
    more.replaceChildren(...[ground.derived.length && words.derived, state === "closed" && words.closed].filter(Boolean).map((text) => line("p", text, "small")));
    head.replaceChildren(line("strong", said.title), line("span", `${whose} · ${words.as_of} ${at}`));
    fitLegend();
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
    sayNote("far", far.length ? words.far + far.slice(0, 5).join(words.comma) + (far.length > 5 ? "…" : "") : "");
  }

  /* Where the map is free of boxes: from each of its edges, in pixels. */
  function edges() {
    const top = (title && !isPrinted() ? title.offsetHeight + EDGE : 0) + EDGE;
    if (map.getContainer().classList.contains("boxed")) return { left: EDGE, top, right: EDGE, bottom: EDGE };
    const shut = !legend.open || isMuch();
    return { left: EDGE, top, right: shut ? EDGE : legend.offsetWidth + 2 * EDGE, bottom: shut ? legend.offsetHeight + 3 * EDGE : 3 * EDGE };
  }

  /* Around a box that opens; on a telephone there is room for one. */
  function room() {
    if (isMuch()) map.getContainer().classList.add("boxed");
    const { left, top, right, bottom } = edges();
    return { autoPanPaddingTopLeft: [left, top], autoPanPaddingBottomRight: [right, bottom], maxWidth: Math.min(rem(20), map.getSize().x - left - right - 3 * EDGE), maxHeight: map.getSize().y - top - bottom - 3 * EDGE };
  }

  function village(one) {
    const box = popup(bothNames(one));
    box.append(line("p", bothNames({ name: one.township, latin: one.township_latin }), "quiet"));
    const share = one.percent === "—" ? "—" : `${one.percent}%`;
    const parts = [`${words.dosed} ${one.dosed}`, one.elsewhere && `${words.elsewhere} ${one.elsewhere}`, `${words.short} ${one.short}`];
    box.append(line("p", `${words.coverage} ${share}`), line("p", `${words.target} ${one.target} = ${parts.filter(Boolean).join(" + ")}`));
    if (one.unheard) box.append(line("p", one.unheard, "unheard"));
    box.append(...(one.lines || []).map((text) => line("p", text)));
    if (one.target && !one.short) box.append(line("p", words.none_short));
    const split = [!one.unheard && `${words.unvisited} ${one.short - one.again}`, one.again && `${words.again} ${one.again}`].filter(Boolean);
    if (one.short && split.length) box.append(line("p", `${words.short}${words.colon}${split.join(" · ")}`));
    box.append(...whoOf(one));
    box.append(one.short && said.children ? link(listOf(one.code), words.see_all.replace("{n}", one.short)) : link(`${said.village}?area=${one.code}`, words.see_figures));
    return box;
  }

  function child({ reason, village: name, code, key }, home) {
    const box = popup(reason ? said.reasons[reason] || reason : words.not_visited);
    const place = home ? `${bothNames(home)} · ${bothNames({ name: home.township, latin: home.township_latin })}` : name;
    box.append(line("p", place), ...(home?.unheard ? [line("p", home.unheard, "unheard")] : []), ...(home ? whoOf(home) : []), link(`${listOf(code)}#child-${key}`, words.see_child));
    return box;
  }

  function whoOf(one) {
    if (!one.people) return [];
    const named = one.people.map(([name, phone]) => called(words.who, name, phone));
    if (!named.length) {
      const nobody = line("p", `${words.who}${words.colon}${words.nobody} `);
      if (said.assign) nobody.append(link(said.assign, words.assign));
      named.push(nobody);
    }
    const reached = one.people.some(([, phone]) => phone);
    return one.clinic && !reached ? [...named, called(words.clinic, ...one.clinic)] : named;
  }

  function called(what, name, phone) {
    const text = line("p", `${what}${words.colon}${name} `);
    text.append(phone ? link(`tel:${phone}`, phone) : line("span", words.no_phone, "quiet"));
    return text;
  }

  function listOf(code) {
    return `${said.list}&area=${code}`;
  }

  function open(wanted) {
    const was = legend.open;
    legend.open = wanted;
    return was;
  }

  const unread = () => (sentence.textContent = words.unread);

  return { note: sayNote, unread, legend: sayLegend, missing: sayMissing, state: sayState, village, child, toggle, beneath, putAway, edges, room, open, fitLegend };
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
  const name = line("h1", said.title);
  box.append(back, name);
  const fit = () => {
    name.textContent = said.title;
    if (name.scrollHeight > 1.6 * parseFloat(getComputedStyle(name).lineHeight)) name.textContent = said.short_title;
  };
  fit();
  document.fonts.ready.then(fit);
  document.addEventListener("DOMContentLoaded", fit);
  window.addEventListener("resize", fit);
  return box;
}

/* On paper alone: whose figures, of when. */
function paperHead(map) {
  const box = document.createElement("p");
  box.className = "paperhead";
  map.getContainer().before(box);
  return box;
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

function rem(n) {
  return n * parseFloat(getComputedStyle(document.documentElement).fontSize);
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
}
