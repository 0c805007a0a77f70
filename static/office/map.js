/* The map of a round: outlines, villages by the coverage scale, a dot for every child still to dose. It draws and refreshes;
   what boxes say is made in map_boxes.js. Words reach the page as text only. */

const EVERY_MS = 15000;
const AGAIN_MS = 300000; // dots of a village whose figures stand still are asked for again after this
const TAP_PX = 15; // around a dot of 7 px: a target as wide as a thumb
const MOST_DOTS = 2000; // more are drawn as numbers, a village each, until one comes nearer
const BATCH = { short: 300, target: 5000, villages: 40 }; // what one request asks for at most
const NAMES_FROM_M = 30; // metres a pixel: from here on villages' names have room
const WIDE_PX = 900;
const TALL_PX = 640;
const ROOM = { autoPanPaddingTopLeft: [12, 76], autoPanPaddingBottomRight: [12, 12] }; // around a box

function officeMap(map, said) {
  const look = colours();
  map.options.zoomSnap = 0.25; // a county fills its frame
  if (map.getSize().x < WIDE_PX) map.zoomControl.setPosition("bottomleft"); // a box has the top to itself
  map.options.renderer = L.canvas({ tolerance: TAP_PX }); // before anything is drawn
  map.createPane("ground").style.zIndex = 350; // under the villages
  map.getPane("ground").style.pointerEvents = "none"; // to find one's way, never in the way of a tap
  const words = said.words;
  const ground = L.layerGroup().addTo(map);
  const villages = L.featureGroup().addTo(map);
  const names = L.layerGroup().addTo(map);
  const children = L.markerClusterGroup({
    maxClusterRadius: 44,
    showCoverageOnHover: false,
    iconCreateFunction: (cluster) => numberIcon(sum(cluster.getAllChildMarkers(), (mark) => mark.options.n)),
  });
  const boxes = mapBoxes(map, said);
  const drawn = new Map(); // of a village: { marks, figures, at, placeless, away, guests, more }
  let latest = null; // the villages as they were fetched last
  let version = null;
  let framed = false;
  const before = keptView(); // asked before the first view is kept in its place

  const overlays = { [words.villages]: villages };
  if (said.children) overlays[words.children] = children.addTo(map);
  const base = said.basemap ? { [words.basemap]: tiles() } : {};
  const { x, y } = map.getSize();
  L.control.layers(base, overlays, { collapsed: x < WIDE_PX || y < TALL_PX }).addTo(map); // the legend has the rest of the side
  nameControls(map, words);
  map.attributionControl.setPrefix("Leaflet");
  if (said.credit) map.attributionControl.addAttribution(line("span", said.credit).innerHTML);
  children.on("animationend", () => settleNames(map));
  map.on("moveend", () => {
    keepView(map);
    drawNames();
    settleNames(map);
    if (latest && said.children) drawChildren().catch(() => boxes.note("lost", words.lost));
  });

  function tiles() {
    const layer = L.tileLayer(said.basemap, { maxZoom: 18 }).addTo(map);
    let came = false;
    layer.on("tileload", () => (came = true));
    layer.on("tileerror", () => {
      if (came) return;
      map.removeLayer(layer);
      boxes.note("tiles", words.no_tiles);
    });
    return layer;
  }

  function style(feature) {
    const step = feature.properties.class;
    const edges = { reached: { color: look["cover-reached-edge"], weight: 2 }, none: { stroke: false } };
    const edge = edges[step] || { color: look.paper, weight: 1 };
    return { ...edge, fillColor: look[`cover-${step}`], fillOpacity: said.basemap ? 0.8 : 1 };
  }

  function drawVillages(fetched) {
    villages.clearLayers();
    const layer = L.geoJSON(fetched, {
      style,
      pointToLayer: (feature, at) => L.circle(at, { ...style(feature), radius: feature.properties.radius }),
      onEachFeature: (feature, shape) => shape.bindPopup(() => boxes.village(feature.properties), ROOM).bindTooltip(() => line("span", feature.properties.name)),
    });
    villages.addLayer(layer).bringToBack(); // a dot is tapped, not the village under it
    if (!framed && fetched.frame) frame(fetched.frame);
  }

  function frame(corners) {
    const wide = map.getSize().x > WIDE_PX;
    const padding = { paddingTopLeft: [24, window.top === window ? 76 : 24], paddingBottomRight: [wide ? boxes.width() + 24 : 24, wide ? 32 : 96] };
    map.fitBounds(corners, { ...padding, maxZoom: 14, animate: false });
    map.setMaxBounds(L.latLngBounds(corners).pad(1)); // no least zoom: numbers of children are grouped from the zoom of the whole world on
    framed = true;
    if (before) map.setView(before.at, before.zoom, { animate: false });
  }

  function drawGround({ borders, derived, townships }) {
    ground.clearLayers();
    const renderer = L.canvas({ pane: "ground" });
    const plain = { pane: "ground", renderer, interactive: false, fill: false };
    for (const border of borders) {
      const county = border.level === "county";
      const own = county ? { color: look.edge, weight: 1.5, fill: !said.basemap, fillColor: look.paper, fillOpacity: 1 } : { color: look.edge, weight: 1 };
      L.geoJSON(border, { style: { ...plain, ...own }, interactive: false, pane: "ground" }).addTo(ground);
    }
    for (const points of derived) L.polyline(points.map(([lon, lat]) => [lat, lon]), { ...plain, color: look.edge, weight: 1, dashArray: "5 4" }).addTo(ground);
    for (const [lat, lon, name] of townships) L.marker([lat, lon], { icon: nameIcon(name, "township"), interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(ground);
  }

  function drawNames() {
    names.clearLayers();
    const at = map.getCenter();
    const metres = map.distance(at, map.unproject(map.project(at).add([1, 0])));
    map.getContainer().classList.toggle("near", metres <= NAMES_FROM_M);
    if (!latest || metres > NAMES_FROM_M) return;
    const seen = map.getBounds().pad(0.1);
    for (const { properties, middle } of latest.placed) {
      if (seen.contains(middle)) names.addLayer(L.marker(middle, { icon: nameIcon(villageLabel(properties), "village"), interactive: false, keyboard: false, zIndexOffset: -900 }));
    }
  }

  /* Every village with children still to dose has its dots, or (not fetched yet, or too many) its number. */
  async function drawChildren() {
    const short = latest.all.filter((one) => one.short > 0);
    const few = sum(short, (one) => one.short) <= MOST_DOTS;
    const near = few ? short : short.filter((one) => one.bounds && map.getBounds().intersects(one.bounds));
    const wanted = few || sum(near, (one) => one.short) <= MOST_DOTS ? near : [];
    for (const code of [...drawn.keys()]) if (!short.some((one) => one.code === code)) forget(code);
    for (const one of short) if (!drawn.has(one.code) && one.bounds) show(one.code, { marks: [numberOf(one)], at: 0 });
    for (const batch of batches(wanted.filter(isOld))) await fetchDots(batch);
    boxes.missing(drawn, few, latest);
    boxes.note("more", few ? "" : words.more);
    settleNames(map);
  }

  function isOld(one) {
    const kept = drawn.get(one.code);
    return !kept || kept.figures !== figuresOf(one) || Date.now() - kept.at > AGAIN_MS;
  }

  async function fetchDots(batch) {
    const asked = new URLSearchParams(batch.map((one) => ["area", one.code]));
    const { children: dots, ...rest } = await get(`${said.children}?${asked}`);
    for (const one of batch) {
      const mine = dots.filter((dot) => dot[4] === one.code);
      show(one.code, { marks: mine.map(childDot), at: Date.now(), figures: figuresOf(one), ...(one === batch[0] ? rest : {}) });
    }
  }

  function show(code, kept) {
    forget(code);
    children.addLayers(kept.marks);
    drawn.set(code, kept);
  }

  function forget(code) {
    children.removeLayers(drawn.get(code)?.marks || []);
    drawn.delete(code);
  }

  function numberOf(one) {
    const mark = L.marker(one.bounds.getCenter(), { icon: numberIcon(one.short), n: one.short });
    return mark.on("click", () => map.fitBounds(one.bounds, { padding: [24, 24], maxZoom: 16 }));
  }

  function childDot([lat, lon, reason, village, code, key]) {
    const own = reason ? { color: look.paper, weight: 2, fillColor: look.ink } : { color: look.ink, weight: 2.5, fillColor: look.paper };
    const dot = L.circleMarker([lat, lon], { ...own, radius: 7, fillOpacity: 1, n: 1 });
    return dot.bindPopup(() => boxes.child({ reason, village, code, key }, latest.byCode.get(code)), ROOM);
  }

  async function refresh() {
    const fresh = (await get(said.poll)).version;
    if (fresh === version) return;
    const fetched = await get(said.villages);
    drawVillages(fetched);
    latest = looked(fetched, villages);
    drawGround(fetched.ground);
    drawNames();
    settleNames(map);
    boxes.legend(fetched);
    boxes.state(fetched);
    if (said.children && fetched.state !== "before" && fetched.state !== "draft") await drawChildren();
    version = fresh;
  }

  async function again() {
    try {
      if (!document.hidden || version === null) await refresh();
      boxes.note("lost", "");
    } catch {
      boxes.note("lost", words.lost);
    }
    setTimeout(again, EVERY_MS);
  }

  again();
}

async function get(address) {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.json();
}

/* What was fetched, with where each village is drawn. */
function looked(fetched, layers) {
  const shapes = new Map();
  layers.eachLayer((group) => group.eachLayer((shape) => shapes.set(shape.feature.properties.code, shape.getBounds())));
  const placed = fetched.features.map(({ properties }) => {
    const bounds = shapes.get(properties.code);
    return { properties, ...properties, bounds, middle: bounds.getCenter() };
  });
  const unplaced = fetched.unplaced.map(([code, short]) => ({ code, short, target: short }));
  return { placed, all: [...placed, ...unplaced], byCode: new Map(placed.map((one) => [one.code, one])), ...fetched };
}

function figuresOf(one) {
  return [one.target, one.dosed, one.elsewhere, one.short, one.again].join();
}

/* Villages in groups that one request may ask for. */
function batches(villages) {
  const found = [];
  let room = null;
  for (const one of villages) {
    if (!room || room.short < one.short || room.target < one.target || room.villages < 1) {
      room = { ...BATCH };
      found.push([]);
    }
    found.at(-1).push(one);
    room = { short: room.short - one.short, target: room.target - one.target, villages: room.villages - 1 };
  }
  return found;
}

function sum(list, of) {
  return list.reduce((all, one) => all + of(one), 0);
}

/* A name stands where no number does and no other name: in its place, else a little above or under it. A township's that
   has no room there is left out until one comes nearer: farther off it would name another. */
const ASIDE = { township: [[0, 0], [0, -28], [0, 28], [-40, -20], [40, -20], [-40, 20], [40, 20]], village: [[0, 0], [0, -30], [0, 30], [0, -44], [0, 44]] };

function settleNames(map) {
  const box = map.getContainer();
  const taken = [...box.querySelectorAll(".dots")].map((one) => one.getBoundingClientRect());
  for (const kind of ["township", "village"]) {
    for (const name of box.querySelectorAll(`.${kind} span`)) {
      name.hidden = false;
      name.style.translate = "0 0";
      const at = name.getBoundingClientRect();
      const free = ASIDE[kind].find(([right, down]) => taken.every((one) => apart(one, at, right, down)));
      const [x, y] = free || [0, 0];
      name.style.translate = `${x}px ${y}px`;
      name.hidden = !free;
      if (free) taken.push({ left: at.left + x, right: at.right + x, top: at.top + y, bottom: at.bottom + y });
    }
  }
}

function apart(one, at, right, down) {
  return one.right < at.left + right || one.left > at.right + right || one.bottom < at.top + down || one.top > at.bottom + down;
}

/* Back returns to the same place: the view is kept while the tab lives, and taken up when one came back to the page. */
function keepView(map) {
  const { lat, lng } = map.getCenter();
  sessionStorage.setItem(location.href, JSON.stringify([lat, lng, map.getZoom()]));
}

function keptView() {
  const kept = sessionStorage.getItem(location.href);
  const [arrived] = window.parent.performance.getEntriesByType("navigation");
  if (!kept || arrived?.type !== "back_forward") return null;
  const [lat, lng, zoom] = JSON.parse(kept);
  return { at: [lat, lng], zoom };
}
