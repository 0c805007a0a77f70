/* What a phone hands over by others is signed, and the office can check it with what the phone registered. */

import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { newPhone, restart, signIn, talk } from './phone.mjs';
import { VILLAGE } from './server.mjs';

const { act } = await import('../../static/field/core/act.js');
const account = await import('../../static/field/core/account.js');
const { hashOf } = await import('../../static/field/core/canonical.js');
const outbox = await import('../../static/field/core/outbox.js');
const recorded = await import('../../static/field/core/recorded.js');
const signals = await import('../../static/field/core/signals.js');
const store = await import('../../static/field/core/store.js');

const KIND = { name: 'ECDSA', namedCurve: 'P-256' };
const bytes = (text) => Buffer.from(text, 'base64url');
const add = (name) => act.record('child', { area: VILLAGE, data: { name } });
let server;
let asked;

async function checks(publicKey, op, signature) {
  const key = await webcrypto.subtle.importKey('raw', bytes(publicKey), KIND, false, ['verify']);
  const words = new TextEncoder().encode(`fieldapp-operation:${await hashOf(op)}`);
  return webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes(signature), words);
}

function watch() {
  asked = [];
  const [devices, sync] = [server.devices.bind(server), server.sync.bind(server)];
  server.devices = (said) => asked.push(said) && devices(said);
  server.sync = (device, said) => asked.push(said) && sync(device, said);
}

beforeEach(async () => {
  server = await newPhone();
  watch();
  await signIn();
});

const registered = () => asked.filter((said) => said.username).map((said) => said.public_key);

test('a key is made once for each person, registered at every sign-in, and its private half cannot be taken out', async () => {
  await restart();
  await signIn();
  await signIn('bao');
  const [first, again, other] = registered();
  assert.match(first, /^[\w-]{87}$/);
  assert.deepEqual([again === first, other === first], [true, false]);
  const { privateKey } = await store.getMeta(`key:${signals.session.value.device}`);
  assert.equal(privateKey.extractable, false);
  await assert.rejects(webcrypto.subtle.exportKey('pkcs8', privateKey));
});

test('an exported file carries a signature of each operation, which the registered key checks', async () => {
  await add('小明');
  await add('小红');
  const { ops, signatures } = JSON.parse(await recorded.exportText());
  for (const op of ops) assert.ok(await checks(registered()[0], op, signatures[op.id]));
  const changed = { ...ops[0], data: { name: '别人' } };
  assert.equal(await checks(registered()[0], changed, signatures[ops[0].id]), false);
});

test('another phone sends the signature along, and hands it on when it exports; its own operations need none', async () => {
  await add('小明');
  const text = await recorded.exportText();
  const [key] = registered();
  server = await newPhone();
  watch();
  await signIn('bao');
  await recorded.importText(text);
  const handed = JSON.parse(await recorded.exportText());
  assert.deepEqual(handed.signatures, JSON.parse(text).signatures);
  await add('自己的');
  await talk();
  const [op] = JSON.parse(text).ops;
  const sent = asked.filter((said) => said.ops && said.ops.length);
  assert.deepEqual(Object.keys(Object.assign({}, ...sent.map((said) => said.signatures))), [op.id]);
  assert.ok(await checks(key, op, sent[0].signatures[op.id]));
});

test('what is held and asked about again goes with its signature once more', async () => {
  await add('小明');
  const text = await recorded.exportText();
  server = await newPhone();
  watch();
  await signIn('bao');
  server.wrong.judge = () => ({ outcome: 'held', problem: { code: 'unknown_area', sentence: '没有这个村' } });
  await recorded.importText(text);
  await talk();
  asked.length = 0;
  await store.dropScope(signals.session.value.device);
  await restart();
  await talk();
  const again = asked.find((said) => said.ops && said.ops.length);
  assert.deepEqual(again.signatures, JSON.parse(text).signatures);
});

test('a browser that can make no key signs in and hands over all the same', async (t) => {
  t.mock.method(crypto.subtle, 'generateKey', () => Promise.reject(new Error('not here')));
  server = await newPhone();
  watch();
  await signIn('bao');
  assert.deepEqual(registered(), [undefined]);
  await add('小明');
  const { ops, signatures } = JSON.parse(await recorded.exportText());
  assert.deepEqual([ops.length, signatures], [1, {}]);
});

test('a file without signatures, or with odd ones, is taken in as it is', async () => {
  await add('小明');
  const file = JSON.parse(await recorded.exportText());
  for (const signatures of [undefined, null, 7, [], { [file.ops[0].id]: 7 }, { [file.ops[0].id]: '<b>' }]) {
    server = await newPhone();
    watch();
    await account.signIn('bao', 'right');
    assert.equal((await recorded.importText(JSON.stringify({ ...file, signatures }))).taken, 1);
    await talk();
    assert.equal(asked.at(-1).signatures, undefined);
    assert.equal(server.log.size, 1);
  }
});
