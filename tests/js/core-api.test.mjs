import assert from 'node:assert/strict';
import { test } from 'node:test';
import './phone.mjs';

const { alive, ask } = await import('../../static/field/core/api.js');
const { lang } = await import('../../static/field/core/signals.js');
const { Refusal } = await import('../../static/field/core/sentences.js');

const json = (status, value, more) => new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json', ...more } });

/** Answer every request with `answer(url, options)`. */
function serve(answer) {
  const seen = [];
  globalThis.fetch = async (url, options) => {
    seen.push({ url, ...options });
    return answer(url, options);
  };
  return seen;
}

test('a request carries token and language, no cookies, and is never cached or redirected', async () => {
  const [seen, before] = [serve(() => json(200, { fine: true })), lang.value];
  lang.value = 'en';
  const { body } = await ask('/api/v1/sync', { value: { a: 1 }, token: 'secret' });
  lang.value = before;
  const [{ method, headers, credentials, cache, redirect }] = seen;
  assert.deepEqual([body.fine, method, credentials, cache, redirect], [true, 'POST', 'omit', 'no-store', 'error']);
  assert.deepEqual([headers.Authorization, headers['Accept-Language']], ['Bearer secret', 'en']);
});

test('a large body goes compressed and is whole again on the other side', async () => {
  const seen = serve(() => json(200, {}));
  const value = { words: '王小明'.repeat(2000) };
  await ask('/x', { value });
  const [{ headers, body }] = seen;
  assert.equal(headers['Content-Encoding'], 'gzip');
  assert.ok(body.length < 1000);
  const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream('gzip'));
  assert.deepEqual(await new Response(stream).json(), value);
});

test('a browser that cannot compress sends plainly', async (t) => {
  const seen = serve(() => json(200, {}));
  const whole = globalThis.CompressionStream;
  t.after(() => (globalThis.CompressionStream = whole));
  delete globalThis.CompressionStream;
  await ask('/x', { value: { words: 'x'.repeat(5000) } });
  assert.equal(seen[0].headers['Content-Encoding'], undefined);
});

test('the server’s refusal comes with its code, sentence and status', async () => {
  serve(() => json(413, { problem: { code: 'too_many', sentence: '太多了', limit: 500 } }));
  await assert.rejects(ask('/x', { value: {} }), { code: 'too_many', sentence: '太多了', status: 413, limit: 500 });
  serve(() => json(502, {}));
  await assert.rejects(ask('/x'), { code: 'server', status: 502 });
});

test('captive portal answering 200 with HTML, half an answer, or no answer: each is no server of ours', async () => {
  serve(() => new Response('<html>登录</html>', { headers: { 'Content-Type': 'text/html' } }));
  await assert.rejects(ask('/x'), { code: 'not_ours' });
  await assert.rejects(alive(), { code: 'not_ours' });
  serve(() => new Response('{"ok": tr', { headers: { 'Content-Type': 'application/json' } }));
  await assert.rejects(alive(), { code: 'not_ours' });
  serve(() => json(200, { ok: 'yes', time: 'now' }));
  await assert.rejects(alive(), { code: 'not_ours' });
  serve(() => Promise.reject(new TypeError('Failed to fetch')));
  await assert.rejects(alive(), { code: 'no_network', slow: false });
});

test('an answer not changed since is told apart from an empty one', async () => {
  const seen = serve(() => new Response(null, { status: 304, headers: { ETag: '"1"' } }));
  const { status, body, etag } = await ask('/x', { etag: '"1"' });
  assert.deepEqual([status, body, etag, seen[0].headers['If-None-Match']], [304, null, '"1"', '"1"']);
});

test('what the phone itself has to say comes in the language chosen', () => {
  const before = lang.value;
  lang.value = 'zh';
  assert.match(new Refusal('no_network').sentence, /连不上服务器/);
  lang.value = 'en';
  assert.match(new Refusal('no_network').sentence, /cannot be reached/);
  lang.value = before;
});
