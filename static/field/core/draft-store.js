/* The store's part in keeping drafts: sealed, one by one, in `meta`. */

import { seal, unseal } from './seal.js';
import { draftsOf, transact, using } from './store.js';

let sealing = Promise.resolve(); // in the order they were typed

/** Keep a draft, or with null forget it; at once, so that a page that dies in the next moment has kept it. */
export async function putDraft(device, id, words) {
  const [name, before] = [`draft:${device}:${id}`, sealing];
  sealing = Promise.all([words && seal(words), before]).then(([one]) => one);
  const sealed = await sealing;
  await transact(['meta'], undefined, (tx) => {
    const asked = words ? tx.objectStore('meta').put(sealed, name) : tx.objectStore('meta').delete(name);
    tx.commit();
    return asked;
  });
}

/** Every draft of a phone's person. */
export const loadDrafts = async (device) => Promise.all((await using((db) => db.getAll('meta', draftsOf(device)))).map(unseal));
