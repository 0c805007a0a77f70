import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone } from './phone.mjs';

const clock = await import('../../static/field/core/clock.js');
const { getMeta } = await import('../../static/field/core/store.js');
const { clockOff, tick } = await import('../../static/field/core/signals.js');
const YEAR = 365 * 86400000;
const NOW = Date.parse('2025-12-01T16:30:00.000Z');
const learnWith = (phone) => clock.learn('2025-12-01T16:30:00.000Z', phone - 200, phone + 200);

beforeEach(async () => {
  await newPhone();
  await learnWith(Date.now());
});

for (const [words, off] of [['behind', -YEAR], ['ahead', YEAR]]) {
  test(`phone clock a year off, ${words}: records carry the server's time and day, and the worker is told`, async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: NOW + off });
    await learnWith(NOW + off);
    assert.equal(clock.at(null), '2025-12-01T16:30:00.000Z');
    assert.equal(clock.today(), '2025-12-02');
    assert.equal(clockOff.value, off / 60000);
  });
}

test('a few minutes off is nobody’s business, and a clock put right is believed', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW + 4 * 60000 });
  await learnWith(NOW + 4 * 60000);
  assert.equal(clockOff.value, 0);
  await learnWith(NOW + YEAR);
  await learnWith(NOW);
  assert.equal(clockOff.value, 0);
});

test('what was learned is still known after the browser was closed', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW - YEAR });
  await learnWith(NOW - YEAR);
  await clock.loadClock();
  assert.equal(clock.today(), '2025-12-02');
  assert.equal(clock.serverTime(), NOW);
});

test('the app opened anew knows what the last one learned, and when that was', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW - YEAR });
  await learnWith(NOW - YEAR);
  const opened = await import('../../static/field/core/clock.js?opened-anew');
  assert.equal(opened.serverTime(), 0);
  await opened.loadClock();
  assert.deepEqual([opened.today(), opened.serverTime()], ['2025-12-02', NOW]);
});

test('what was learned is written down when it differs or is an hour old, and else not', async (t) => {
  const kept = async () => (await getMeta('clock')).time;
  const hear = (ms) => clock.learn(new Date(NOW + ms).toISOString(), NOW + ms, NOW + ms);
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  await hear(0);
  const first = await kept();
  await hear(3600000); // an hour to the millisecond
  assert.equal(await kept(), first);
  await hear(3600001);
  assert.equal(await kept(), NOW + 3600001);
  await clock.learn(new Date(NOW + 3600002).toISOString(), NOW + 3590000, NOW + 3590000); // ten seconds off
  assert.equal(await kept(), NOW + 3600002);
});

test('an answer without a time teaches nothing', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  await learnWith(NOW);
  await clock.learn('soon', NOW, NOW);
  await clock.learn(undefined, NOW, NOW);
  assert.equal(clock.now(), NOW);
});

test('an operation is always later than the row its author saw', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  await learnWith(NOW);
  assert.equal(clock.at('2025-12-01T16:29:59.000Z'), '2025-12-01T16:30:00.000Z');
  assert.equal(clock.at('2025-12-01T16:30:00.000Z'), '2025-12-01T16:30:00.001Z');
  assert.equal(clock.at('2031-01-01T00:00:00.999Z'), '2031-01-01T00:00:01.000Z');
});

test('a day is a day in China wherever the phone is', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2025-12-31T15:59:59.999Z') });
  await clock.learn('2025-12-31T15:59:59.999Z', Date.now(), Date.now());
  assert.equal(clock.today(), '2025-12-31');
  t.mock.timers.tick(1);
  assert.equal(clock.today(), '2026-01-01');
});

for (const [words, off, set, told] of [
  ['ahead, set back', YEAR, 0, 0],
  ['behind, set right', -1780 * 60000, 0, 0],
  ['right, set back an hour', 0, -3600000, -60],
]) {
  test(`a clock set while the page is open: ${words}`, async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: NOW + off });
    await learnWith(NOW + off);
    t.mock.timers.setTime(NOW + set);
    clock.watchClock();
    assert.equal(clockOff.value, told);
    assert.equal(clock.today(), '2025-12-02');
  });
}

test('a phone that slept for hours is not taken for one whose clock was set', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  await learnWith(NOW);
  t.mock.timers.setTime(NOW + 9 * 3600000);
  clock.watchClock();
  assert.equal(clockOff.value, 0);
  assert.equal(clock.now(), NOW + 9 * 3600000);
});

for (const [words, off] of [['behind', -3 * 86400000], ['ahead', YEAR]]) {
  test(`a clock that was ${words} and put right is right again at the next answer, also after the browser was closed`, async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: NOW + off });
    await learnWith(NOW + off);
    t.mock.timers.setTime(NOW); // set right while the browser is closed: what is remembered is wrong by as much
    await clock.loadClock();
    assert.equal(clock.today(), new Date(NOW - off + 8 * 3600000).toISOString().slice(0, 10));
    const before = tick.value;
    await learnWith(NOW);
    assert.equal(clockOff.value, 0);
    assert.equal(clock.at(null), '2025-12-01T16:30:00.000Z');
    assert.equal(clock.today(), '2025-12-02');
    assert.ok(tick.value > before); // screens that show the day are drawn anew
    await clock.loadClock();
    assert.equal(clock.today(), '2025-12-02');
  });
}

for (const [words, off] of [['behind', -YEAR], ['ahead', YEAR], ['ahead by an hour', 3600000]]) {
  test(`a clock that was ${words} and is put right while an answer is on its way is right with that very answer`, async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: NOW });
    await clock.learn('2025-12-01T16:30:00.000Z', NOW + off, NOW);
    assert.equal(clockOff.value, 0);
    assert.equal(clock.now(), NOW);
  });
}

test('midnight in China draws the screens anew, and no other moment does', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2025-12-01T15:59:50.000Z') });
  await clock.learn('2025-12-01T15:59:50.000Z', Date.now(), Date.now());
  const before = tick.value;
  t.mock.timers.tick(5000);
  clock.watchClock();
  assert.equal(tick.value, before);
  t.mock.timers.tick(6000);
  clock.watchClock();
  assert.equal(tick.value, before + 1);
  clock.watchClock();
  assert.equal(tick.value, before + 1);
});
