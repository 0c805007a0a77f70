import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone, restart, signIn, talk } from './phone.mjs';
import { OTHER, ROUND, VILLAGE } from './server.mjs';

const { act } = await import('../../static/field/core/act.js');
const account = await import('../../static/field/core/account.js');
const outbox = await import('../../static/field/core/outbox.js');
const recorded = await import('../../static/field/core/recorded.js');
const { cursors, holds } = await import('../../static/field/core/held-scopes.js');
const signals = await import('../../static/field/core/signals.js');
const store = await import('../../static/field/core/store.js');
const { view } = await import('../../static/field/core/view.js');
const { reads } = await import('../../static/field/rounds/reads.js');

const CHILD = '00000000-0000-4000-8000-00000000c001';
const add = (name, area = VILLAGE) => act.record('child', { area, data: { name } });
const addMany = async (n, area) => {
  for (let i = 0; i < n; i += 1) await add(`孩子${i}`, area);
};
const syncs = () => server.requests.filter(({ url }) => url === '/api/v1/sync').length;
let server;

beforeEach(async () => {
  server = await newPhone();
  server.addChild(CHILD);
  await signIn();
});

test('signing in brings the assigned village, its children and the open round', async () => {
  assert.deepEqual(view.areas(), [{ code: VILLAGE, name: '南村' }]);
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name), ['小明']);
  assert.equal(reads.rounds(VILLAGE)[0].campaign.product, 'bOPV');
  assert.equal(signals.progress.value, null);
  assert.equal(signals.net.value, 'on');
});

test('a hundred and twenty operations go in batches of fifty and all are named', async () => {
  await addMany(120);
  const before = syncs();
  assert.equal(await talk(), null);
  assert.equal(syncs() - before, 3);
  assert.deepEqual([signals.unsent.value, server.log.size], [0, 120]);
});

test('lose the reply: the same operations are sent again, counted once, and named', async () => {
  await addMany(3);
  server.wrong.loseReply = true;
  assert.equal((await talk()).code, 'no_network');
  assert.deepEqual([signals.unsent.value, server.log.size], [3, 3]);
  server.wrong = {};
  assert.equal(await talk(), null);
  assert.deepEqual([signals.unsent.value, server.log.size], [0, 3]);
  assert.equal(view.children(VILLAGE).length, 4);
});

test('413: batches are halved until they pass', async () => {
  await addMany(20);
  server.wrong.most = 3;
  assert.equal(await talk(), null);
  assert.deepEqual([signals.unsent.value, server.log.size], [0, 20]);
});

test('one operation too large even alone stays, the others are sent', async () => {
  await addMany(8);
  const answer = server.sync.bind(server);
  server.sync = (device, said) => answer(device, said.ops.some(({ seq }) => seq === 4) ? ((server.wrong.most = -1), said) : ((server.wrong.most = 0), said));
  assert.equal(await talk(), null);
  assert.deepEqual([signals.unsent.value, server.log.size], [1, 7]);
  delete server.sync;
  server.wrong = {};
  await talk();
  assert.equal(signals.unsent.value, 0);
});

test('one poisoned operation among many is refused, the rest are applied', async () => {
  server.wrong.judge = ({ seq }) => (seq === 7 ? { outcome: 'refused', problem: { code: 'malformed', sentence: '写法不对' } } : null);
  await addMany(60);
  assert.equal(await talk(), null);
  assert.deepEqual([signals.unsent.value, signals.refused.value, view.children(VILLAGE).length], [0, 1, 60]);
});

test('captive portal answering 200 with HTML: nothing is taken for sent, and the phone says there is no network', async () => {
  await add('小红');
  server.wrong.html = true;
  assert.equal((await talk()).code, 'not_ours');
  assert.deepEqual([signals.unsent.value, signals.net.value], [1, 'off']);
  await assert.rejects(account.signIn('ann', 'right'), { code: 'not_ours' });
});

test('truncated body: a reply cut short names nothing', async () => {
  await add('小红');
  server.wrong.cut = true;
  assert.equal((await talk()).code, 'not_ours');
  assert.equal(signals.unsent.value, 1);
});

test('a busy server is asked again later and the net is not called dead', async () => {
  await add('小红');
  server.wrong.status = 503;
  assert.equal((await talk()).status, 503);
  assert.deepEqual([signals.unsent.value, signals.net.value], [1, 'on']);
});

