/* The schedule on the phone: the same compiled rules as the server's, the same answers. */

export { assess, evaluate } from './evaluation.js';
export { isoDay, parseDay } from './days.js';
export { plan } from './planning.js';
export { programme } from './programme.js';
