import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Shelf, shelfOf } from '../../static/field/core/shelf.js';
import { newPhone, restart, signIn } from './phone.mjs';
import { OTHER, VILLAGE } from './server.mjs';

const { cursors, scopeOf, takeChanges } = await import('../../static/field/core/shelves.js');
const { session } = await import('../../static/field/core/signals.js');
const { view } = await import('../../static/field/core/view.js');
const row = (n, version = 1, more = {}) => ({ kind: 'child', key: `k${n}`, area: VILLAGE, version, data: { name: `${n}` }, ...more });

test('a package is cut into blocks of about 200 and a change touches one of them', () => {
  const shelf = shelfOf(VILLAGE, 5, 'tag', Array.from({ length: 450 }, (_, n) => row(n)));
  assert.deepEqual(shelf.blocks.map((block) => block.size), [200, 200, 50]);
  assert.equal(shelf.take(row(250, 2)), 1);
  assert.equal(shelf.take(row(900, 2)), 2);
  assert.equal(shelf.take(row(250, 2)), null);
  assert.equal(shelf.take(row(250, 3, { removed: true })), 1);
  assert.equal(shelf.take(row(250, 4, { removed: true })), null);
  assert.deepEqual(shelf.blocks.map((block) => block.size), [200, 199, 51]);
  assert.equal([...shelf.rows()].length, 450);
});

test('an empty shelf takes its first row, and a full last block opens a new one', () => {
  const shelf = new Shelf({ scope: VILLAGE });
  for (let n = 0; n < 201; n += 1) shelf.take(row(n));
  assert.deepEqual(shelf.blocks.map((block) => block.size), [200, 1]);
});

test('rows removed in a package are not kept', () => {
  assert.equal([...shelfOf(VILLAGE, 1, null, [row(1), row(2, 1, { removed: true })]).rows()].length, 1);
});

const device = () => session.value.device;
let server;
beforeEach(async () => {
  server = await newPhone();
});

test('rows and the cursor reached with them are stored together', async () => {
  await signIn();
  await takeChanges(device(), [row(1, 50)], { [VILLAGE]: 51 });
  await restart();
  assert.deepEqual([cursors()[VILLAGE], view.child('k1').name], [51, '1']);
});

test('a row of a village merged into one held lies with it; of one not held it is left alone', async () => {
  server.people.bao.areas = [VILLAGE, OTHER];
  await signIn('bao');
  assert.equal(scopeOf('child', VILLAGE), VILLAGE);
  assert.equal(scopeOf('child', '430921103209'), OTHER);
  assert.equal(scopeOf('campaign', null), 'setup');
  await takeChanges(device(), [row(3, 50, { area: '430921103209' })], {});
  assert.equal(view.child('k3').name, '3');
});

test('a child that moves between two villages held is in the new one after a restart too', async () => {
  server.people.bao.areas = [VILLAGE, OTHER];
  await signIn('bao');
  await takeChanges(device(), [row(1, 50)], {});
  await takeChanges(device(), [{ ...row(1, 51), removed: true, data: {} }, row(1, 52, { area: OTHER })], {});
  await restart();
  assert.deepEqual([view.children(VILLAGE).length, view.children(OTHER).length], [0, 1]);
});

test('what still arrives for the person before is not taken by the next', async () => {
  await signIn();
  const before = device();
  await signIn('bao');
  assert.equal(await takeChanges(before, [row(1, 50)], { [VILLAGE]: 99 }), false);
  assert.deepEqual([view.child('k1'), cursors()[VILLAGE] < 99], [null, true]);
});