test('server slower than the timeout: the wait ends, the next batch is smaller, nothing is lost', async (t) => {
  await addMany(50);
  server.wrong.slow = (url) => url === '/api/v1/sync';
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const waiting = talk();
  while (!server.requests.some(({ url }, n) => url === '/api/v1/sync' && n > 4)) await new Promise(setImmediate);
  t.mock.timers.tick(31000);
  const refusal = await waiting;
  assert.deepEqual([refusal.code, refusal.slow, signals.unsent.value], ['no_network', true, 50]);
  t.mock.timers.reset();
  server.wrong = { most: 25 };
  const before = syncs();
  await talk();
  assert.deepEqual([signals.unsent.value, syncs() - before], [0, 2]);
});

test('a child moved away by the office disappears, a new one appears', async () => {
  server.put({ ...server.rows.get(`child/${CHILD}`), removed: true, data: {} });
  server.addChild('00000000-0000-4000-8000-00000000c002', { name: '小红' });
  await talk();
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name), ['小红']);
  await restart();
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name), ['小红']);
});

test('a row not newer than the one held changes nothing', async () => {
  const held = server.rows.get(`child/${CHILD}`);
  const answer = server.news.bind(server);
  server.news = (device, cursor) => ({ ...answer(device, cursor), changes: [{ ...held, data: { name: '旧' } }] });
  await talk();
  assert.equal(view.child(CHILD).name, '小明');
  await restart();
  assert.equal(view.child(CHILD).name, '小明');
});

test('what was recorded stays in view until the rows say the same, and is never shown twice', async () => {
  const data = { round: ROUND, child: CHILD, on: '2025-12-01', outcome: 'vaccinated' };
  await act.record('visit', { area: VILLAGE, data });
  const answer = server.news.bind(server);
  server.news = (device, cursor) => ({ ...answer(device, cursor), changes: [], cursor }); // receipts come, rows do not yet
  await talk();
  assert.deepEqual([signals.unsent.value, reads.visits(CHILD).length], [0, 1]);
  await restart();
  assert.equal(reads.result(CHILD, ROUND).state, 'vaccinated');
  delete server.news;
  await talk();
  assert.equal(reads.visits(CHILD).length, 1);
  assert.equal((await store.operations('live', 1)).length, 0);
});

test('a village given to the worker comes by itself', async () => {
  server.addChild('00000000-0000-4000-8000-00000000c009', { name: '北北' }, OTHER);
  server.people.ann.areas = [VILLAGE, OTHER];
  await talk();
  assert.deepEqual(view.children(OTHER).map(({ name }) => name), ['北北']);
});

test('area taken away with unsent rows: they are sent first, then the village goes', async () => {
  await add('小红');
  server.people.ann.areas = [];
  server.wrong.down = true;
  await talk();
  assert.equal(view.children(VILLAGE).length, 2);
  server.wrong = { hash: 'not yet named' };
  await talk();
  assert.ok(holds(VILLAGE));
  assert.equal(signals.unsent.value, 1);
  server.wrong = {};
  await talk();
  assert.deepEqual([signals.unsent.value, server.log.size, holds(VILLAGE)], [0, 1, false]);
  await restart();
  assert.deepEqual(view.areas(), []);
  assert.equal((await recorded.list()).length, 1);
});

const setups = () => server.requests.filter(({ url }) => url.endsWith('/setup')).length;
const roundRow = () => server.setup.find(({ kind }) => kind === 'round');

test('a changed row of the setup comes as a change: the package is not fetched for it', async () => {
  const before = setups();
  server.putSetup({ kind: 'area', key: VILLAGE, area: VILLAGE }, { name: '新南村', level: 'village' });
  server.putSetup(roundRow(), { ...roundRow().data, state: 'closed' });
  assert.equal(await talk(), null);
  assert.deepEqual([view.areas()[0].name, reads.rounds(VILLAGE), cursors().setup], ['新南村', [], 3]);
  await restart();
  assert.deepEqual([view.areas()[0].name, reads.rounds(VILLAGE), cursors().setup, setups()], ['新南村', [], 3, before]);
});

test('a row of the setup that is hers no more is taken out by a change', async () => {
  const before = setups();
  server.putSetup(roundRow(), null);
  await talk();
  assert.deepEqual([reads.rounds(VILLAGE), view.records('round'), setups()], [[], [], before]);
  await restart();
  assert.deepEqual([view.records('round'), (await talk(), setups())], [[], before]);
});

