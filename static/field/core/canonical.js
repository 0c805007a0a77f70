/* The one text of an operation (RFC 8785) and its SHA-256, which a receipt must name before a phone lets go of it. */

const sorted = (object) => Object.keys(object).filter((name) => object[name] !== undefined).sort();

/** RFC 8785 text of plain JSON data: members sorted by UTF-16 code units, no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${sorted(value).map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

/** Lower-case hex SHA-256 of the canonical text. */
export async function hashOf(operation) {
  const words = new TextEncoder().encode(canonical(operation));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', words));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/g;
const text = (words) => words.replace(/\0/g, '').replace(LONE, (pair) => (pair.length > 1 ? `${pair[0]}\ufffd` : '\ufffd'));

/** Data as it can be sent: no undefined members, no half characters (which have no canonical form), no NUL. */
export function cleaned(value) {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(sorted(value).map((name) => [name, cleaned(value[name])]));
}
