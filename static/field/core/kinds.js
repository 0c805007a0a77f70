/* What the phone must know of kinds, as the server prints it (fieldapp/records/contract.py): which merge field by field,
   which rows only the office writes, the field by which a record is listed under another, who may record what, which
   products are doses of one series, and what the value of a field is: text, day, number, flag or list. */

import contract from './contract.json' with { type: 'json' };

export const { merging: MERGING, setup: SETUP, parents: PARENTS, rights: RIGHTS, series: SERIES, fields: FIELDS } = contract;

/** True for kinds whose records are put together field by field from several operations. */
export const merges = (kind) => MERGING.includes(kind);

/** True when a person of this role may, somewhere, do what is asked: record a kind, or another right of the table. */
export const may = ({ role }, asked) => RIGHTS[asked].includes(role);