test('an older server does not tell what was taken out: the package is fetched whole, once', async () => {
  server.before = true;
  server.setup = server.setup.filter(({ kind }) => kind !== 'round');
  server.setupVersion = 2;
  await talk();
  assert.deepEqual(reads.rounds(VILLAGE), []);
  const asked = setups();
  await talk();
  assert.equal(setups(), asked);
});

test('who sees other rows than before fetches the package: rows that did not change may be new to her', async () => {
  const before = setups();
  server.people.ann.areas = [VILLAGE, OTHER];
  server.putSetup({ kind: 'area', key: OTHER, area: OTHER }, { name: '北村', level: 'village' });
  await talk();
  assert.deepEqual([view.areas().map(({ name }) => name), setups()], [['南村', '北村'], before + 1]);
});

test('a reply that tells of another moment than the one held is not taken for all', async () => {
  const answer = server.news.bind(server);
  server.news = (...said) => ({ ...answer(...said), setup_since: 0 });
  const before = setups();
  server.putSetup(roundRow(), null);
  await talk();
  assert.deepEqual([view.records('round'), setups()], [[], before + 1]);
});

test('a setup package too long for changes is named in `add`: it is fetched once, though it is held', async () => {
  Object.assign(server, { setupTooLong: true, setupVersion: 2, setup: server.setup.filter(({ kind }) => kind !== 'round') });
  await talk();
  assert.deepEqual(reads.rounds(VILLAGE), []);
  const asked = server.requests.filter(({ url }) => url.endsWith('/setup')).length;
  await talk();
  assert.equal(server.requests.filter(({ url }) => url.endsWith('/setup')).length, asked);
});

test('server restored from an old backup: packages come anew and what it lost is sent again', async () => {
  await add('kept');
  await talk();
  const copy = server.backup();
  await add('lost');
  server.addChild('00000000-0000-4000-8000-00000000c003', { name: 'also lost' });
  await talk();
  assert.equal(view.children(VILLAGE).length, 4);
  server.restore(copy);
  await talk();
  assert.deepEqual([signals.unsent.value, server.log.size], [0, 2]);
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name).sort(), ['kept', 'lost', '小明']);
  assert.equal(cursors()[VILLAGE], server.version);
  await restart();
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name).sort(), ['kept', 'lost', '小明']);
});

test('a restore noticed while the network fails half-way is taken up again from the start', async () => {
  await add('lost');
  const copy = server.backup();
  await talk();
  server.restore(copy);
  const answer = server.package.bind(server);
  server.package = () => {
    throw new TypeError('Failed to fetch');
  };
  assert.equal((await talk()).code, 'no_network');
  server.package = answer;
  assert.equal(await talk(), null);
  assert.deepEqual([signals.unsent.value, server.log.size], [0, 1]);
  assert.equal((await account.current()).epoch, server.epoch);
});

test('the server lacks one operation it once named: it is sent again from there', async () => {
  await addMany(3);
  await talk();
  const [, second] = [...server.log.keys()];
  server.log.delete(second);
  server.seen.get(signals.session.value.device).delete(2);
  await add('next');
  await talk();
  assert.deepEqual([signals.unsent.value, server.log.size], [0, 4]);
});

test('a number that never was an operation here is not asked for for ever', async () => {
  await addMany(2);
  await talk();
  server.lacks = () => 1;
  server.log.clear();
  const before = syncs();
  await talk();
  await talk();
  assert.ok(syncs() - before <= 4);
  assert.equal(server.log.size, 2);
});

test('session expires mid-form: recording goes on, and signing in again sends everything under the same phone', async () => {
  const { device } = signals.session.value;
  server.tokens.clear();
  await add('before');
  assert.equal((await talk()).status, 401);
  assert.ok(signals.signInAgain.value);
  await add('after');
  assert.equal(signals.unsent.value, 2);
  await restart();
  assert.ok(signals.signInAgain.value);
  assert.equal(view.children(VILLAGE).length, 3);
  await signIn();
  assert.deepEqual([signals.unsent.value, signals.signInAgain.value, server.log.size], [0, false, 2]);
  assert.deepEqual([...server.log.values()].map(({ op }) => [op.device, op.seq]), [[device, 1], [device, 2]]);
});

