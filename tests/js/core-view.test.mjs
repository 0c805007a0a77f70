import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearView, lay, lift, putRow, seen, view, whenChanged } from '../../static/field/core/view.js';
import { A, B, child, op, row, visit } from './view-rows.mjs';

test('own words lie over the row field by field, null empties a field, and both are gone when lifted', () => {
  child('k1', { phone: '138', guardian: '王' });
  const mine = op('child', 'k1', { name: '小明', phone: null });
  lay(mine, 'unsent');
  const { name, phone, guardian, unsent } = view.child('k1');
  assert.deepEqual([name, phone, guardian, unsent], ['小明', undefined, '王', true]);
  lay(mine, 'applied');
  assert.equal(view.child('k1').unsent, false);
  lift(mine);
  assert.deepEqual([view.child('k1').name, view.child('k1').phone], ['k1', '138']);
});

test('of two own words the later counts, whichever was laid first', () => {
  child('k1');
  const [early, late] = [op('child', 'k1', { name: 'early' }), op('child', 'k1', { name: 'late' })];
  lay(late, 'unsent');
  lay(early, 'unsent');
  assert.equal(view.child('k1').name, 'late');
});

test('a record is the same object until something about it changes', () => {
  child('k1');
  child('k2');
  const [first, list] = [view.child('k1'), view.children(A)];
  lay(op('child', 'k2', { name: 'x' }), 'unsent');
  assert.equal(view.child('k1'), first);
  assert.notEqual(view.children(A), list);
  assert.equal(view.children(A), view.children(A));
});

test('a void that came before what it takes back hides it for good', () => {
  lay(op('child', 'k9', {}, { void: true }), 'unsent');
  lay(op('child', 'k9', { name: 'late' }), 'unsent');
  assert.equal(view.child('k9'), null);
  assert.deepEqual(view.children(A), []);
});

test('a child that moved to another village held here is in one place, whichever change came first', () => {
  child('k1');
  putRow(B, row('child', 'k1', { name: 'k1' }, { area: B, version: 3 }));
  putRow(A, { kind: 'child', key: 'k1', area: A, version: 2, removed: true, data: {} });
  assert.deepEqual([view.children(A).length, view.children(B).length], [0, 1]);
  putRow(A, row('child', 'k1', { name: 'k1' }, { version: 1 }));
  assert.deepEqual([view.children(A).length, view.children(B).length], [0, 1]);
});

test('a household names its members, and a child that changes household changes place', () => {
  putRow(A, row('household', 'h1', { head: '王' }));
  child('k1', { household: 'h1' });
  child('k2', { household: 'h1' });
  lay(op('child', 'k2', { household: 'h2' }), 'unsent');
  assert.deepEqual(view.members('h1').map(({ key }) => key), ['k1']);
  assert.deepEqual(view.members('h2').map(({ key }) => key), ['k2']);
  assert.deepEqual(view.households(A).map(({ head }) => head), ['王']);
});

test('what a worker has seen: version and the latest moment, of a visit those of the child', () => {
  child('k1', {}, { version: 7 });
  putRow(A, visit('v1', 'ill', { row: { at: '2025-12-05T00:00:00.000Z' } }));
  assert.deepEqual(seen('child', 'k1', {}), { version: 7, at: '2025-11-01T00:00:00.000Z' });
  assert.deepEqual(seen('visit', 'new', { child: 'k1' }), { version: 0, at: '2025-12-05T00:00:00.000Z' });
  assert.deepEqual(seen('child', 'nobody', {}), { version: 0, at: null });
});

test('a link taken back parts two children at once, also those the server’s rows still join', () => {
  const names = () => view.children(A).filter(({ joined }) => !joined).map(({ name }) => name).sort();
  child('k1', { name: '小明' });
  child('k2', { name: '小名' });
  lay(op('same_child', 'l', { child: 'k1', other: 'k2' }), 'unsent');
  assert.deepEqual([names().length, view.joins('k2').map((link) => link.names)], [1, [['小明', '小名']]]);
  lay(op('same_child', 'l', {}, { void: true }), 'unsent');
  assert.deepEqual([names(), view.joins('k1')], [['小名', '小明'].sort(), []]);

  child('k3', { joined: 'k1', name: undefined });
  child('k4', { joined: 'k1', name: undefined });
  putRow(A, row('same_child', 'm', { child: 'k1', other: 'k3' }));
  putRow(A, row('same_child', 'n', { child: 'k1', other: 'k4' }));
  assert.deepEqual([view.child('k3').key, view.child('k4').key], ['k1', 'k1']);
  const taken = op('same_child', 'm', {}, { void: true });
  lay(taken, 'unsent');
  assert.deepEqual([view.child('k3').key, view.child('k4').key], ['k3', 'k1']);
  lift(taken);
  assert.equal(view.child('k3').key, 'k1');
});

test('of two records of one child the earlier listing counts: registered once is registered', () => {
  child('k1', { listed_on: '2025-11-20' }, { at: '2025-11-20T00:00:00.000Z' });
  child('k2', { listed_on: '2025-12-02' }, { at: '2025-12-02T00:00:00.000Z' });
  putRow(A, row('same_child', 'l', { child: 'k1', other: 'k2' }));
  assert.equal(view.child('k1').listed_on, '2025-11-20');
});

test('whoever derives something is told whenever a row of its kinds changes, and of no other', () => {
  let told = 0;
  whenChanged(['school', 'cluster'], () => {
    told += 1;
  });
  const mine = op('school', 's', { name: '小学' });
  const steps = [
    [() => putRow('setup', row('school', 's', { name: '一小' })), 1],
    [() => lay(mine, 'unsent'), 2],
    [() => lift(mine), 3],
    [() => putRow('setup', row('cluster', 'c', {})), 4],
    [() => child('k1'), 4],
    [() => clearView(), 5],
  ];
  for (const [change, times] of steps) {
    change();
    assert.equal(told, times);
  }
});
