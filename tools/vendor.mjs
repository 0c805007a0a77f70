/* Copies the libraries that pages load as they are (maps) from node_modules to static/build/vendor. */

import { cpSync, mkdirSync } from "node:fs";

const TARGET = "static/build/vendor";
const FILES = [
  ["leaflet/dist/leaflet.js", "leaflet.js"],
  ["leaflet/dist/leaflet.css", "leaflet.css"],
  ["leaflet/dist/images", "images"],
];

export function copyVendor(root) {
  mkdirSync(new URL(`${TARGET}/`, root), { recursive: true });
  for (const [from, to] of FILES) {
    cpSync(new URL(`node_modules/${from}`, root), new URL(`${TARGET}/${to}`, root), { recursive: true });
  }
}

if (process.argv[1] && import.meta.url.endsWith("/tools/vendor.mjs") && process.argv[1].endsWith("vendor.mjs")) {
  copyVendor(new URL("../", import.meta.url));
}
