/* Names the phone makes: UUIDv7 for operations and new records, UUIDv5 for doses. No time is ever read out of one. */

const FORM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const grouped = (text) => text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function stamped(bytes, version) {
  bytes[6] = (bytes[6] & 0x0f) | (version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return grouped(hex(bytes.subarray(0, 16)));
}

/** A new UUIDv7; `now` in milliseconds only makes neighbours in time neighbours in the database. */
export function uuid7(now) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint32(0, Math.floor(now / 65536));
  new DataView(bytes.buffer).setUint16(4, now % 65536);
  return stamped(bytes, 7);
}

/** UUIDv5 of `name` in the namespace `space` (a UUID). */
export async function uuid5(space, name) {
  const prefix = space.replace(/-/g, '').match(/../g).map((pair) => parseInt(pair, 16));
  const words = new TextEncoder().encode(name);
  const joined = new Uint8Array(16 + words.length);
  joined.set(prefix);
  joined.set(words, 16);
  return stamped(new Uint8Array(await crypto.subtle.digest('SHA-1', joined)), 5);
}

/** The key every phone and import gives the same dose: same child, product and day. */
export const doseKey = (child, product, givenOn) => uuid5(child, `${product}|${givenOn}`);

/** True for a lower-case UUID. */
export const isUuid = (text) => typeof text === 'string' && FORM.test(text);
