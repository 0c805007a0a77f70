/* Chinese numerals up to ninety-nine, as people write house groups and ages: 三, 十, 十二, 二十一. Pure. */

const DIGITS = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const digit = (word, none) => (word === '' ? none : DIGITS[word]);

/** The number a numeral says: 十二 → 12. */
export function arabic(word) {
  if (!word.includes('十')) return digit(word, 0);
  const [tens, ones] = word.split('十');
  return digit(tens, 1) * 10 + digit(ones, 0);
}

/** `text` with every numeral that stands before one of the characters of `units` in arabic digits. */
export const withDigits = (text, units) =>
  text.replace(
    new RegExp(`([一二三四五六七八九]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九])(?=[${units}])`, 'g'),
    (word) => arabic(word),
  );
