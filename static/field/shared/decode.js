/* Codes out of a picture or of what the camera sees, by zxing-wasm (MIT; ZXing-C++ Apache 2.0). The decoder comes from our own
   server, lies on the phone beside the app, and is read when something is first scanned. */

import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import decoder from 'zxing-wasm/reader/zxing_reader.wasm';

const FORMATS = ['QRCode', 'Code128', 'Code39', 'EAN13', 'EAN8', 'DataMatrix', 'PDF417'];
const HOW = { formats: FORMATS, tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true };
const FRAME = 1280; // pixels of the longer side
const SIDES = [1600, 3200]; // of a picture: small first, which is quick and reads a blurred one better
const SMALL = 800; // one that is smaller is tried at twice its size too
const MOST = 8; // codes of a picture

const area = document.createElement('canvas');
let coming = null;

/** A decoder that could not be fetched now; it comes when asked for again. */
export class Away extends Error {}

async function fetched() {
  try {
    const answer = await fetch(new URL(decoder, import.meta.url));
    if (answer.ok) return await answer.arrayBuffer();
  } catch (unreachable) {
    // said below
  }
  throw new Away('decoder');
}

const ready = async () => prepareZXingModule({ overrides: { wasmBinary: await fetched() }, fireImmediately: true });

/** Have the decoder here; rejects where it cannot be had, or this browser is too old for it. */
export function bring() {
  coming = coming || ready();
  coming.catch(() => {
    coming = null;
  });
  return coming;
}

function drawn(source, width, height, scale) {
  const [wide, high] = [width, height].map((n) => Math.max(1, Math.round(n * scale)));
  Object.assign(area, { width: wide, height: high });
  const pen = area.getContext('2d', { willReadFrequently: true });
  pen.fillStyle = 'white'; // what is transparent lies on paper
  pen.fillRect(0, 0, wide, high);
  pen.drawImage(source, 0, 0, wide, high);
  return pen.getImageData(0, 0, wide, high);
}

async function textsIn(pixels, maxNumberOfSymbols) {
  const found = await readBarcodes(pixels, { ...HOW, maxNumberOfSymbols });
  return [...new Set(found.filter(({ isValid }) => isValid).map(({ text }) => text))];
}

/** The texts of the codes the camera sees now. */
export async function inFrame(video) {
  const { videoWidth: width, videoHeight: height } = video;
  return width ? textsIn(drawn(video, width, height, Math.min(1, FRAME / Math.max(width, height))), 2) : [];
}

function scalesOf(longer) {
  if (longer < SMALL) return [1, 2];
  return SIDES.filter((side, n) => !n || longer > SIDES[n - 1]).map((side) => Math.min(1, side / longer));
}

const breath = () => new Promise((go) => setTimeout(go));

/** The texts of the codes in a picture, however large, turned or small; rejects where it is no picture. */
export async function inPicture(file) {
  const picture = await createImageBitmap(file);
  try {
    for (const scale of scalesOf(Math.max(picture.width, picture.height))) {
      await breath(); // the screen says meanwhile that it is looking
      const texts = await textsIn(drawn(picture, picture.width, picture.height, scale), MOST);
      if (texts.length) return texts;
    }
    return [];
  } finally {
    picture.close();
  }
}
