/* A small server of the sync contract, in memory, that can be made to misbehave as real ones do. Not a test. */

import { hashOf } from '../../static/field/core/canonical.js';
import { merges } from '../../static/field/core/kinds.js';

export const VILLAGE = '430921103001';
export const OTHER = '430921103208';
export const ROUND = '00000000-0000-4000-8000-000000000001';
const CAMPAIGN = '00000000-0000-4000-8000-0000000000c1';
const EPOCHS = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];

const setup = () => [
  { kind: 'area', key: VILLAGE, area: VILLAGE, version: 1, data: { name: '南村', level: 'village' } },
  { kind: 'area', key: OTHER, area: OTHER, version: 1, data: { name: '北村', level: 'village' } },
  { kind: 'campaign', key: CAMPAIGN, area: null, version: 1, data: { name: '强化免疫', product: 'bOPV', areas: ['430921'], state: 'open' } },
  { kind: 'round', key: ROUND, area: null, version: 1, data: { campaign: CAMPAIGN, n: 1, first_day: '2025-12-01', last_day: '2025-12-05', state: 'open' } },
];

/** One server: `people` by username, `log` of operations by id, `rows` by kind/key. Set `wrong` to make it misbehave. */
export class FakeServer {
  constructor() {
    Object.assign(this, { epoch: EPOCHS[0], version: 10, setupVersion: 1, log: new Map(), rows: new Map(), seen: new Map() });
    Object.assign(this, { setupGone: [], people: {}, owners: {}, tokens: new Map(), setup: setup(), requests: [], told: [], wrong: {}, clock: 0 });
    this.addPerson('ann', [VILLAGE]);
    this.addPerson('bao', [VILLAGE, OTHER]);
  }

  addPerson(username, areas) {
    const id = `00000000-0000-4000-8000-${Buffer.from(username).toString('hex').padStart(12, '0')}`;
    this.people[username] = { id, username, areas, name: username, role: 'vaccinator' };
  }

  addChild(key, data = {}, area = VILLAGE) {
    this.put({ kind: 'child', key, area, at: '2025-11-20T00:00:00.000Z', data: { name: '小明', born: '2021-05-04', ...data } });
  }

  put(row) {
    this.version += 1;
    this.rows.set(`${row.kind}/${row.key}`, { ...row, version: this.version });
  }

  /** Change a row of the setup, or take it away from who sees it (`data` null); a server of `before` does not tell that. */
  putSetup(row, data) {
    this.setupVersion += 1;
    const others = this.setup.filter(({ kind, key }) => kind !== row.kind || key !== row.key);
    const now = { ...row, version: this.setupVersion, ...(data ? { data } : { data: {}, removed: true }) };
    this.setup = data ? [...others, now] : others;
    if (!data) this.setupGone.push(now);
  }

  time() {
    return new Date(Date.now() + this.clock).toISOString();
  }

  /** What `fetch` answers. */
  async answer(url, options) {
    this.requests.push({ url, method: options.method, etag: options.headers && options.headers['If-None-Match'] });
    if (this.wrong.down) throw new TypeError('Failed to fetch');
    if (this.wrong.slow && this.wrong.slow(url)) return new Promise((_, reject) => options.signal.addEventListener('abort', () => reject(new Error('aborted'))));
    if (this.wrong.html) return new Response('<html>请登录</html>', { status: 200, headers: { 'Content-Type': 'text/html' } });
    if (url === '/alive') return json(200, { ok: true, time: this.time(), version: '1' });
    const said = options.body ? JSON.parse(await text(options)) : null;
    if (url === '/api/v1/devices') return this.devices(said);
    const device = this.tokens.get((options.headers.Authorization || '').slice(7));
    if (!device) return problem(401, 'sign_in_again');
    if (url === '/api/v1/sync') return this.sync(device, said);
    return this.package(device, decodeURIComponent(url.split('/').pop()), options.headers['If-None-Match']);
  }

  devices({ username, password, device }) {
    const person = this.people[username];
    if (!person || password !== 'right') return problem(401, 'wrong_password');
    if ((this.owners[device] ||= person.id) !== person.id) return problem(409, 'device_of_another');
    const token = `token-${device}-${this.tokens.size}`;
    this.tokens.set(token, { id: device, person });
    return json(200, { token, user: person, epoch: this.epoch, scopes: ['setup', ...person.areas], time: this.time() });
  }

