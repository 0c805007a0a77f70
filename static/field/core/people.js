/* Who has worked on this phone, as it is remembered: the one signed in whole; of anybody else only what brings back what
   she left unsent. A user name is mostly a telephone number: people are known by its hash. */

import { hashOf } from './canonical.js';
import { plainUsername as plain } from './same.js';
import { getMeta, LEAVING, setMeta } from './store.js';

/** Where the tag of who is signed in is kept: null after a sign-out, missing in a store that was cleared. */
export const SIGNED_IN = 'signed_in';
const ACCOUNTS = 'accounts';

/** Before anything of a person is let go of: no other window takes it for lost. */
export const leaving = (device) => setMeta(LEAVING, device);

const all = async () => (await getMeta(ACCOUNTS)) || {};

const tagOf = (username) => hashOf({ username: plain(username) });

/** The names under which older pages kept it. */
const olderTags = async (username) => [await hashOf({ username: username.trim().toLowerCase() }), plain(username)];

/** Everybody: [{tag, device, user?, token?, …}]. */
export const everybody = async () => Object.entries(await all()).map(([tag, account]) => ({ ...account, tag }));

/** The account signed in: {tag, username, device, user, token, epoch, scopes}; null when nobody is. */
export async function current() {
  const tag = await getMeta(SIGNED_IN);
  const account = tag && (await all())[tag];
  return account ? { ...account, tag } : null;
}

/** What is remembered of this user name. */
export async function known(username) {
  const kept = await all();
  const tags = [await tagOf(username), ...(await olderTags(username))];
  return kept[tags.find((tag) => kept[tag])] || null;
}

/** Remember who is signed in from now on. */
export async function enter(username, account) {
  const [tag, kept] = [await tagOf(username), await all()];
  for (const older of await olderTags(username)) delete kept[older];
  await setMeta(ACCOUNTS, { ...kept, [tag]: { ...account, username: plain(username) } });
  await setMeta(LEAVING, null);
  await setMeta(SIGNED_IN, tag);
}

/** Change what is remembered of the account signed in. */
export async function remember(words) {
  const account = await current();
  if (account) await setMeta(ACCOUNTS, { ...(await all()), [account.tag]: { ...account, ...words } });
}

/** Remember no more of someone than her phone's name here, so that she goes on with it; her own name only while something
 *  of hers is `unsent`. */
export async function reduce({ tag, username, device, epoch, user }, unsent) {
  const { [tag]: _whole, ...others } = await all();
  const kept = { device, epoch, token: null, ...(unsent > 0 && { user: { name: user.name } }) };
  await setMeta(ACCOUNTS, { ...others, [await tagOf(username)]: kept });
}

/** Nobody is signed in. */
export const nobody = () => setMeta(SIGNED_IN, null);
