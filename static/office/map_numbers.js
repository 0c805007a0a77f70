/* The numbers of the map and its names: far off a township has one number, what is still to dose there, nearer each village has its
   own; a name stands beside its number where there is room, those of the worst villages first. Words reach the page as text only. */

const GAP_PX = 3;
const MOST_PX = 22; // of a number's letters
const DOT_PX = 9; // half of a dot with its edge

function mapNumbers(map, said, { goTo, open }) {
  const words = said.words;
  const labels = L.layerGroup().addTo(map);

  /* The numbers at this level; `dotted`: villages whose children are drawn one by one. */
  function marks(latest, level, dotted) {
    if (!latest.begun) return [];
    return level === "townships" ? ofTownships(latest) : ofVillages(latest, dotted);
  }

  function ofTownships(latest) {
    const found = latest.ground.townships.flatMap(([lat, lon, name, code, latin]) => {
      const mine = latest.all.filter((one) => one.code.startsWith(code));
      const n = sum(mine, (one) => one.short);
      const bounds = boundsOf(mine);
      return n && bounds ? [mark([lat, lon], n, bothNames({ name, latin }), () => goTo(bounds, VILLAGES_FROM_M))] : [];
    });
    pushApart(map, found);
    return found;
  }

  function ofVillages(latest, dotted) {
    const seen = map.getBounds();
    const short = latest.placed.filter((one) => one.short > 0 && !dotted.has(one.code) && seen.contains(one.middle));
    return short.map((one) => mark(one.middle, one.short, bothNames(one), () => open(one.code)));
  }

  function mark(at, n, name, act) {
    const title = `${name} ${words.short} ${n}`;
    return L.marker(at, { icon: numberIcon(n), title, riseOnHover: true }).on("click", act);
  }

  /* Names in the order in which they get room: the worst villages first, empty ones none. */
  function names(latest, level) {
    labels.clearLayers();
    if (level === "townships") {
      const counted = new Set(latest.all.filter((one) => one.target > 0).map((one) => one.code.slice(0, 9)));
      for (const [lat, lon, name, code, latin] of latest.ground.townships) label([lat, lon], [name, latin], `township${counted.has(code) ? "" : " empty"}`);
      return;
    }
    const seen = map.getBounds();
    const shown = latest.placed.filter((one) => one.target > 0 && seen.contains(one.middle));
    const share = (one) => one.dosed / one.target;
    for (const one of shown.sort((a, b) => share(a) - share(b) || b.short - a.short)) label(one.middle, [villageLabel(one, words.no_record), one.latin], "village");
  }

  function label(at, [name, latin], className) {
    labels.addLayer(L.marker(at, { icon: nameIcon(name, latin, className), interactive: false, keyboard: false, zIndexOffset: -900 }));
  }

  /* A name stands over its number, else under or beside it, where it touches no other number, name or box of the map. One that has
     no room is left out until one comes nearer. */
  function settle(dots) {
    const box = map.getContainer();
    const edge = box.getBoundingClientRect();
    const taken = [...box.querySelectorAll(".dots, .leaflet-control")].map((one) => one.getBoundingClientRect());
    const around = ({ x, y }) => ({ left: edge.left + x - DOT_PX, right: edge.left + x + DOT_PX, top: edge.top + y - DOT_PX, bottom: edge.top + y + DOT_PX });
    taken.push(...dots.map(around));
    const inside = (at, x, y) => at.left + x >= edge.left && at.right + x <= edge.right && at.top + y >= edge.top && at.bottom + y <= edge.bottom;
    for (const name of box.querySelectorAll(".place span")) {
      name.hidden = false;
      name.style.translate = "0 0";
      const at = name.getBoundingClientRect();
      const places = asideOf(at, taken);
      const free = places.find(([x, y]) => inside(at, x, y) && taken.every((one) => apart(one, at, x, y)));
      const [x, y] = free || [0, 0];
      name.style.translate = `${x}px ${y}px`;
      name.hidden = !free;
      if (free) taken.push({ left: at.left + x, right: at.right + x, top: at.top + y, bottom: at.bottom + y });
    }
  }

  return { marks, names, settle };
}

/* Two numbers in each other's place go aside, by no more than it takes. */
function pushApart(map, marks) {
  const spots = marks.map((one) => ({ one, at: map.latLngToLayerPoint(one.getLatLng()), r: one.options.icon.options.iconSize[0] / 2 }));
  for (let turn = 0; turn < 8; turn++) {
    for (const [n, a] of spots.entries()) {
      for (const b of spots.slice(n + 1)) {
        const apartBy = b.at.subtract(a.at);
        const far = Math.hypot(apartBy.x, apartBy.y) || 1;
        const push = apartBy.multiplyBy(Math.max(a.r + b.r - far, 0) / 2 / far);
        a.at = a.at.subtract(push);
        b.at = b.at.add(push);
      }
    }
  }
  for (const { one, at } of spots) one.setLatLng(map.layerPointToLatLng(at));
}

/* Where a name may stand: in its place, or around the number that has it. */
function asideOf(at, taken) {
  const [x, y] = [(at.left + at.right) / 2, (at.top + at.bottom) / 2];
  const number = taken.find((one) => Math.abs((one.left + one.right) / 2 - x) < 4 && Math.abs((one.top + one.bottom) / 2 - y) < 4);
  const up = ((number ? number.bottom - number.top : 10) + at.bottom - at.top) / 2 + GAP_PX;
  const side = ((number ? number.right - number.left : 10) + at.right - at.left) / 2 + GAP_PX;
  const around = [[0, -up], [0, up], [side, 0], [-side, 0], [side / 2, -up], [-side / 2, -up], [side / 2, up], [-side / 2, up]];
  return number ? around : [[0, 0], ...around];
}

function apart(one, at, right, down) {
  return one.right <= at.left + right || one.left >= at.right + right || one.bottom <= at.top + down || one.top >= at.bottom + down;
}

function boundsOf(villages) {
  const placed = villages.filter((one) => one.bounds);
  return placed.length ? placed.slice(1).reduce((all, one) => all.extend(one.bounds), L.latLngBounds(placed[0].bounds.getSouthWest(), placed[0].bounds.getNorthEast())) : null;
}

/* As large as the text is, up to where four of them fill a telephone. */
function numberIcon(n) {
  const size = Math.round((n < 10 ? 1.75 : n < 100 ? 2.125 : n < 1000 ? 2.75 : 3.5) * Math.min(rem(1), MOST_PX));
  return L.divIcon({ html: line("span", String(n)), className: "dots", iconSize: [size, size] });
}

function nameIcon(name, latin, className) {
  const words = line("span", latin ? `${name}\n${latin}` : name);
  return L.divIcon({ html: words, className: `place ${className}`, iconSize: [0, 0] });
}

/* Per cent half up, from whole numbers, as everywhere. */
function villageLabel({ name, dosed, target, percent, unheard }, noRecord) {
  const short = name.replace(/委会$/, "");
  if (unheard && !dosed) return `${short} ${noRecord}`;
  return percent === "—" ? short : `${short} ${Math.floor((200 * dosed + target) / (2 * target))}%`;
}

function bothNames({ name, latin }) {
  return latin ? `${name} ${latin}` : name;
}
