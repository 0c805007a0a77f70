/* How near one looks at a map, and the way back to the same place of it. */

/* A pixel in metres, in the middle of the map; and the zoom at which it is at most so many. */
function metresOf(map) {
  const at = map.getCenter();
  return map.distance(at, map.unproject(map.project(at).add([1, 0])));
}

function zoomOf(map, metres) {
  return map.getZoom() + Math.log2(metresOf(map) / metres) + 0.01;
}

/* A tap on the map gives it the focus; the page around the frame must not scroll for that. */
function staysInSight(map) {
  const box = map.getContainer();
  box.focus = () => HTMLElement.prototype.focus.call(box, { preventScroll: true });
}

/* Back returns to the same place: the view is kept while the tab lives, and taken up when one came back to the page. */
function keepView(map) {
  if (document.documentElement.classList.contains("printing")) return;
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
