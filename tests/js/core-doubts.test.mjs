import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { newPhone, restart, signIn, talk } from './phone.mjs';
import { VILLAGE } from './server.mjs';

const { act } = await import('../../static/field/core/act.js');
const account = await import('../../static/field/core/account.js');
const outbox = await import('../../static/field/core/outbox.js');
const recorded = await import('../../static/field/core/recorded.js');
const { held, refused, session, unsent } = await import('../../static/field/core/signals.js');
const store = await import('../../static/field/core/store.js');
const { view } = await import('../../static/field/core/view.js');

const NAMES = ['held', 'refused', 'applied'];
const states = async () => Object.fromEntries((await recorded.list()).map(({ op, state }) => [op.data.name, state]));
let server;
let sent;

/* What a supervisor decides, told to nobody: the cursor of a package fetched later is past it. */
function decide(name, outcome) {
  const line = [...server.log.values()].find(({ op }) => op.data.name === name);
  line.outcome = outcome;
  if (outcome === 'applied') server.apply(line.op);
  line.version = server.version;
}

beforeEach(async () => {
  server = await newPhone();
  sent = [];
  const real = server.receive.bind(server);
  server.receive = (op) => sent.push(op.data.name) && real(op);
  server.wrong.judge = ({ data }) => ({ outcome: data.name, problem: { code: 'x', sentence: data.name } });
  await signIn();
  for (const name of NAMES) await act.record('child', { area: VILLAGE, data: { name } });
  await talk();
  assert.deepEqual(await states(), { held: 'held', refused: 'refused', applied: 'sent' });
  sent = [];
});

test('what was sent goes when someone else signs in; what became of it is seen in the rows after signing in again', async () => {
  await signIn('bao');
  decide('held', 'applied');
  await signIn('ann');
  assert.deepEqual([await states(), held.value, refused.value, unsent.value], [{}, 0, 0, 0]);
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name).sort(), ['applied', 'held']);
});

test('a ruling made while the village was away is known when it comes back', async () => {
  server.people.ann.areas = [];
  await talk();
  decide('held', 'refused');
  decide('refused', 'applied');
  server.people.ann.areas = [VILLAGE];
  await talk();
  assert.deepEqual([await states(), held.value, refused.value], [{ held: 'refused', refused: 'sent', applied: 'sent' }, 0, 1]);
  await restart();
  assert.deepEqual(view.children(VILLAGE).map(({ name }) => name).sort(), ['applied', 'refused']);
});

test('a ruling that lies before the copy a server was restored from is known as well', async () => {
  await act.record('child', { area: VILLAGE, data: { name: 'applied' } });
  await talk();
  decide('held', 'applied');
  server.restore(server.backup());
  await talk();
  assert.equal((await states()).held, 'sent');
});

/* Everything is to be fetched anew, and what was recorded here is still here. */
async function loseRows() {
  await store.dropScope(session.value.device);
  await restart();
}

test('a conversation cut short after the package came asks the next time, also after a restart', async () => {
  await loseRows();
  decide('held', 'applied');
  const sync = server.sync.bind(server);
  server.sync = () => Promise.reject(new TypeError('Failed to fetch'));
  await account.signIn('ann', 'right');
  assert.equal((await talk()).code, 'no_network');
  assert.equal((await states()).held, 'held');
  server.sync = sync;
  await restart();
  await talk();
  assert.equal((await states()).held, 'sent');
});

test('what is asked about keeps its place on the screen meanwhile, and is asked once a package', async () => {
  await loseRows();
  let seen;
  const sync = server.sync.bind(server);
  server.sync = (...words) => {
    seen = [view.children(VILLAGE).map(({ name }) => name).sort(), unsent.value];
    return sync(...words);
  };
  await signIn();
  assert.deepEqual([seen, sent], [[['applied', 'held'], 0], ['held', 'refused']]);
  await talk();
  assert.equal(sent.length, 2);
});
