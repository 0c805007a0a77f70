/* What the phone must know of kinds: which merge field by field, and which rows only the office writes. */

export const MERGING = ['household', 'child', 'enrolment', 'batch', 'dose'];
export const SETUP = ['area', 'campaign', 'round', 'post', 'assignment', 'person', 'code', 'edition', 'school', 'cluster', 'clinic'];

/** True for kinds whose records are put together field by field from several operations. */
export const merges = (kind) => MERGING.includes(kind);
