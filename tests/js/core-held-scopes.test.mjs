import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ScopeRows, scopeRows } from '../../static/field/core/scope-rows.js';
import { newPhone, restart, signIn } from './phone.mjs';
import { OTHER, VILLAGE } from './server.mjs';

const { cursors, dropHeld, scopeOf, takeChanges, takePackage } = await import('../../static/field/core/held-scopes.js');
const { session } = await import('../../static/field/core/signals.js');
const { view } = await import('../../static/field/core/view.js');
const row = (n, version = 1, more = {}) => ({ kind: 'child', key: `k${n}`, area: VILLAGE, version, data: { name: `${n}` }, ...more });

test('a package is cut into blocks of about 200 and a change touches one of them', () => {
  const kept = scopeRows(VILLAGE, 5, 'tag', Array.from({ length: 450 }, (_, n) => row(n)));
  assert.deepEqual(kept.blocks.map((block) => block.size), [200, 200, 50]);
  assert.equal(kept.take(row(250, 2)), 1);
  assert.equal(kept.take(row(900, 2)), 2);
  assert.equal(kept.take(row(250, 2)), null);
  assert.equal(kept.take(row(250, 3, { removed: true })), 1);
  assert.equal(kept.take(row(250, 4, { removed: true })), null);
  assert.deepEqual(kept.blocks.map((block) => block.size), [200, 199, 51]);
  assert.equal([...kept.rows()].length, 450);
});

test('an empty scope takes its first row, and a full last block opens a new one', () => {
  const kept = new ScopeRows({ scope: VILLAGE });
  for (let n = 0; n < 201; n += 1) kept.take(row(n));
  assert.deepEqual(kept.blocks.map((block) => block.size), [200, 1]);
});

test('rows removed in a package are not kept', () => {
  assert.equal([...scopeRows(VILLAGE, 1, null, [row(1), row(2, 1, { removed: true })]).rows()].length, 1);
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

const SCHOOL = 'school:a';
const inSchool = (n, version) => ({ ...row(n, version), scope: SCHOOL });
const school = (...changes) => ({ scope: SCHOOL, cursor: { [SCHOOL]: 50 }, changes });

test('a child in her village and in her school is there until both are gone, whichever goes first', async () => {
  for (const [first, second] of [[SCHOOL, VILLAGE], [VILLAGE, SCHOOL]]) {
    server = await newPhone();
    await signIn();
    await takeChanges(device(), [row(1, 50)], {});
    await takePackage(device(), school(inSchool(1, 50)), 'x');
    await dropHeld(device(), first);
    assert.equal(view.child('k1').name, '1', first);
    await restart();
    assert.equal(view.child('k1').name, '1', first);
    await dropHeld(device(), second);
    assert.equal(view.child('k1'), null);
  }
});

test('who leaves a school stays in the village that is held, and the other way about', async () => {
  await signIn();
  await takeChanges(device(), [row(1, 50)], {});
  await takePackage(device(), school(inSchool(1, 50)), 'x');
  await takeChanges(device(), [{ ...inSchool(1, 51), area: SCHOOL, removed: true, data: {} }], {});
  assert.equal(view.child('k1').name, '1');
  await takeChanges(device(), [row(1, 52), inSchool(1, 52)], {});
  await takeChanges(device(), [{ ...row(1, 53), removed: true, data: {} }], {});
  assert.equal(view.child('k1').name, '1');
  await restart();
  assert.equal(view.child('k1').name, '1');
});

test('a phone with a school alone shows its children, whatever village they are of', async () => {
  await signIn();
  await dropHeld(device(), VILLAGE);
  await takePackage(device(), school(inSchool(1, 50)), 'x');
  await takeChanges(device(), [inSchool(2, 51), inSchool(1, 51)], { [SCHOOL]: 51 });
  assert.deepEqual([view.child('k1').name, view.child('k2').name, cursors()[SCHOOL]], ['1', '2', 51]);
  assert.deepEqual([scopeOf('child', VILLAGE), view.areas()], [SCHOOL, []]);
});
