import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone, signIn } from './phone.mjs';
import { VILLAGE } from './server.mjs';

const { attachPosition, position, startLocating } = await import('../../static/field/core/location.js');
const outbox = await import('../../static/field/core/outbox.js');
const recorded = await import('../../static/field/core/recorded.js');
const fix = (accuracy, latitude = 29.12345678) => ({ coords: { latitude, longitude: 112.4, accuracy } });
let gps;

beforeEach(() => {
  position.value = null;
  gps = { watching: 0, watchPosition: (take, fail) => (Object.assign(gps, { take, fail }), (gps.watching += 1)), clearWatch: () => (gps.watching = 0) };
  Object.defineProperty(globalThis, 'navigator', { value: { geolocation: gps, userAgent: 'test' }, configurable: true });
});

test('the best of several fixes is kept, and a good one ends the search', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  startLocating();
  gps.take(fix(60));
  gps.take(fix(40, 29.2));
  gps.take(fix(300, 29.9));
  assert.deepEqual([position.value.lat, position.value.accuracy_m], [29.2, 40]);
  gps.take(fix(8));
  assert.deepEqual([position.value.lat, position.value.accuracy_m, gps.watching], [29.123457, 8, 0]);
  t.mock.timers.tick(120000);
});

test('the search ends after 90 s and a fix is let go after two minutes', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  startLocating();
  gps.take(fix(60));
  t.mock.timers.tick(90000);
  assert.equal(gps.watching, 0);
  assert.ok(position.value);
  t.mock.timers.tick(30000);
  assert.equal(position.value, null);
});

test('refusing costs nothing, and a phone without location is no trouble', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  startLocating();
  gps.fail({ code: 1 });
  assert.deepEqual([gps.watching, position.value], [0, null]);
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  startLocating();
});

test('a household saved before the fix came gets its place afterwards, as an operation of its own', async (t) => {
  await newPhone();
  Object.defineProperty(globalThis, 'navigator', { value: { geolocation: gps, userAgent: 'test' }, configurable: true });
  await signIn();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  attachPosition('00000000-0000-4000-8000-00000000a001', VILLAGE);
  gps.take(fix(9));
  t.mock.timers.reset();
  while (!(await recorded.list()).length) await new Promise(setImmediate);
  const [{ op }] = await recorded.list();
  assert.deepEqual([op.kind, op.key, op.data], ['household', '00000000-0000-4000-8000-00000000a001', { lat: 29.123457, lon: 112.4, accuracy_m: 9 }]);
});
