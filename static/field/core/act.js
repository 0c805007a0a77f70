/* The only way to record anything. Builds one operation, keeps it strictly, shows it, and wakes the sender; resolves when
   it is on the disk and never waits for a network. */

import { cleaned } from './canonical.js';
import { at, now } from './clock.js';
import { doseKey, uuid7 } from './ids.js';
import { merges } from './kinds.js';
import { append } from './outbox.js';
import { Refusal } from './sentences.js';
import { session } from './signals.js';
import { tell } from './tabs.js';
import { seen } from './view.js';

let wake = () => {};

/** Who is to be told that there is something to send. */
export function onRecord(tell) {
  wake = tell;
}

async function keyFor(kind, id, key, data) {
  if (!merges(kind)) return id;
  if (key) return key;
  return kind === 'dose' && data.given_on ? doseKey(data.child, data.product, data.given_on) : uuid7(now());
}

function checked(area) {
  if (!session.value) throw new Refusal('not_signed_in');
  if (!/^\d{12}$/.test(area)) throw new Refusal('no_area');
}

async function keep(op) {
  const whole = await append(op);
  tell('kept', whole.id);
  wake();
  return { id: whole.id, key: whole.key };
}

/** Record what was seen or done. `data` holds only the fields said; null says a field is empty. For kinds that merge,
 *  `key` names the record to change and is made when absent; other kinds make a new record each time. */
async function record(kind, { key, area, data }) {
  checked(area);
  const id = uuid7(now());
  const said = cleaned(data);
  const name = await keyFor(kind, id, key, said);
  const before = seen(kind, name, said);
  const { user, device } = session.value;
  return keep({ id, device, kind, key: name, area, at: at(before.at), by: user.id, data: said, base: before.version });
}

/** Take back a record: final for its key. `data` with `asks` only asks the supervisor to, and the record stays in view. */
async function voidRecord(kind, key, area, data = {}) {
  checked(area);
  const before = seen(kind, key, {});
  const { user, device } = session.value;
  const op = { id: uuid7(now()), device, kind, key, area, at: at(before.at), by: user.id, data, void: true };
  return keep({ ...op, base: before.version });
}

export const act = { record, void: voidRecord };
