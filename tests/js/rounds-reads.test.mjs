import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lay, lift, putRow, view } from '../../static/field/core/view.js';
import { reads } from '../../static/field/rounds/reads.js';
import { A, B, CAMPAIGN, child, op, row, visit } from './view-rows.mjs';

test('the result of a child: a dose counts, else a dose elsewhere, else what was said last', () => {
  child('k1');
  const state = () => reads.result('k1', 'r').state;
  assert.equal(state(), 'todo');
  putRow(A, visit('v1', 'refused', { row: { at: '2025-12-01T01:00:00.000Z' } }));
  assert.equal(state(), 'later');
  putRow(A, visit('v2', 'moved_away', { row: { at: '2025-12-01T02:00:00.000Z' } }));
  assert.equal(state(), 'removed');
  putRow(A, visit('v3', 'absent_short', { row: { at: '2025-12-01T03:00:00.000Z' } }));
  assert.equal(reads.result('k1', 'r').visit.key, 'v3');
  putRow(A, visit('v4', 'vaccinated_elsewhere', { row: { at: '2025-11-01T00:00:00.000Z' } }));
  assert.equal(state(), 'elsewhere');
  putRow(A, visit('v5', 'vaccinated', { row: { at: '2025-10-01T00:00:00.000Z' } }));
  putRow(A, visit('v6', 'ill', { row: { at: '2025-12-09T00:00:00.000Z' } }));
  assert.equal(state(), 'vaccinated');
  assert.equal(reads.result('k1', 'another').state, 'todo');
  assert.deepEqual(reads.visits('k1').map(({ key }) => key), ['v5', 'v4', 'v1', 'v2', 'v3', 'v6']);
});

test('of two doses in a round the latest decides, as in the office: where it was given the child counts', () => {
  child('k1');
  putRow(A, visit('v1', 'vaccinated', { row: { at: '2025-12-01T01:00:00.000Z' } }));
  putRow(A, visit('v2', 'vaccinated', { row: { at: '2025-12-02T01:00:00.000Z', area: B } }));
  assert.equal(reads.result('k1', 'r').visit.area, B);
});

test('guests of a village are the children of others who were visited in it, joined ones once, none whose record is not here', () => {
  child('k1');
  putRow(B, { kind: 'child', key: 'k2', area: B, version: 1, at: null, data: { name: 'k2' } });
  for (const [key, of] of [['v1', 'k1'], ['v2', 'k2'], ['v3', 'k2'], ['v4', 'nobody']]) {
    putRow(A, visit(key, 'ill', { row: { area: A }, data: { child: of } }));
  }
  assert.deepEqual(reads.guests(A).map(({ key }) => key), ['k2']);
  assert.deepEqual(reads.guests(B), []);
});

test('the same dose is one, from the server’s list, a dose record or a visit', () => {
  child('k1', { doses: [['bOPV', '2025-12-01', 'campaign'], ['IPV', '2021-07-04', 'card']] });
  putRow(A, visit('v1', 'vaccinated'));
  lay(op('dose', 'd1', { child: 'k1', product: 'IPV', given_on: '2021-07-04', source: 'recall' }), 'unsent');
  lay(op('dose', 'd2', { child: 'k1', product: 'IPV', given_on: null, source: 'recall' }), 'unsent');
  const found = view.doses('k1').map(({ product, given_on, source }) => [product, given_on, source]);
  assert.deepEqual(found, [['IPV', null, 'recall'], ['IPV', '2021-07-04', 'card'], ['bOPV', '2025-12-01', 'campaign']]);
});

test('a dose taken back is gone at once, though the server still lists it', () => {
  child('k1', { doses: [['bOPV', '2025-12-01', 'campaign'], ['bOPV', '2021-07-04', 'card']] });
  putRow(A, visit('v1', 'vaccinated'));
  const back = op('visit', 'v1', {}, { void: true });
  lay(back, 'unsent');
  assert.deepEqual(view.doses('k1').map(({ given_on }) => given_on), ['2021-07-04']);
  assert.equal(reads.result('k1', 'r').state, 'todo');
  lay(back, 'held'); // someone else's record: a supervisor decides, until then it stands
  assert.equal(reads.result('k1', 'r').state, 'vaccinated');
  assert.equal(view.doses('k1').length, 2);
});

test('joined children are one child with the doses and visits of all, and part again when the link is taken back', () => {
  child('k1', { phone: '1' }, { at: '2025-11-01T00:00:00.000Z' });
  child('k2', { guardian: '王', name: '小明' }, { at: '2025-11-02T00:00:00.000Z' });
  putRow(A, visit('v2', 'vaccinated', { data: { child: 'k2' } }));
  const link = op('same_child', 's', { child: 'k2', other: 'k1' });
  lay(link, 'unsent');
  assert.deepEqual(view.children(A).map(({ key, name, phone, guardian }) => [key, name, phone, guardian]), [['k1', '小明', '1', '王']]);
  assert.equal(reads.result('k1', 'r').state, 'vaccinated');
  assert.equal(view.child('k2').key, 'k1');
  lay(op('same_child', 's', {}, { void: true }), 'unsent');
  assert.deepEqual(view.children(A).map(({ key }) => key), ['k1', 'k2']);
});

test('a child the server joined to another is hidden and leads to it', () => {
  child('k1');
  putRow(A, row('child', 'k2', { joined: 'k1' }));
  putRow(A, visit('v2', 'vaccinated', { data: { child: 'k2' } }));
  assert.deepEqual(view.children(A).map(({ key }) => key), ['k1']);
  assert.deepEqual([view.child('k2').name, reads.result('k1', 'r').state], ['k1', 'vaccinated']);
});

