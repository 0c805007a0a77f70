/* The store's part in putting back what was cleared: what it has, and writing what it lacks in one transaction. Like store.js
   it decides nothing about records. */

import { all, counterOf, EVERYTHING, LEAVING, mirror, OVER, sealBlocks, sealRecord, STRICT, transact, using } from './store.js';

/** What the store has of a phone: {signedIn, scopes, blocks, live}, names and numbers only. */
export const whatIsThere = (device) =>
  using(async (db) => {
    const tx = db.transaction(['meta', 'scopes', 'blocks', 'outbox']);
    const [signedIn, scopes, blocks, live] = await Promise.all([
      tx.objectStore('meta').get('signed_in'),
      tx.objectStore('scopes').getAllKeys(all(device)),
      tx.objectStore('blocks').count(all(device)),
      tx.objectStore('outbox').index('live').getAllKeys(1),
    ]);
    return { signedIn, scopes: scopes.map(([, scope]) => scope), blocks, live };
  });

/** Put back what a window still has of a phone, in one transaction: scopes, records and, where the store was cleared, what
 *  `meta` said. Nothing where somebody else is signed in, or whoever it was has gone. Resolves to {records}, those that
 *  were missing, or null. */
export async function putBack({ device, signedIn, scopes, records, numbers }) {
  const held = await Promise.all(scopes.map(async (one) => [one, await sealBlocks(device, one.scope, one.blocks.map((rows, n) => [n, rows]))]));
  const sealed = await Promise.all(records.map(sealRecord));
  let done = null;
  await transact(EVERYTHING, STRICT, async (tx) => {
    const [meta, outbox] = [tx.objectStore('meta'), tx.objectStore('outbox')];
    const [who, leaving, counted] = await Promise.all([signedIn, LEAVING, counterOf(device)].map((name) => meta.get(name)));
    if (counted === OVER || leaving === device || (who !== undefined && (!who || who !== mirror.get(signedIn)))) return;
    if (who === undefined) await Promise.all([...mirror].map(([name, value]) => meta.put(value, name)));
    for (const [of, seq] of numbers) if (!((await meta.get(counterOf(of))) >= seq) && who === undefined) await meta.put(seq, counterOf(of));
    await Promise.all(held.map(([{ scope, cursor, etag }]) => tx.objectStore('scopes').put({ device, scope, cursor, etag })));
    await Promise.all(held.flatMap(([, blocks]) => blocks).map((block) => tx.objectStore('blocks').put(block)));
    const keys = await Promise.all(sealed.map((record) => outbox.getKey([record.device, record.seq])));
    const gone = sealed.filter((_record, n) => keys[n] === undefined);
    await Promise.all(gone.map((record) => outbox.put(record)));
    done = { records: gone };
  });
  return done;
}
