/* What the phone must know of kinds, as the server prints it (fieldapp/records/contract.py): which merge field by field,
   which rows only the office writes, and the field by which a record is listed under another. */

import contract from './contract.json' with { type: 'json' };

export const { merging: MERGING, setup: SETUP, parents: PARENTS } = contract;

/** True for kinds whose records are put together field by field from several operations. */
export const merges = (kind) => MERGING.includes(kind);
