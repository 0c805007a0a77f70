/* Asking the server: with a time limit, and believing only answers that are surely its own. A hotel's sign-in page that
   answers 200 with HTML is no server; an answer cut short is no answer. */

import { lang } from './signals.js';
import { Refusal } from './sentences.js';

const GZIP_FROM = 1024;

const limited = (seconds) => {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), seconds * 1000);
  return { signal: control.signal, clear: () => clearTimeout(timer) };
};

async function zipped(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function packed(value, headers) {
  if (value === undefined) return undefined;
  headers['Content-Type'] = 'application/json';
  const text = JSON.stringify(value);
  if (text.length < GZIP_FROM || typeof CompressionStream === 'undefined') return text;
  headers['Content-Encoding'] = 'gzip';
  return zipped(text);
}

function headersOf({ token, etag }) {
  const headers = { Accept: 'application/json', 'Accept-Language': lang.value };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (etag) headers['If-None-Match'] = etag;
  return headers;
}

async function read(response) {
  if (response.status === 304) return null;
  if (!/^application\/json\b/.test(response.headers.get('Content-Type') || '')) throw new Refusal('not_ours');
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (cut) {
    throw new Refusal('not_ours');
  }
}

function refusal(status, body) {
  const problem = (body && body.problem) || {};
  const refused = new Refusal(problem.code || 'server', problem.sentence);
  return Object.assign(refused, { status, limit: problem.limit });
}

async function answer(path, options, seconds) {
  const { signal, clear } = limited(seconds);
  try {
    const response = await fetch(path, { ...options, signal });
    return { response, body: await read(response) };
  } catch (wrong) {
    if (wrong instanceof Refusal) throw wrong;
    throw Object.assign(new Refusal('no_network'), { slow: signal.aborted });
  } finally {
    clear();
  }
}

/** Ask the server. `value` makes it a POST of JSON. Resolves to {status, body, etag, sent, came}; `sent` and `came` are
 *  the phone's milliseconds. Throws a Refusal: `no_network` (`slow` when the time ran out), `not_ours`, or the server's
 *  own problem with its `status`. */
export async function ask(path, { value, token, etag, seconds = 30 } = {}) {
  const headers = headersOf({ token, etag });
  const body = await packed(value, headers);
  const options = { method: body === undefined ? 'GET' : 'POST', headers, body, credentials: 'omit', cache: 'no-store', redirect: 'error' };
  const sent = Date.now();
  const { response, body: said } = await answer(path, options, seconds);
  const came = Date.now();
  if (response.status >= 400) throw refusal(response.status, said);
  return { status: response.status, body: said, etag: response.headers.get('ETag'), sent, came };
}

/** Ask whether the server is there; its answer {ok, time, version} with `sent` and `came`. */
export async function alive() {
  const { body, sent, came } = await ask('/alive', { seconds: 10 });
  if (!body || body.ok !== true || !body.time) throw new Refusal('not_ours');
  return { ...body, sent, came };
}

/** The phone's own clock as `now` of a sync request. */
export const clockNow = () => new Date().toISOString();
