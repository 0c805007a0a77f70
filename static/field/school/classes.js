/* What a class is called, as fieldapp/school/classes/naming.py calls it: 一年级（2）班, 小（1）班; grade 1, class 2. Pure. */

const NUMERALS = '零一二三四五六七八九';
const SMALL = { 托班: 'nursery', 小班: 'junior', 中班: 'middle', 大班: 'senior', 学前班: 'preschool' };
const NUMBER = /^\d+$/;

function english(grade, name) {
  const year = SMALL[grade] || (NUMBER.test(grade) ? `grade ${grade}` : grade);
  return [year, name && `class ${name}`].filter(Boolean).join(', ');
}

/** A class of a grade, either of which may be empty. */
export function className(grade, name, language) {
  if (language === 'en') return english(grade, name);
  const numbered = NUMBER.test(name);
  if (SMALL[grade] && numbered) return `${grade.slice(0, -1)}（${name}）班`;
  const year = NUMBER.test(grade) ? `${NUMERALS[+grade] || grade}年级` : grade;
  return year + (numbered ? `（${name}）班` : name);
}