test('a dose someone else recorded stands while the supervisor is only asked to take it back', () => {
  child('k1');
  putRow(A, visit('v1', 'vaccinated'));
  const ask = op('visit', 'v1', { asks: true, child: 'k1' }, { void: true });
  for (const [state, shown, asked] of [['unsent', 'vaccinated', true], ['held', 'vaccinated', true], ['settled', 'vaccinated', false], ['applied', 'todo', false]]) {
    lay(ask, state);
    assert.deepEqual([reads.result('k1', 'r').state, reads.asksBack({ key: 'v1' })], [shown, asked], state);
  }
});

test('open rounds of campaigns that cover the village, with their campaign', () => {
  putRow('setup', { kind: 'round', key: 'r2', version: 1, data: { campaign: 'c', n: 2, state: 'closed' } });
  const [round, ...others] = reads.rounds(A);
  assert.deepEqual([round.key, round.campaign.product, others.length], ['r', 'bOPV', 0]);
  assert.deepEqual(reads.rounds('430922100201'), []);
  putRow('setup', { ...CAMPAIGN, version: 2, data: { ...CAMPAIGN.data, state: 'closed' } });
  assert.deepEqual(reads.rounds(A), []);
});

test('posts and batches of the township, people and villages by name', () => {
  putRow('setup', { kind: 'area', key: A, version: 1, data: { name: '南村' } });
  putRow('setup', { kind: 'person', key: 'p', version: 1, data: { name: '王医生', role: 'clinic' } });
  for (const [key, area] of [['far', '430921104001'], ['near', B], ['here', A]]) putRow('setup', { kind: 'post', key, area, version: 1, data: { name: key } });
  lay(op('batch', 'b', { product: 'bOPV', lot: 'A12' }), 'unsent');
  assert.deepEqual(reads.posts(A).map(({ name }) => name), ['here', 'near']);
  assert.deepEqual(reads.batches(B).map(({ lot }) => lot), ['A12']);
  assert.deepEqual(view.persons().map(({ id, name }) => [id, name]), [['p', '王医生']]);
  assert.deepEqual([view.person('p').name, view.areas()], ['王医生', [{ code: A, name: '南村' }]]);
});

const dated = (more = {}) => putRow('setup', { kind: 'round', key: 'r', version: 2, data: { campaign: 'c', n: 1, state: 'open', first_day: '2025-12-01', last_day: '2025-12-09', ...more } });

test('a visit of another day or product does not count in the round, and says why', () => {
  dated();
  child('k1');
  putRow(A, visit('v1', 'vaccinated', { data: { on: '2026-03-01' } }));
  assert.equal(reads.result('k1', 'r').state, 'todo');
  assert.deepEqual([reads.result('k1', 'r').out.why, reads.result('k1', 'r').out.visit.key], ['days', 'v1']);
  putRow(A, visit('v2', 'vaccinated', { data: { product: 'HepB' }, row: { at: '2025-12-02T00:00:00.000Z' } }));
  assert.equal(reads.result('k1', 'r').out.why, 'product');
  assert.equal(view.doses('k1').length, 2); // a dose it is all the same
  putRow(A, visit('v3', 'refused', { row: { at: '2025-12-03T00:00:00.000Z' } }));
  assert.deepEqual([reads.result('k1', 'r').state, reads.result('k1', 'r').out.why], ['later', 'product']);
  putRow(A, { ...visit('v2', 'vaccinated', { data: { product: 'HepB', counts: true } }), version: 2 });
  assert.deepEqual([reads.result('k1', 'r').state, reads.result('k1', 'r').out], ['vaccinated', undefined]);
});

test('a change of the round or its campaign changes what counts at once', () => {
  dated({ last_day: '2026-03-01' });
  child('k1');
  putRow(A, visit('v1', 'vaccinated', { data: { on: '2026-02-01' } }));
  assert.equal(reads.result('k1', 'r').state, 'vaccinated');
  dated();
  assert.equal(reads.result('k1', 'r').state, 'todo');
});

test('a dose without a batch is listed until a record of the same dose carries one, from here or from elsewhere', () => {
  child('k1');
  child('k2');
  putRow(A, visit('v1', 'vaccinated'));
  putRow(A, row('visit', 'v2', { child: 'k2', round: 'r', on: '2025-12-01', outcome: 'vaccinated', batch: 'b0' }));
  const left = () => reads.unbatched(A, 'r').map(({ key }) => key);
  assert.deepEqual(left(), ['v1']);
  const mine = op('dose', 'd1', { child: 'k1', product: 'bOPV', given_on: '2025-12-01', batch: 'b1' });
  lay(mine, 'unsent');
  assert.deepEqual([left(), reads.batchOf(reads.visits('k1')[0]), view.doses('k1').length], [[], 'b1', 1]);
  lift(mine);
  assert.deepEqual(left(), ['v1']);
  child('k1', { batches: { 'bOPV|2025-12-01': ['b2', 'd2'] } }, { version: 2 });
  assert.deepEqual([left(), reads.batchOf(reads.visits('k1')[0])], [[], 'b2']);
});

test('a visit without a dose that is taken back leaves the dose that somebody else gave on that day', () => {
  child('k1', { doses: [['bOPV', '2025-12-01', 'campaign']] });
  putRow(A, visit('v1', 'absent_short'));
  lay(op('visit', 'v1', {}, { void: true }), 'unsent');
  assert.deepEqual(view.doses('k1').map(({ given_on }) => given_on), ['2025-12-01']);
});