  async sync(device, { epoch, cursor, ops, setup }) {
    if (this.wrong.most && ops.length > this.wrong.most) return problem(413, 'too_many', this.wrong.most);
    if (this.wrong.status) return problem(this.wrong.status, 'busy');
    const receipts = [];
    for (const op of ops) receipts.push(await this.receive(op));
    if (this.wrong.loseReply) throw new TypeError('Failed to fetch');
    if (this.wrong.cut) return new Response('{"receipts": [', { status: 200, headers: { 'Content-Type': 'application/json' } });
    const reset = Boolean(epoch) && epoch !== this.epoch;
    const reply = { receipts, changes: [], cursor, more: false, add: [], drop: [], reset, epoch: this.epoch, time: this.time() };
    reply.resend_from = this.lacks(device.id, reset);
    reply.device = device.stopped ? 'stopped' : 'ok';
    return json(200, device.stopped ? reply : { ...reply, ...this.news(device, reset ? {} : cursor, setup) });
  }

  lacks(device, reset) {
    const seqs = [...(this.seen.get(device) || [])].sort((a, b) => a - b);
    if (reset) return (seqs[seqs.length - 1] || 0) + 1;
    const gap = seqs.findIndex((seq, n) => seq !== n + 1);
    return gap < 0 ? null : gap + 1;
  }

  news(device, cursor, tag) {
    const mine = ['setup', ...device.person.areas];
    const held = Object.keys(cursor);
    const add = mine.filter((scope) => !held.includes(scope));
    const drop = held.filter((scope) => !mine.includes(scope));
    const changes = [...this.told.filter(({ to }) => to === device.id).map(({ row }) => row)];
    for (const scope of held.filter((one) => one !== 'setup' && mine.includes(one))) {
      changes.push(...[...this.rows.values()].filter((row) => row.area === scope && row.version > cursor[scope]));
    }
    const reached = held.filter((scope) => mine.includes(scope)).map((scope) => [scope, scope === 'setup' ? this.setupVersion : this.version]);
    const grown = cursor.setup < this.setupVersion;
    const whole = grown && (this.setupTooLong || (!this.before && !(tag || '').startsWith(`"${this.viewOf(device)}-`)));
    if (whole) add.unshift('setup');
    else if (grown) changes.push(...this.setupSince(cursor.setup));
    const told = tag && !whole && !this.before ? { setup_since: cursor.setup } : {};
    return { add, drop, changes, cursor: { ...Object.fromEntries(reached), ...(whole && { setup: cursor.setup }) }, ...told };
  }

  /** A server of `before` sends every row, and says of none that it is gone. */
  setupSince(since) {
    if (this.before) return this.setup;
    return [...this.setup, ...this.setupGone].filter(({ version }) => version > since);
  }

  viewOf({ person }) {
    return `${person.username}:${person.areas}`;
  }

  async receive(op) {
    const hash = await hashOf(op);
    const known = this.log.get(op.id);
    if (known) return { id: op.id, hash: this.wrong.hash || hash, outcome: 'duplicate', was: known.outcome, version: known.version };
    this.seen.set(op.device, (this.seen.get(op.device) || new Set()).add(op.seq));
    const judge = this.wrong.judge && this.wrong.judge(op);
    const verdict = judge || { outcome: 'applied' };
    if (verdict.outcome === 'applied') this.apply(op);
    this.log.set(op.id, { ...verdict, op, version: this.version });
    return { id: op.id, hash: this.wrong.hash || hash, version: this.version, ...verdict };
  }

  apply(op) {
    const held = this.rows.get(`${op.kind}/${op.key}`) || { kind: op.kind, key: op.key, data: {} };
    const data = merges(op.kind) ? { ...held.data, ...op.data } : op.data;
    this.put({ ...held, area: op.area, at: op.at, by: op.by, data, ...(op.void ? { removed: true, data: {} } : {}) });
  }

  package(device, scope, etag) {
    if (scope !== 'setup' && !device.person.areas.includes(scope)) return problem(403, 'not_allowed');
    const version = scope === 'setup' ? this.setupVersion : this.version;
    const tag = scope === 'setup' ? `"${this.viewOf(device)}-${version}"` : `"${this.epoch}-${version}"`;
    if (etag === tag) return new Response(null, { status: 304 });
    const rows = scope === 'setup' ? this.setup : [...this.rows.values()].filter((row) => row.area === scope && !row.removed);
    return json(200, { scope, epoch: this.epoch, cursor: { [scope]: version }, changes: rows }, { ETag: tag });
  }

  /** A copy to restore from. */
  backup() {
    const seen = new Map([...this.seen].map(([device, seqs]) => [device, new Set(seqs)]));
    return { log: new Map(this.log), rows: new Map(this.rows), seen, version: this.version };
  }

  /** Go back to a copy: another epoch. */
  restore(copy) {
    Object.assign(this, copy, { epoch: EPOCHS[1] });
  }
}

const text = async ({ body, headers }) =>
  headers['Content-Encoding'] === 'gzip'
    ? new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
    : body;

const json = (status, value, more = {}) =>
  new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json', ...more } });

const problem = (status, code, limit) => json(status, { problem: { code, sentence: `refused: ${code}`, limit } });
