/* How names are written in Latin letters, for those who read no Chinese: people as surname and given name (Wang Xiaoming, Ouyang
   Nana), places with what they are apart (Damuqiao Cun, but Nanxian), by GB/T 28039 and the rules of place names. Reads the
   pinyin table; names of which a character has no reading keep it as it is. Pure. */

import { readingsOf, ready, surnameOf } from './pinyin.js';

const CHINESE = /[\u3400-\u9fff]/;
const SURNAMES = '欧阳 司马 诸葛 上官 东方 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 钟离 闻人 赫连 澹台 端木 独孤 南宫 东郭 百里 呼延 淳于 单于'.split(' ');
const KINDS = /(卫生服务中心|卫生服务站|卫生院|卫生室|医院|小学|幼儿园|村民委员会|居民委员会|村委会|居委会|社区|街道|自治县|自治州|自治区|农场|林场|渔场|村|镇|乡|县|市|区|州|省|组|屯|寨|湾|村部)$/;
const IN_PLACES = { 长: 'chang', 厦: 'xia', 曾: 'zeng', 重: 'chong', 泊: 'bo', 藏: 'zang', 仇: 'qiu', 蚌: 'beng', 番: 'pan' };

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/* One word of several syllables: ü is no v, and a syllable that begins with a vowel is set apart (Xi'an). */
function word(characters, read) {
  const joined = characters.reduce((before, one) => {
    const said = read(one) || one;
    return before + (before && /^[aoe]/.test(said) ? `'${said}` : said);
  }, '');
  return capital(joined.replace(/v/g, 'ü'));
}

const usual = (one) => readingsOf(one)[0];
const inPlaces = (one) => IN_PLACES[one] || usual(one);

/** A person's name, '' where there is nothing to say beside what is written. */
export function romanPerson(name) {
  if (!ready() || !CHINESE.test(name || '')) return '';
  if (name.includes('·')) return name.split('·').map((part) => word([...part.trim()], usual)).join(' ');
  const whole = [...name.replace(/\s/g, '')];
  const cut = SURNAMES.includes(whole.slice(0, 2).join('')) && whole.length > 2 ? 2 : 1;
  const surname = word(whole.slice(0, cut), cut === 1 ? surnameOf : usual);
  return [surname, whole.length > cut && word(whole.slice(cut), usual)].filter(Boolean).join(' ');
}

/** A place's name, '' where there is nothing to say beside what is written. */
export function romanPlace(name) {
  if (!ready() || !CHINESE.test(name || '')) return '';
  const [kind = ''] = name.match(KINDS) || [];
  const own = name.slice(0, name.length - kind.length);
  if (!kind || [...own].length < 2) return word([...name], inPlaces);
  return `${romanPlace(own) || own} ${word([...kind], inPlaces)}`; // a township's clinic has the township's name
}
