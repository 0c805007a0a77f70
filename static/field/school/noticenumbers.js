/* The eight digits of a notice, made from its key, as fieldapp/school/notice_numbers.py makes them: seven digits, the first not
   0, and a check digit after Damm, which finds every single wrong digit and every two neighbours that changed places. Pure. */

const TABLE = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];
const [LEAST, MANY] = [1000000, 9000000]; // seven digits without a leading 0

const restOf = (digits) => [...digits].reduce((rest, digit) => +TABLE[rest][+digit], 0);

/** The number of the notice with this key (a UUID). */
export function numberOf(key) {
  const digits = String(LEAST + (parseInt(key.slice(-12), 16) % MANY));
  return digits + restOf(digits);
}

/** Whether these can be the digits of a notice: eight, and the last fits the others. */
export const isNumber = (said) => /^[0-9]{8}$/.test(said) && restOf(said) === 0;
