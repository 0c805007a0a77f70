/* How names are written in Latin letters, for those who read no Chinese: people with the family name first (Wang Xiaoming), places
   with what they are in English (Damuqiao Village, but Nanxian), by GB/T 16159 and GB/T 28039. The rule is the office's
   (fieldapp/areas/romanised.py); tests/romanised_cases.json holds both to it. Loaded with the English words. Reads the pinyin
   table; a character without a reading stays as it is. Pure. */

import { readingsOf, ready, surnameOf } from './pinyin.js';

const HAN = /[\u3400-\u9fff\u{20000}-\u{2ffff}]/u;
/* of two that end a name, the longer */
const KINDS = Object.entries({
  社区卫生服务中心: 'Community Health Center', 社区卫生服务站: 'Community Health Station', 疾病预防控制中心: 'CDC',
  预防接种门诊: 'Vaccination Clinic', 妇幼保健院: 'Maternal and Child Health Hospital', 中心卫生院: 'Central Township Hospital',
  卫生服务中心: 'Health Center', 卫生服务站: 'Health Station', 村卫生室: 'Village Clinic', 人民医院: "People's Hospital",
  接种门诊: 'Vaccination Clinic', 疾控中心: 'CDC', 卫生院: 'Township Hospital', 卫生室: 'Village Clinic', 卫健局: 'Health Bureau',
  中医院: 'Hospital of Chinese Medicine', 医院: 'Hospital', 接种点: 'Vaccination Post', 幼儿园: 'Kindergarten', 小学: 'Primary School',
  中学: 'Middle School', 社区居民委员会: 'Community', 社区居委会: 'Community', 村民委员会: 'Village', 居民委员会: 'Community',
  街道办事处: 'Subdistrict', 村委会: 'Village', 居委会: 'Community', 村部: 'Village Office', 自治县: 'Autonomous County',
  自治州: 'Autonomous Prefecture', 自治区: 'Autonomous Region', 街道: 'Subdistrict', 社区: 'Community', 农场: 'Farm',
  林场: 'Forest Farm', 渔场: 'Fishery', 村: 'Village', 镇: 'Town', 乡: 'Township', 县: 'County', 区: 'District', 市: 'City', 省: 'Province',
});
const OF_A_TOWNSHIP = ['Township Hospital', 'Central Township Hospital']; // which says already that it is a town's
const OF_A_VILLAGE = ['Village Clinic', 'Village Office'];
const SPELLED = { 陕西: 'Shaanxi', 内蒙古: 'Inner Mongolia', 香港: 'Hong Kong', 澳门: 'Macao' };
const IN_PLACES = { 长: 'chang', 厦: 'xia', 曾: 'zeng', 重: 'chong', 泊: 'bo', 藏: 'zang', 仇: 'qiu', 蚌: 'beng', 番: 'pan' };
const OF_TWO =
  '欧阳 司马 诸葛 上官 东方 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 钟离 闻人 赫连 澹台 端木 独孤 南宫 东郭 百里 呼延 淳于 单于'.split(' ');
const READ_AS = { 尉迟: 'Yuchi', 单于: 'Chanyu', 长孙: 'Zhangsun', 澹台: 'Tantai', 令狐: 'Linghu' };
/* what is said of somebody who is not named */
const DESCRIBED =
  /[住租用农某散]户|户主|邻居|邻[村镇乡县组]|家长|[村居]民|孩子|小孩|儿子|女儿|婴儿|[男女]婴|取名|无名|未知|不详|不明|不知|人员|负责人|值班|医生|护士|主任|书记|管理员|卫生|疾控|学校|中心|奶奶|爷爷|外[公婆]|妈妈|爸爸|父亲|母亲/;
const GROUP = /^第?(\d+|[一二三四五六七八九十]+)(?:村民小)?组$/;
const DIGITS = '零一二三四五六七八九十';
const ABOVE = /^(.+?[省市县区镇乡](?![省市县区镇乡]))(?=..)/;

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/* One word of several syllables: ü is no v, a syllable that begins with a vowel is set apart (Xi'an), and so are figures. */
function word(characters, read) {
  const joined = [...characters.trim()].reduce((before, one) => {
    const said = HAN.test(one) ? (read(one) || one).replace(/v/g, 'ü') : one;
    return before + (/\p{L}$/u.test(before) && HAN.test(one) && /^[aoe]/.test(said) ? `'${said}` : said);
  }, '');
  return capital(joined.replace(/(\p{L})(?=\d)/gu, '$1 ').replace(/(\d)(?=\p{L})/gu, '$1 '));
}

const usual = (one) => readingsOf(one)[0];
const inPlaces = (one) => IN_PLACES[one] || usual(one);

function number(words) {
  if (/^\d+$/.test(words)) return +words;
  if (!words.includes('十')) return DIGITS.indexOf(words);
  const [tens, ones] = words.split('十');
  return (tens ? DIGITS.indexOf(tens) : 1) * 10 + (ones ? DIGITS.indexOf(ones) : 0);
}

/* What stands before the kind: a name, or the place a clinic belongs to. */
function ownOf(own, kind) {
  const [, above] = own.match(ABOVE) || [];
  if (above) return `${onePlace(above)} ${ownOf(own.slice(above.length), kind)}`;
  const said = onePlace(own);
  if (OF_A_TOWNSHIP.includes(kind)) return said.replace(/ (Town|Township)$/, '');
  return OF_A_VILLAGE.includes(kind) ? said.replace(/ Village$/, '') : said;
}

function onePlace(name) {
  const group = name.match(GROUP);
  if (group) return `Group ${number(group[1])}`;
  const [ending, kind] = KINDS.find(([end]) => name.endsWith(end) && [...name].length > [...end].length + 1) || [''];
  if (ending) return `${ownOf(name.slice(0, -ending.length), kind)} ${kind}`;
  return SPELLED[name] || word(name, inPlaces);
}

/** A place's name, '' where there is nothing to say beside what is written. */
export function romanPlace(name) {
  if (!ready() || !HAN.test(name || '')) return '';
  return name.split(/\s+/).filter(Boolean).map(onePlace).join(' ');
}

/** A person's name, '' where there is nothing to say beside what is written, or it is a description (邻镇住户). */
export function romanPerson(name) {
  if (!ready() || !HAN.test(name || '') || DESCRIBED.test(name.split('（')[0])) return '';
  const [, who, where] = name.match(/^(.+?)（(.+)）$/) || [];
  if (who) return `${romanPerson(who)} (${onePlace(where)})`;
  if (name.includes('·')) return name.split('·').filter((part) => part.trim()).map((part) => word(part, usual)).join(' ');
  const whole = [...name.replace(/\s/g, '')];
  const two = whole.slice(0, 2).join('');
  const cut = OF_TWO.includes(two) && whole.length > 2 ? 2 : 1;
  const family = (cut === 2 && READ_AS[two]) || word(whole.slice(0, cut).join(''), cut === 1 ? surnameOf : usual);
  return [family, whole.length > cut && word(whole.slice(cut).join(''), usual)].filter(Boolean).join(' ');
}

/** A group as it is counted, in English alone; '' for one that has a name of its own. */
export const romanGroup = (name) => (GROUP.test(name || '') ? onePlace(name) : '');
