/* Where personal fields will be locked (D11): every row passes here on its way to and from IndexedDB. For now the seal
   changes nothing; it is asynchronous because the real one will be. */

/** What IndexedDB may hold of a value. */
export const seal = async (value) => value;

/** The value again. */
export const unseal = async (sealed) => sealed;
