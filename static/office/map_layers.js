/* Layers that other pieces of field work show on the map, off until somebody ticks one, one at a time and in place of the round's
   own: a mark each, which says its number and opens a box that leads on. Words reach the page as text only. */

const MARK_PX = [68, 44]; // what is tapped
const BESIDE_PX = 4; // marks of one place begin so far apart, then push each other aside

function mapLayers(map, said, boxes, inRoom) {
  const made = (said.layers || []).map((one) => ({ ...one, group: L.layerGroup(), steps: stepsOf(one), marks: [], stands: "" }));
  for (const one of made) {
    one.tick = boxes.toggle(one.words, one.group, false);
    boxes.beneath(one.steps);
    one.tick.addEventListener("change", () => turn(one));
  }
  map.on("zoomend", () => made.forEach(place));

  function turn(one) {
    for (const other of made) {
      if (other !== one && one.tick.checked && other.tick.checked) {
        other.tick.checked = false;
        other.group.remove();
      }
      other.steps.hidden = !other.tick.checked;
    }
    boxes.putAway(one.tick.checked);
    boxes.fitLegend();
    return one.tick.checked ? fetchMarks(one) : null;
  }

  async function fetchMarks(one) {
    try {
      const fetched = await get(one.data);
      const stands = JSON.stringify(fetched.marks);
      if (stands !== one.stands) drawMarks(one, fetched.marks);
      one.stands = stands;
      place(one);
      boxes.note("marks", fetched.placeless ? said.words.placeless_marks.replace("{n}", fetched.placeless) : "");
    } catch {
      one.tick.checked = false; // nothing is shown that was not fetched
      one.group.remove();
      one.steps.hidden = true;
      boxes.putAway(false);
      boxes.note("lost", said.words.lost);
    }
  }

  /* Made anew only where something is other than before, and the box of one that stays is opened again. */
  function drawMarks(one, marks) {
    const open = one.marks.find(({ layer }) => layer.isPopupOpen())?.mark.link;
    one.marks = marks.map((mark) => ({ mark, layer: markerOf(one, mark) }));
    one.group.clearLayers();
    for (const { layer } of one.marks) one.group.addLayer(layer);
    if (open) one.marks.find(({ mark }) => mark.link === open)?.layer.openPopup();
  }

  function markerOf(one, mark) {
    const title = `${bothNames(mark)} ${mark.figure}`;
    return inRoom(L.marker(mark.at, { icon: markIcon(mark), title, alt: title, zIndexOffset: 1000, riseOnHover: true }), () => boxOf(one, mark));
  }

  function boxOf(one, mark) {
    const box = popup(bothNames(mark));
    box.append(...mark.lines.map((text, n) => line("p", text, n ? "" : "quiet")));
    if (mark.link) box.append(link(mark.link, one.lead));
    return box;
  }

  /* Each where it lies, pushed aside by no more than it takes to be tapped. */
  function place(one) {
    if (!map.hasLayer(one.group)) return;
    const here = new Map();
    for (const { mark, layer } of one.marks) {
      const spot = mark.at.join(" ");
      const n = here.get(spot) || 0;
      here.set(spot, n + 1);
      layer.setLatLng(map.layerPointToLatLng(map.latLngToLayerPoint(mark.at).add([n * BESIDE_PX, 0])));
    }
    pushApart(map, one.marks.map(({ layer }) => layer));
  }

  function refresh() {
    return Promise.all(made.filter((one) => one.tick.checked).map(fetchMarks));
  }

  return { refresh };
}

function stepsOf(one) {
  const box = document.createElement("div");
  box.className = "steps";
  box.hidden = true;
  const list = document.createElement("ul");
  for (const step of one.steps) list.append(row(line("i", "", `swatch cover-${step.name}`), step.words));
  box.append(list, line("p", one.note, "small"));
  return box;
}

function markIcon({ figure, shape, step }) {
  return L.divIcon({ html: line("span", figure), className: `mark ${shape} cover-${step}`, iconSize: MARK_PX });
}