test('another person signs in on the same phone: each record stays its author’s and is sent by her alone', async () => {
  const ann = signals.session.value;
  await add('by ann');
  await signIn('bao');
  const bao = signals.session.value;
  await add('by bao', OTHER);
  await talk();
  assert.notEqual(ann.device, bao.device);
  const sent = () => [...server.log.values()].map(({ op }) => [op.data.name, op.by, op.device, op.seq]);
  assert.deepEqual(sent(), [['by bao', bao.user.id, bao.device, 1]]);
  assert.deepEqual(view.areas().map(({ code }) => code), [VILLAGE, OTHER]);
  await signIn('ann');
  assert.deepEqual(sent()[1], ['by ann', ann.user.id, ann.device, 1]);
  assert.equal(signals.session.value.device, ann.device);
  assert.deepEqual(view.areas().map(({ code }) => code), [VILLAGE]);
  await add('by ann again');
  await talk();
  assert.equal([...server.log.values()].pop().op.seq, 2);
});

test('what one person recorded and did not send is not seen by the next on the same phone', async () => {
  const data = { round: ROUND, child: CHILD, on: '2025-12-01', outcome: 'vaccinated' };
  await act.record('visit', { area: VILLAGE, data });
  await account.signIn('bao', 'right');
  await talk();
  assert.deepEqual([signals.unsent.value, await recorded.list()], [0, []]);
  assert.equal(reads.result(CHILD, ROUND).state, 'todo');
  assert.deepEqual(signals.left.value, [{ name: 'ann', n: 1 }]);
});

test('signing out is refused while anything is unsent, and leaves no row behind', async () => {
  await add('小红');
  await assert.rejects(account.signOut(), { code: 'unsent_left' });
  await talk();
  await account.signOut();
  assert.deepEqual(await store.operations(), []);
  assert.equal(signals.session.value, null);
  assert.deepEqual([view.areas(), view.children(VILLAGE)], [[], []]);
  await restart();
  assert.equal(signals.session.value, null);
});

test('a wrong password is said in the server’s words and changes nothing', async () => {
  await assert.rejects(account.signIn('ann', 'wrong'), { code: 'wrong_password', sentence: 'refused: wrong_password' });
  assert.equal(signals.session.value.user.name, 'ann');
});

test('a stopped phone may still send, then wipes itself', async () => {
  await addMany(60);
  const [device] = [...server.tokens.values()];
  device.stopped = true;
  server.wrong.judge = () => ({ outcome: 'held', problem: { code: 'device_stopped', sentence: '这部手机已停用' } });
  await talk();
  assert.equal(server.log.size, 60);
  assert.deepEqual([signals.stopped.value, signals.session.value], [true, null]);
  assert.deepEqual([await store.operations(), view.children(VILLAGE)], [[], []]);
  await restart();
  assert.equal(signals.session.value, null);
});

test('a stopped phone that cannot send yet keeps everything', async () => {
  await addMany(2);
  [...server.tokens.values()][0].stopped = true;
  server.wrong.hash = 'not yet named';
  await talk();
  assert.deepEqual([signals.stopped.value, signals.unsent.value], [true, 2]);
  assert.equal((await store.operations()).length, 2);
});

test('a dose saved while a stopped phone wipes itself is handed in first, or refused in words: never lost in silence', async () => {
  const ends = new Set();
  for (let delay = 0; delay < 60; delay += 1) {
    server = await newPhone();
    server.addChild(CHILD);
    await signIn();
    const [device] = [...server.tokens.values()];
    device.stopped = true;
    server.wrong.judge = () => ({ outcome: 'held', problem: { code: 'device_stopped', sentence: '这部手机已停用' } });
    const talking = talk();
    for (let turn = 0; turn < delay; turn += 1) await new Promise(setImmediate);
    const saved = await add('小红').then(() => 'saved', ({ code }) => code);
    assert.equal(await talking, null);
    if (saved === 'saved') await talk();
    assert.equal(server.log.size, saved === 'saved' ? 1 : 0, `after ${delay} turns: ${saved}`);
    assert.deepEqual([signals.session.value, await store.operations()], [null, []]);
    ends.add(saved);
  }
  assert.ok(ends.has('saved') && ends.has('phone_stopped'), [...ends].join());
});

test('another window saves as a stopped phone wipes itself: that goes to the server before anything is deleted', async () => {
  [...server.tokens.values()][0].stopped = true;
  await act.record('child', { area: VILLAGE, data: { name: '小红' } });
  outbox.clearOutbox(); // this window has not heard of it
  assert.equal(await account.wipe(), false);
  assert.equal((await store.operations()).length, 1);
  await talk();
  assert.deepEqual([server.log.size, signals.session.value, await store.operations()], [1, null, []]);
});

