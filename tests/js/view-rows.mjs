/* Rows of a small village for tests of what a phone knows: an open round, children and visits. */
import { beforeEach } from 'node:test';
import { clearView, holdScopes, putRow } from '../../static/field/core/view.js';

export const A = '430921103001';
export const B = '430921103208';
export const CAMPAIGN = { kind: 'campaign', key: 'c', version: 1, data: { product: 'bOPV', areas: ['430921103'], state: 'open' } };
export const row = (kind, key, data, more = {}) => ({ kind, key, area: A, version: 1, at: '2025-11-01T00:00:00.000Z', data, ...more });
let n = 0;
export const op = (kind, key, data, more = {}) => ({ id: `op${(n += 1)}`, kind, key, area: A, at: `2025-12-01T08:00:0${n % 10}.000Z`, by: 'ann', data, ...more });
export const child = (key, data = {}, more = {}) => putRow(more.area || A, row('child', key, { name: key, ...data }, more));
export const visit = (key, outcome, more = {}) => row('visit', key, { child: 'k1', round: 'r', on: '2025-12-01', outcome, ...more.data }, more.row);

beforeEach(() => {
  n = 0;
  clearView();
  holdScopes(['setup', A]);
  putRow('setup', CAMPAIGN);
  putRow('setup', { kind: 'round', key: 'r', version: 1, data: { campaign: 'c', n: 1, state: 'open' } });
});
