/* What a server of ours answers with. Something else that answers 200 with JSON (another program on the same address, a
   half-made server) is not believed: nothing of it reaches the store or the screen. Pure. */

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const isCursor = (value) => isObject(value) && Object.values(value).every(Number.isInteger);
const areTexts = (value) => value === undefined || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
const isDose = (dose) => Array.isArray(dose) && typeof dose[0] === 'string';
const areDoses = (doses) => doses === undefined || (Array.isArray(doses) && doses.every(isDose));
const isData = (data) => isObject(data) && areDoses(data.doses);
const isChange = (change) =>
  isObject(change) &&
  typeof change.kind === 'string' &&
  typeof change.key === 'string' &&
  Number.isInteger(change.version) &&
  (change.removed === true || isData(change.data));
const areChanges = (changes) => Array.isArray(changes) && changes.every(isChange);

/** The reply of an exchange. */
export const isReply = (body) =>
  isObject(body) &&
  Array.isArray(body.receipts) &&
  body.receipts.every(isObject) &&
  areChanges(body.changes) &&
  isCursor(body.cursor) &&
  typeof body.epoch === 'string' &&
  areTexts(body.add) &&
  areTexts(body.drop);

/** The package of a scope. */
export const isPackage = (body, scope) =>
  isObject(body) && body.scope === scope && areChanges(body.changes) && isCursor(body.cursor) && scope in body.cursor;