test('a stopped phone that wiped itself can be signed in on again, under another name', async () => {
  const { device } = signals.session.value;
  [...server.tokens.values()][0].stopped = true;
  await talk();
  await assert.rejects(add('小红'), { code: 'not_signed_in' });
  await signIn();
  assert.notEqual(signals.session.value.device, device);
  await add('小红');
  assert.equal((await store.operations())[0].seq, 1);
});

test('a first download that breaks off goes on where it stopped', async () => {
  server.people.bao.areas = [VILLAGE, OTHER];
  const answer = server.package.bind(server);
  server.package = (device, scope, etag) => (scope === OTHER ? Promise.reject(new TypeError('Failed to fetch')) : answer(device, scope, etag));
  await account.signIn('bao', 'right');
  assert.deepEqual([signals.progress.value.done, signals.progress.value.total], [0, 3]);
  assert.equal((await talk()).code, 'no_network');
  assert.equal(signals.progress.value, null);
  assert.deepEqual(view.areas().map(({ code }) => code), [VILLAGE]);
  delete server.package;
  await talk();
  assert.deepEqual(view.areas().map(({ code }) => code), [VILLAGE, OTHER]);
});

test('another person signs in while an answer for the first is on its way: it changes nothing of theirs', async () => {
  server.people.bao.areas = [VILLAGE];
  let reply;
  const answer = server.news.bind(server);
  server.news = (device, cursor) => ({ ...answer(device, cursor), drop: device.person.username === 'ann' ? [VILLAGE] : [] });
  const sync = server.sync.bind(server);
  server.sync = async (...words) => {
    const said = await sync(...words);
    if (!reply) await (reply = account.signIn('bao', 'right'));
    return said;
  };
  await add('by ann');
  assert.equal((await talk()).code, 'no_network');
  delete server.sync;
  await talk();
  assert.deepEqual([signals.session.value.user.name, signals.unsent.value, holds(VILLAGE)], ['bao', 0, true]);
});

test('an old token refused after a new one came does not sign the worker out again', async () => {
  const sync = server.sync.bind(server);
  server.sync = async () => {
    server.sync = sync;
    await account.signIn('ann', 'right');
    return new Response('{"problem": {"code": "sign_in_again"}}', { status: 401, headers: { 'Content-Type': 'application/json' } });
  };
  assert.equal((await talk()).status, 401);
  assert.equal(signals.signInAgain.value, false);
  assert.equal(await talk(), null);
});

const ODD = {
  'a list': [],
  'no receipts': { receipts: null },
  'a receipt that is none': { receipts: [null] },
  'a change without data': { changes: [{ kind: 'child', key: 'x', version: 99 }] },
  'a change without a version': { changes: [{ kind: 'child', key: 'x', data: {} }] },
  'doses that are none': { changes: [{ kind: 'child', key: 'x', version: 99, data: { doses: [5] } }] },
  'a cursor of words': { cursor: { setup: 'far' } },
  'a village that is none': { add: [{}] },
};
for (const [what, odd] of Object.entries(ODD)) {
  test(`an answer of another shape is not believed and nothing is lost: ${what}`, async () => {
    await add('小红');
    const before = view.children(VILLAGE).map(({ name }) => name);
    const real = server.sync.bind(server);
    server.sync = async (device, said) => {
      const body = await (await real(device, said)).json();
      const made = Array.isArray(odd) ? odd : { ...body, ...odd };
      return new Response(JSON.stringify(made), { status: 200, headers: { 'Content-Type': 'application/json' } });
    };
    assert.equal((await talk()).code, 'not_ours');
    assert.equal(signals.unsent.value, 1);
    assert.deepEqual(view.children(VILLAGE).map(({ name }) => name), before);
    server.sync = real;
    assert.equal(await talk(), null);
    assert.equal(signals.unsent.value, 0);
  });
}

test('receipts for other ids, of no id, missing or with another hash name nothing', async () => {
  await add('小红');
  await add('小刚');
  const real = server.sync.bind(server);
  server.sync = async (device, said) => {
    const body = await (await real(device, said)).json();
    const [first] = body.receipts;
    const receipts = [{ ...first, hash: '0'.repeat(64) }, { ...first, id: 'another' }, { ...first, id: { a: 1 } }, { ...first, id: null }];
    return new Response(JSON.stringify({ ...body, receipts }), { status: 200, headers: { 'Content-Type': 'application/json' } });
  };
  assert.equal(await talk(), null);
  assert.equal(signals.unsent.value, 2);
  assert.equal(signals.storageProblem.value, null);
  server.sync = real;
  assert.equal(await talk(), null);
  assert.equal(signals.unsent.value, 0);
});
