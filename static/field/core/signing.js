/* The key pair of a phone: made when someone signs in, so that what others hand over for her can be told from what
   anybody could write. The private half cannot be taken out, not even by this page. */

import { hashOf } from './canonical.js';
import { getMeta, setMeta } from './store.js';

const KIND = { name: 'ECDSA', namedCurve: 'P-256' };
const METHOD = { name: 'ECDSA', hash: 'SHA-256' };
const PURPOSE = 'fieldapp-operation:';
const placeOf = (device) => `key:${device}`; // in meta

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

async function make(device) {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(KIND, false, ['sign']);
  const key = { privateKey, publicKey: base64url(await crypto.subtle.exportKey('raw', publicKey)) };
  await setMeta(placeOf(device), key);
  return key;
}

/** The public key of a phone's name, made when there is none; null where this browser can neither make nor keep one. */
export async function publicKeyOf(device) {
  try {
    return ((await getMeta(placeOf(device))) || (await make(device))).publicKey;
  } catch (unable) {
    return null;
  }
}

/** The signature of an operation by the phone it names; null when this is not where its key lies. */
export async function signatureOf(operation) {
  const key = await getMeta(placeOf(operation.device));
  if (!key) return null;
  const words = new TextEncoder().encode(PURPOSE + (await hashOf(operation)));
  return base64url(await crypto.subtle.sign(METHOD, key.privateKey, words));
}
