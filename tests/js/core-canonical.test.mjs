import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical, cleaned, hashOf } from '../../static/field/core/canonical.js';
import { doseKey, isUuid, uuid5, uuid7 } from '../../static/field/core/ids.js';

test('an operation has one text whatever order its fields were written in', async () => {
  const one = { seq: 1, data: { on: '2025-12-01', name: '王小明' }, at: '2025-12-01T08:15:30.123Z' };
  const other = { at: '2025-12-01T08:15:30.123Z', data: { name: '王小明', on: '2025-12-01' }, seq: 1 };
  assert.equal(canonical(one), '{"at":"2025-12-01T08:15:30.123Z","data":{"name":"王小明","on":"2025-12-01"},"seq":1}');
  assert.equal(await hashOf(one), await hashOf(other));
  assert.match(await hashOf(one), /^[0-9a-f]{64}$/);
});

test('numbers, strings and member order are those of RFC 8785 (its sections 3.2.2 and 3.2.3)', () => {
  const numbers = [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0, 1e21, 9007199254740992];
  assert.equal(canonical(numbers), '[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21,9007199254740992]');
  assert.equal(canonical({ s: '\u20ac$\u000f\nA\'B"\\"/' }), '{"s":"€$\\u000f\\nA\'B\\"\\\\\\"/"}');
  const members = { '\u20ac': 1, '\r': 2, '\ufb33': 3, 1: 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
  assert.equal(canonical(members), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
});

test('the hash is the one the server computes (rfc8785 0.1.4 and hashlib)', async () => {
  const operation = { id: 'x', seq: 12, data: { lat: 29.3712, lon: 112.4, name: '欧阳·娜娜', note: null, asked: ['fever'] } };
  assert.equal(await hashOf(operation), 'bd3c1f4465be49908239338faafd3860c304defcc40ec33f1b55745c73381c8b');
});

test('what has no canonical form never gets into an operation', () => {
  const said = cleaned({ name: 'a\ud800b\0c', ok: '😀', gone: undefined, n: NaN, list: ['\udc00x'], deep: { x: Infinity } });
  assert.deepEqual(said, { name: 'a\ufffdbc', ok: '😀', n: null, list: ['\ufffdx'], deep: { x: null } });
});

test('what has a canonical form is sent as it is: nothing, numbers, yes and no, wherever they stand', () => {
  const said = { nothing: null, n: 0, x: -1.5, yes: true, no: false, list: [null, 2, false], deep: { z: null } };
  assert.deepEqual(cleaned(said), said);
});

test('new names are UUIDs of version 7, in order of time, and never the same', () => {
  const early = uuid7(Date.parse('2025-12-01T08:00:00Z'));
  const late = uuid7(Date.parse('2025-12-01T08:00:00.001Z'));
  assert.match(early, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(early.slice(0, 13) < late.slice(0, 13));
  assert.equal(uuid7(0x0123456789ab).slice(0, 13), '01234567-89ab'); // the first 48 bits are the milliseconds (RFC 9562)
  assert.equal(new Set(Array.from({ length: 1000 }, () => uuid7(5))).size, 1000);
  assert.ok(isUuid(early) && !isUuid(early.toUpperCase()));
});

test('the same dose gets the same key on every phone (RFC 9562 appendix A.4, and Python uuid5)', async () => {
  assert.equal(await uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com'), '2ed6657d-e927-568b-95e1-2665a8aea6a2');
  assert.equal(await doseKey('0190a5d2-6f1e-7c3a-8b2d-1f2e3d4c5b6a', 'bOPV', '2025-12-01'), 'c5dafa81-3345-5a28-8241-62acf457e222');
});
