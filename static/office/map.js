/* Draws villages by coverage and the children to come back to, and refreshes both. Words reach the page as text only. */

const EVERY_MS = 15000;
const NARROW_PX = 480;
const TAP_PX = 15; // around a dot of 7 px: a target as wide as a thumb

function officeMap(map, said) {
  map.options.zoomSnap = 0.25; // a county fills its frame
  map.options.renderer = L.canvas({ tolerance: TAP_PX }); // before anything is drawn
  const words = said.words;
  const classes = new Map(said.classes.map((one) => [one.name, one]));
  const ground = L.layerGroup().addTo(map); // borders and names: to find one's way, never in the way of a tap
  const villages = L.featureGroup().addTo(map);
  const children = L.markerClusterGroup({ maxClusterRadius: 50, showCoverageOnHover: false, iconCreateFunction: clusterIcon });
  const note = noteOn(map);
  let version = null;
  let seen = false;

  const overlays = { [words.villages]: villages };
  if (said.children) {
    children.addTo(map);
    overlays[words.children] = children;
  }
  const base = said.basemap ? { [words.basemap]: L.tileLayer(said.basemap, { maxZoom: 18 }).addTo(map) } : {};
  L.control.layers(base, overlays, { collapsed: false }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  legendOn(map, said);
  map.attributionControl.setPrefix("Leaflet");
  if (said.credit) map.attributionControl.addAttribution(line("span", said.credit).innerHTML);

  function style(feature) {
    const one = classes.get(feature.properties.class);
    return { color: "#333", weight: 1.5, dashArray: one.dash || null, fillColor: one.colour, fillOpacity: 0.65 };
  }

  function drawVillages(collection) {
    villages.clearLayers();
    const layer = L.geoJSON(collection, {
      style,
      pointToLayer: (feature, at) => L.circle(at, { ...style(feature), radius: feature.properties.radius }),
      onEachFeature: (feature, drawn) => drawn.bindPopup(() => villagePopup(feature.properties)).bindTooltip(() => line("span", feature.properties.name)),
    });
    villages.addLayer(layer).bringToBack(); // a dot is tapped, not the village under it
    if (!seen && collection.features.length) map.fitBounds(layer.getBounds(), { padding: [20, 20], maxZoom: 14 });
    seen = seen || collection.features.length > 0;
    note.say("nowhere", collection.features.length ? "" : words.nowhere);
    const far = collection.far || [];
    note.say("far", far.length ? words.far + far.slice(0, 5).join("、") + (far.length > 5 ? "…" : "") : "");
  }

  function drawGround({ borders, townships }) {
    ground.clearLayers();
    for (const border of borders) L.geoJSON(border, { style: { color: "#5b6b7c", weight: 2, dashArray: "8 5", fill: false }, interactive: false }).addTo(ground).bringToBack();
    for (const [lat, lon, name] of townships) L.marker([lat, lon], { icon: nameIcon(name), interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(ground);
  }

  function villagePopup(one) {
    const box = document.createElement("div");
    box.className = "popup";
    const share = one.percent === "—" ? "—" : `${one.percent} %`;
    box.append(line("p", one.name, "name"), line("p", `${words.legend} ${share}`));
    box.append(line("p", `${words.target} ${one.target} · ${words.dosed} ${one.dosed} · ${words.short} ${one.short}`));
    return box;
  }

  function drawChildren({ children: dots, more }) {
    children.clearLayers();
    children.addLayers(dots.map(([lat, lon, reason, village]) => childDot(lat, lon, reason, village)));
    note.say("more", more ? words.more : "");
  }

  function childDot(lat, lon, reason, village) {
    const dot = L.circleMarker([lat, lon], { radius: 7, color: "#5e3c99", weight: 3, fillColor: "#fff", fillOpacity: 1 });
    return dot.bindPopup(() => {
      const box = document.createElement("div");
      box.className = "popup";
      box.append(line("p", said.reasons[reason] || reason, "name"), line("p", village));
      return box;
    });
  }

  async function get(address) {
    const answer = await fetch(address, { cache: "no-cache" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return answer.json();
  }

  async function refresh() {
    const fresh = (await get(said.poll)).version;
    if (fresh === version) return;
    const fetched = await get(said.villages);
    drawVillages(fetched);
    drawGround(fetched.ground);
    if (said.children) drawChildren(await get(said.children));
    version = fresh;
  }

  async function again() {
    try {
      if (!document.hidden || version === null) await refresh();
      note.say("lost", "");
    } catch {
      note.say("lost", words.lost);
    }
    setTimeout(again, EVERY_MS);
  }

  again();
}

function line(tag, words, className) {
  const element = document.createElement(tag);
  element.textContent = words;
  if (className) element.className = className;
  return element;
}

function clusterIcon(cluster) {
  const n = cluster.getChildCount();
  const size = n < 10 ? 34 : n < 100 ? 42 : 50;
  return L.divIcon({ html: line("span", String(n)), className: "dots", iconSize: [size, size] });
}

function nameIcon(name) {
  return L.divIcon({ html: line("span", name), className: "township", iconSize: [0, 0] });
}

function legendOn(map, said) {
  const legend = L.control({ position: "bottomright" });
  legend.onAdd = () => {
    const box = document.createElement("details"); // shut where it would cover the map: a telephone
    box.className = "legend";
    box.open = window.innerWidth > NARROW_PX;
    const list = document.createElement("ul");
    for (const one of said.classes) {
      const item = document.createElement("li");
      item.append(swatch(one), line("span", one.words));
      list.append(item);
    }
    box.append(line("summary", said.words.key), list);
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  legend.addTo(map);
}

function swatch(one) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const box = document.createElementNS(space, "rect");
  const said = { x: 1, y: 1, width: 28, height: 14, fill: one.colour, "fill-opacity": 0.65, stroke: "#333", "stroke-width": 1.5 };
  for (const [name, value] of Object.entries(said)) box.setAttribute(name, value);
  if (one.dash) box.setAttribute("stroke-dasharray", one.dash);
  picture.setAttribute("viewBox", "0 0 30 16");
  picture.setAttribute("aria-hidden", "true");
  picture.append(box);
  return picture;
}

function noteOn(map) {
  const notes = {};
  const box = document.createElement("div");
  box.className = "mapnote";
  box.hidden = true;
  box.setAttribute("role", "status");
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => box;
  control.addTo(map);
  return {
    say(name, words) {
      notes[name] = words;
      const all = Object.values(notes).filter(Boolean);
      box.textContent = all.join(" · ");
      box.hidden = all.length === 0;
    },
  };
}
