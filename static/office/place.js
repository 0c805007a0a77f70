/* A place picked on a small map of the campaign's villages: a tap writes latitude and longitude into the form. Leaflet is
   fetched when the map is opened; without it the numbers are typed, or left out. */
const FAR = 11; // zoom that shows a county, and one that shows a village
const NEAR = 14;

function fetched(tag, from) {
  return new Promise((done, failed) => {
    const one = Object.assign(document.createElement(tag), from);
    one.onload = done;
    one.onerror = failed;
    document.head.append(one);
  });
}

function draw(box) {
  const { L } = window;
  const form = box.closest('form');
  const [lat, lon, area] = ['lat', 'lon', 'area'].map((name) => form.elements[name]);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || undefined;
  const villages = JSON.parse(box.dataset.villages).map(([code, name, ...at]) => ({ code, name, at }));
  const map = L.map(box.querySelector('[data-map]'), { attributionControl: false });
  L.control.scale({ imperial: false }).addTo(map);
  for (const one of villages) {
    L.circleMarker(one.at, { radius: 5, color: colour('--ink-2'), weight: 1, interactive: false })
      .bindTooltip(document.createTextNode(one.name).textContent.replace(/[&<>]/g, ''), { permanent: true, direction: 'right', className: 'quiet' }).addTo(map);
  }
  const pin = L.circleMarker([0, 0], { radius: 9, color: colour('--accent'), weight: 4, fillOpacity: 0.2, interactive: false });
  const place = () => (lat.value && lon.value ? pin.setLatLng([lat.value, lon.value]).addTo(map) : pin.remove());
  const look = () => {
    const here = lat.value && lon.value ? [lat.value, lon.value] : villages.find((one) => one.code === area.value)?.at;
    if (here) map.setView(here, NEAR);
    else if (villages.length) map.fitBounds(villages.map((one) => one.at), { maxZoom: FAR });
  };
  map.on('click', ({ latlng }) => {
    [lat.value, lon.value] = [latlng.lat.toFixed(6), latlng.lng.toFixed(6)];
    place();
  });
  area.addEventListener('change', () => { if (!lat.value) look(); });
  box.querySelector('[data-none]').addEventListener('click', () => {
    [lat.value, lon.value] = ['', ''];
    place();
  });
  look();
  place();
}

document.querySelectorAll('[data-villages]').forEach((box) => {
  box.addEventListener('toggle', async () => {
    if (!box.open || box.dataset.drawn) return;
    box.dataset.drawn = '1';
    await Promise.all([fetched('link', { rel: 'stylesheet', href: '/static/build/vendor/leaflet.css' }), fetched('script', { src: '/static/build/vendor/leaflet.js' })]);
    draw(box);
  });
});
