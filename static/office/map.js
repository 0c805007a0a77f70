/* The map of a round: outlines, villages by the coverage scale, and who is still to dose: far off a number a township, nearer one a
   village, then a dot for every child. It draws and refreshes; numbers and names are made in map_numbers.js, what boxes say in
   map_boxes.js, how near one is in map_view.js. Words reach the page as text only. */

const EVERY_MS = 15000;
const AGAIN_MS = 300000; // dots of a village whose figures stand still are asked for again after this
const [DOT_RADIUS_PX, THUMB_PX] = [7, 22]; // radius of a dot, and of what is tapped
const MOST_DOTS = 2000; // more are drawn as numbers, a village each, until one comes nearer
const BATCH = { short: 300, target: 5000, villages: 40 }; // what one request asks for at most
const VILLAGES_FROM_M = 30; // metres a pixel: from here on villages' numbers and names have room
const DOTS_FROM_M = 6; // and from here on each child
const APART_PX = 15; // two dots of one house stand beside each other
const WIDE_PX = 900;
const EDGE_PX = 12;

function officeMap(map, said) {
  document.querySelector(".opening").remove();
  const look = colours();
  map.options.zoomSnap = 0.1; // a county fills its frame
  map.createPane("ground").style.zIndex = 350; // under the villages
  map.getPane("ground").style.pointerEvents = "none"; // to find one's way, never in the way of a tap
  staysInSight(map);
  const words = said.words;
  const ground = L.layerGroup().addTo(map);
  const villages = L.featureGroup().addTo(map);
  const [inNumbers, dots] = [L.layerGroup(), L.layerGroup()];
  const children = L.layerGroup([inNumbers, dots]).addTo(map);
  const boxes = mapBoxes(map, said, { villages, children });
  const numbers = mapNumbers(map, said, { goTo, open: (code) => shapeOf(code)?.openPopup() });
  const others = mapLayers(map, said, boxes, inRoom);
  const drawn = new Map(); // of a village: { dots, figures, at, placeless, away, guests, more }
  let latest = null; // the villages as they were fetched last
  let version = null;
  let dotsStand = ""; // what they were drawn from
  let framed = null;
  const before = keptView(); // asked before the first view is kept in its place

  if (said.basemap) boxes.toggle(words.basemap, tiles());
  nameControls(map, words);
  map.attributionControl.setPrefix(false); // the sources alone
  if (said.credit) map.attributionControl.addAttribution(line("span", said.credit).innerHTML);
  map.on("moveend", () => {
    keepView(map);
    draw();
    if (latest && said.children) fetchChildren().catch(() => boxes.note("lost", words.lost));
  });
  window.addEventListener("beforeprint", () => forPaper(true));
  window.addEventListener("afterprint", () => forPaper(false));

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
      onEachFeature: (feature, shape) => inRoom(shape, () => boxes.village(feature.properties)).bindTooltip(() => line("span", bothNames(feature.properties))),
    });
    villages.addLayer(layer).bringToBack(); // a dot is tapped, not the village under it
    if (!framed && fetched.frame) frame(fetched.frame);
  }

  function shapeOf(code) {
    let found = null;
    villages.eachLayer((group) => group.eachLayer((shape) => (found = shape.feature.properties.code === code ? shape : found)));
    return found;
  }

  function frame(corners) {
    framed = corners;
    fit(corners);
    map.setMaxBounds(map.getBounds().pad(1)); // a box at the edge has room to come into view
    if (before) map.setView(before.at, before.zoom, { animate: false });
  }

  function fit(corners, animate = false) {
    const { left, top, right, bottom } = boxes.edges();
    map.fitBounds(corners, { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom], maxZoom: 14, animate });
  }

  /* Nearer to a township: so near that its villages have their numbers, and no nearer. */
  function goTo(corners, metres) {
    const { left, top, right, bottom } = boxes.edges();
    const [width, height] = [map.getSize().x - left - right, map.getSize().y - top - bottom];
    const whole = map.getBoundsZoom(corners, false, L.point(left + right, top + bottom));
    const zoom = Math.min(Math.max(whole, zoomOf(map, metres)), zoomOf(map, DOTS_FROM_M) - 0.2);
    const middle = map.project(L.latLngBounds(corners).getCenter(), zoom);
    const shift = L.point(map.getSize().x / 2 - left - width / 2, map.getSize().y / 2 - top - height / 2);
    map.setView(map.unproject(middle.add(shift), zoom), zoom);
  }

  function drawGround({ borders, derived }) {
    ground.clearLayers();
    const renderer = L.svg({ pane: "ground" });
    const plain = { pane: "ground", renderer, interactive: false, fill: false };
    for (const border of borders) {
      const county = border.level === "county";
      const own = county ? { color: look.edge, weight: 1.5, fill: !said.basemap, fillColor: look.paper, fillOpacity: 1 } : { color: look.edge, weight: 1 };
      L.geoJSON(border, { style: { ...plain, ...own }, interactive: false, pane: "ground" }).addTo(ground);
    }
    for (const points of derived) L.polyline(points.map(([lon, lat]) => [lat, lon]), { ...plain, color: look.edge, weight: 1, dashArray: "5 4" }).addTo(ground);
  }

  /* Numbers, names and dots as they are at this zoom. */
  function draw() {
    if (!latest) return;
    const level = levelOf();
    const dotted = level === "dots" ? [...drawn.entries()].filter(([, kept]) => kept.dots.length) : [];
    inNumbers.clearLayers();
    for (const layer of numbers.marks(latest, level, new Set(dotted.map(([code]) => code)))) inNumbers.addLayer(layer);
    const places = drawDots(dotted);
    numbers.names(latest, level);
    boxes.fitLegend();
    numbers.settle(places.map(([lat, lon]) => map.latLngToContainerPoint([lat, lon])));
  }

  /* Where the dots stand. They are made anew only where something is other than before: the box of one that stays stays open. */
  function drawDots(dotted) {
    const places = spread(map, dotted.flatMap(([, kept]) => kept.dots));
    const stands = JSON.stringify([map.getZoom(), places.length && dotted.map(([code, kept]) => [code, kept.at])]);
    if (stands === dotsStand) return places;
    dotsStand = stands;
    dots.clearLayers();
    for (const dot of places) dots.addLayer(childDot(dot, { radius: THUMB_PX, stroke: false, fillOpacity: 0 }));
    for (const dot of places) dots.addLayer(childDot(dot, { radius: DOT_RADIUS_PX, fillOpacity: 1 }));
    return places;
  }

  function levelOf() {
    const metres = metresOf(map);
    if (metres <= DOTS_FROM_M && said.children && latest.begun) return "dots";
    return metres <= VILLAGES_FROM_M || latest.ground.townships.length < 2 ? "villages" : "townships";
  }

  /* Every village with children still to dose has its dots once they were fetched; of too many only those near. */
  async function fetchChildren() {
    const short = latest.all.filter((one) => one.short > 0);
    const few = sum(short, (one) => one.short) <= MOST_DOTS;
    const near = few ? short : short.filter((one) => one.bounds && map.getBounds().intersects(one.bounds));
    const wanted = few || sum(near, (one) => one.short) <= MOST_DOTS ? near : [];
    for (const code of [...drawn.keys()]) if (!short.some((one) => one.code === code)) drawn.delete(code);
    for (const batch of batches(wanted.filter(isOld))) await fetchDots(batch);
    boxes.missing(drawn, few, latest);
    boxes.note("more", levelOf() === "dots" && wanted.length < near.length ? words.more : "");
    draw();
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
      drawn.set(one.code, { dots: mine, at: Date.now(), figures: figuresOf(one), ...(one === batch[0] ? rest : {}) });
    }
  }

  function childDot([lat, lon, reason, village, code, key], size) {
    const own = reason ? { color: look.paper, weight: 2, fillColor: look.ink } : { color: look.ink, weight: 2.5, fillColor: look.paper };
    const dot = L.circleMarker([lat, lon], { ...own, ...size });
    return inRoom(dot, () => boxes.child({ reason, village, code, key }, latest.byCode.get(code)));
  }

  /* A box that opens beside the legend, not under it: its room is asked for before Leaflet looks for it. */
  function inRoom(layer, content) {
    return layer.bindPopup(() => {
      Object.assign(layer.getPopup().options, boxes.room());
      return content();
    });
  }

  async function refresh() {
    const fresh = (await get(said.poll)).version;
    if (fresh === version) return;
    const fetched = await get(said.villages);
    boxes.legend(fetched);
    boxes.state(fetched);
    drawVillages(fetched);
    latest = looked(fetched, villages);
    drawGround(fetched.ground);
    draw();
    if (said.children && latest.begun) await fetchChildren();
    await others.refresh();
    version = fresh;
  }

  async function again() {
    try {
      if (!document.hidden || version === null) await refresh();
      boxes.note("lost", "");
    } catch {
      if (version === null) boxes.unread();
      else boxes.note("lost", words.lost);
    }
    setTimeout(again, EVERY_MS);
  }

  /* On paper the map has the sheet's size, its legend open, and all of it in view. */
  let onScreen = null;
  function forPaper(printing) {
    if (printing === Boolean(onScreen)) return;
    if (printing) onScreen = { at: map.getCenter(), zoom: map.getZoom(), legend: boxes.open(true) };
    document.documentElement.classList.toggle("printing", printing);
    map.closePopup();
    map.invalidateSize({ animate: false, pan: false });
    if (printing && framed) fit(framed);
    if (!printing) {
      boxes.open(onScreen.legend);
      map.setView(onScreen.at, onScreen.zoom, { animate: false });
      onScreen = null;
    }
    draw();
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
    return { ...properties, bounds, middle: bounds.getCenter() };
  });
  const unplaced = fetched.unplaced.map(([code, short]) => ({ code, short, target: short }));
  const begun = fetched.state === "open" || fetched.state === "closed";
  return { ...fetched, placed, begun, all: [...placed, ...unplaced], byCode: new Map(placed.map((one) => [one.code, one])) };
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

/* Children of one house, or recorded at one post, stand beside each other, as a sunflower has its seeds. */
function spread(map, dots) {
  const spots = new Map();
  return dots.map(([lat, lon, ...rest]) => {
    const spot = `${lat} ${lon}`;
    const n = spots.get(spot) || 0;
    spots.set(spot, n + 1);
    const far = APART_PX * Math.sqrt(n);
    const at = map.latLngToLayerPoint([lat, lon]).add([far * Math.cos(n * 2.4), far * Math.sin(n * 2.4)]);
    const place = n ? map.layerPointToLatLng(at) : { lat, lng: lon };
    return [place.lat, place.lng, ...rest];
  });
}
