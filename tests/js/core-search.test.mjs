import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, beforeEach, test } from 'node:test';
import { alike, readingsOf, soundOf, surnameOf } from '../../static/field/core/pinyin.js';
import { soundsAlike } from '../../static/field/core/match.js';
import { find, nameKey, nearest, prepare, setPinyin } from '../../static/field/core/search.js';
import { clearView, holdScopes, putRow, view } from '../../static/field/core/view.js';
import { areTwins, likelyDuplicates } from '../../static/field/core/duplicates.js';

const A = '430921103001';
const put = (kind, key, data) => putRow(A, { kind, key, area: A, version: 1, at: null, data });
const names = (typed) => find(A, typed).map(({ name }) => name);

before(() => {
  const python = existsSync('.venv/bin/python') ? '.venv/bin/python' : 'python3';
  const file = join(mkdtempSync(join(tmpdir(), 'pinyin-')), 'pinyin.txt');
  execFileSync(python, ['tools/pinyin.py', file]);
  setPinyin(readFileSync(file, 'utf8'));
});

beforeEach(() => {
  clearView();
  put('household', 'h1', { head: '陈福生', door: '12号', group: '3组', phone: '13812345678', lat: 29.1, lon: 112.4 });
  put('household', 'h2', { head: '黄大山', door: '7', lat: 29.2, lon: 112.4 });
  put('child', 'k1', { name: '张小明', guardian: '刘芳', household: 'h1', born: '2021-05-04', phone: '13900001111' });
  put('child', 'k2', { name: '单雄信', household: 'h2', born: '2022-01-31' });
  put('child', 'k3', { name: '欧阳·娜娜', born: '2020-02-29' });
  put('child', 'k4', { name: '吕冰', household: 'h2', born: '2023-08-09' });
  put('child', 'k5', { name: '曾乐', born: '2019-03-05' });
  put('child', 'k6', { born: '2025-10-01', household: 'h1', unnamed: true });
});

test('by characters, whole pinyin, a begun word and first letters', () => {
  for (const typed of ['张小明', '小明', 'zhangxiaoming', 'zhangxiao', 'zhangx', 'zxm', 'zxiaom', 'xiaoming', 'zhxm']) {
    assert.deepEqual(names(typed), ['张小明'], typed);
  }
  assert.deepEqual(names('oynn'), ['欧阳·娜娜']);
  assert.deepEqual(names('ouyangnana'), ['欧阳·娜娜']);
});

test('typing key by key finds what typing at once finds', () => {
  const people = ['章晓铭', '曹操', '诸葛亮', '葛优', '重山', '单于', 'Zhao An', '阿依古丽·买买提', '𠮷田', '黄飞'];
  people.forEach((name, n) => put('child', `p${n}`, { name, guardian: people[(n + 3) % people.length] }));
  for (const word of ['zhangxiaoming', 'zhxm', 'zgl', 'caocao', 'chongshan', 'chanyu', 'zhaoan', 'aygl', 'mmt', 'huangfei', 'hf', 'cs', '12', '138', '张小明']) {
    for (let n = 1; n <= word.length; n += 1) {
      const [typed, step] = [word.slice(0, n), names(word.slice(0, n))];
      names('阻断'); // anything else in between: the next search starts from everybody
      assert.deepEqual(step, names(typed), typed);
      names(typed.slice(0, -1) || '阻断');
    }
  }
});

test('a child that comes while one types is found by the next key', () => {
  assert.deepEqual(names('l'), names('l'));
  put('child', 'new', { name: '李来福' });
  assert.deepEqual(names('llf'), ['李来福']);
});

test('a character with several readings is found by each', () => {
  for (const typed of ['shanxiongxin', 'danxiongxin', 'sxx', 'dxx']) assert.deepEqual(names(typed), ['单雄信'], typed);
  for (const typed of ['zengle', 'cengyue', 'zl', 'cy']) assert.ok(names(typed).includes('曾乐'), typed);
});

test('what village speech mixes is found: n/l, z/zh, c/ch, s/sh, h/f, en/eng, in/ing, an/ang', () => {
  const mixed = [['zangxiaomin', '张小明'], ['zanxiaoming', '张小明'], ['sanxiongxing', '单雄信'], ['ouyanlala', '欧阳·娜娜']];
  mixed.push(['lvbin', '吕冰'], ['nvbing', '吕冰'], ['cenle', '曾乐']);
  for (const [typed, name] of mixed) assert.ok(names(typed).includes(name), typed);
  assert.ok(names('fang').includes('单雄信')); // its household head is 黄: huang sounds like fang
});

test('characters typed by hand or voice with the same sound are found after the right ones', () => {
  put('child', 'k7', { name: '章晓铭' });
  assert.deepEqual(names('张小明'), ['张小明', '章晓铭']);
  assert.deepEqual(names('zhangxiaoming'), ['张小明', '章晓铭']);
});

test('by the last digits of a telephone, a house number, guardian and head', () => {
  assert.deepEqual(names('1111'), ['张小明']);
  assert.deepEqual(find(A, '5678').map(({ key }) => key).sort(), ['k1', 'k6']);
  assert.deepEqual(find(A, '12').map(({ key }) => key).sort(), ['k1', 'k6']);
  assert.deepEqual(names('7').sort(), ['单雄信', '吕冰'].sort());
  assert.deepEqual(names('liufang'), ['张小明']);
  assert.deepEqual(find(A, '陈福生').map(({ key }) => key).sort(), ['k1', 'k6']);
});

test('several words must all fit, full-width letters and capitals are read, and nothing typed shows all', () => {
  assert.deepEqual(names('3组 zxm'), ['张小明']);
  assert.deepEqual(names('ＺＸＭ'), ['张小明']);
  assert.equal(names('  ').length, 6);
  assert.deepEqual(names('qqqq'), []);
});

test('a better fit comes first: a name that begins so before one that only holds it', () => {
  put('child', 'k8', { name: '明明' });
  assert.deepEqual(names('ming')[0], '明明');
  assert.deepEqual(names('明')[0], '明明');
});

test('one letter finds what begins with it first, then what holds it, whatever was looked at before', () => {
  assert.deepEqual(names('z').slice(0, 2), ['张小明', '曾乐']); // the sound itself before those alike
  assert.deepEqual(names('l').filter(Boolean).slice(0, 3), ['吕冰', '曾乐', '欧阳·娜娜']);
  assert.equal(names('b')[0], '吕冰');
  assert.deepEqual(names('v'), []);
});

test('what was typed is held against names as they now are, and against those of a household that changed', () => {
  assert.deepEqual(names('lsf'), []);
  put('household', 'h2', { head: '李三丰', door: '7' });
  put('child', 'k5', { name: '李四福' });
  assert.deepEqual(names('lsf').sort(), ['单雄信', '吕冰', '李四福'].sort());
});

test('names sort by their sound, the surname read as one; nobody’s name comes last', () => {
  const sorted = view.children(A).map((child) => [nameKey(child), child.name]).sort(([one], [other]) => (one < other ? -1 : 1));
  assert.deepEqual(sorted.map(([, name]) => name), ['吕冰', '欧阳·娜娜', '单雄信', '曾乐', '张小明', undefined]);
});

test('nearest first, those of no known place last', () => {
  const found = nearest(A, { lat: 29.2, lon: 112.4 }).map(({ key }) => key);
  assert.deepEqual(found, ['k2', 'k4', 'k1', 'k6', 'k3', 'k5']);
});

test('readings of the table: surnames, several readings, rare characters, and what is no Chinese character', () => {
  assert.deepEqual([surnameOf('单'), surnameOf('仇'), surnameOf('区'), surnameOf('查')], ['shan', 'qiu', 'ou', 'zha']);
  assert.deepEqual(readingsOf('龘'), ['da']);
  assert.deepEqual([readingsOf('a'), readingsOf('😀'), readingsOf('·')], [[], [], []]);
  assert.deepEqual([soundOf('zhang'), soundOf('huang'), soundOf('fang'), soundOf('hui'), soundOf('fei'), soundOf('nv')], ['zan', 'han', 'han', 'hei', 'hei', 'lv']);
  assert.ok(alike(['zhang']).includes('zan') && alike(['zhang'])[0] === 'zhang');
});

test('likely duplicates: alike in sound and age, or the same telephone and age; never the child itself', () => {
  const like = (child) => likelyDuplicates(A, child).map(({ key }) => key);
  assert.deepEqual(like({ name: '章晓明', born: '2021-05-20' }), ['k1']);
  assert.deepEqual(like({ name: '张小明', born: '2021-04-28' }), ['k1']);
  assert.deepEqual(like({ name: '张小明', born: '2019-05-04' }), []);
  assert.deepEqual(like({ name: '张小明' }), ['k1']);
  assert.deepEqual(like({ name: '王二', born: '2021-05-05', phone: '139 0000 1111' }), ['k1']);
  assert.deepEqual(like({ unnamed: true, born: '2025-10-02', household: 'h1' }), ['k6']);
  assert.deepEqual(like({ key: 'k1', name: '张小明', born: '2021-05-04' }), []);
  assert.deepEqual(like({ name: '李四', born: '2021-05-04' }), []);
});

test('the likeliest duplicate comes first', () => {
  put('child', 'k9', { name: '张小铭', born: '2021-06-01', phone: '13700000000' });
  assert.deepEqual(likelyDuplicates(A, { name: '张小明', born: '2021-06-01', phone: '13700000000' }).map(({ key }) => key), ['k9', 'k1']);
  assert.ok(soundsAlike('娜娜', '拉拉') && !soundsAlike('娜娜', '娜'));
});

test('names read before anyone types: the same are found, and who comes while they are read or after', async () => {
  const read = () => new Promise((resolve) => setTimeout(resolve, 200));
  await prepare(A);
  put('child', 'k7', { name: '张学明', born: '2024-01-01' });
  await read();
  assert.deepEqual(names('zxm').sort(), ['张学明', '张小明'].sort());
  await prepare(A);
  await read();
  assert.deepEqual(names('zxm').sort(), ['张学明', '张小明'].sort());
  put('child', 'k8', { name: '赵新民', born: '2024-01-01' });
  put('child', 'k1', { name: '李小明', born: '2021-05-04', household: 'h1' });
  assert.deepEqual(names('zxm').sort(), ['张学明', '赵新民'].sort());
  assert.deepEqual(names('lxm'), ['李小明']);
});

test('a first letter typed before names are read finds the same, makes nothing of who does not fit, and is typed on', async () => {
  const asked = [];
  const houseOf = view.houseOf;
  view.houseOf = (key) => asked.push(key) && houseOf(key);
  const atOnce = names('z');
  view.houseOf = houseOf;
  assert.deepEqual(asked.sort(), ['h1', 'h2', 'h2'], 'not the house of 张小明, whose own name fits');
  const on = names('zx');
  await prepare(A);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual([names('zx'), names('z'), names('zx')], [on, atOnce, on]);
});

const B = '430921103002';
const putThere = (kind, key, data) => putRow(B, { kind, key, area: B, version: 1, at: null, data });

/** Two villages on the phone; 王小明 and a head of household live in the second. */
function twoVillages() {
  holdScopes([A, B]);
  putThere('household', 'h9', { head: '司马光', door: '3', group: '1组' });
  putThere('child', 'm1', { name: '司马涵梓', sex: 'female', born: '2022-03-04', household: 'h9', phone: '13700009999' });
  putThere('child', 'm2', { name: '张小明', sex: 'male', born: '2021-05-04' });
}

test('search looks through every village on the phone, the own one first', async () => {
  twoVillages();
  assert.deepEqual(names('司马涵梓'), ['司马涵梓']);
  for (const typed of ['smhz', '9999', '司马光', 'simaguang']) assert.deepEqual(names(typed), ['司马涵梓'], typed);
  assert.deepEqual(find(A, 'zhangxiaoming').map(({ key }) => key), ['k1', 'm2']);
  assert.deepEqual(find(B, 'zhangxiaoming').map(({ key }) => key), ['m2', 'k1']);
  assert.equal(names('').length, 6); // nothing typed: the village worked in
  await prepare(A);
  await new Promise((resolve) => setTimeout(resolve, 200));
  putThere('child', 'm3', { name: '司马迁' });
  assert.deepEqual(names('司马').sort(), ['司马涵梓', '司马迁'].sort());
  putRow(B, { kind: 'child', key: 'm3', removed: true });
  assert.deepEqual(names('司马'), ['司马涵梓']);
});

test('a name is found however it is written, there and here', () => {
  put('child', 'odd', { name: '阿依古丽•买 买\u200b提', born: '2020-01-01' });
  put('child', 'wide', { name: 'Ａｎｎａ　Ｌｅｅ', born: '2020-01-01' });
  for (const typed of ['阿依古丽·买买提', '阿依古丽．买买提', '阿依古丽 买买提', '阿依古丽买买提', 'aygl', '阿依\u200b古丽']) {
    assert.deepEqual(names(typed), ['阿依古丽•买 买\u200b提'], typed);
  }
  for (const typed of ['anna', 'ANNA LEE', 'annalee', 'ａｎｎａ']) assert.deepEqual(names(typed), ['Ａｎｎａ　Ｌｅｅ'], typed);
});

test('the warning of doubles looks through every village on the phone', () => {
  twoVillages();
  const like = (child) => likelyDuplicates(A, child).map(({ key }) => key);
  assert.deepEqual(like({ name: '司马涵梓', sex: 'female', born: '2022-03-04' }), ['m1']);
  assert.deepEqual(like({ name: '司马 涵\u200b梓', sex: 'female', born: '2022-03-04' }), ['m1']);
  assert.deepEqual(like({ name: '张小明', sex: 'male', born: '2021-05-04' }), ['k1', 'm2']);
  assert.deepEqual(like({ name: '司马涵梓', born: '2022-03-20' }), []); // of another village only who is very like
  assert.deepEqual(like({ name: '司马寒', born: '2022-03-20', phone: '+86 137 0000 9999' }), ['m1']);
});

test('a number of another is a double whatever else is typed', () => {
  put('child', 'n1', { name: '李雷', born: '2019-01-01', card_no: '4309210001' });
  assert.deepEqual(likelyDuplicates(A, { name: '韩梅梅', born: '2022-08-08', card_no: '4309 210001' }).map(({ key }) => key), ['n1']);
});

test('twins are two names of one day; what sounds alike or has one number is no twin', () => {
  const one = { name: '王大双', born: '2021-05-04' };
  assert.ok(areTwins(one, { name: '王小双', born: '2021-05-04' }));
  assert.ok(!areTwins(one, { name: '王大霜', born: '2021-05-04' }));
  assert.ok(!areTwins(one, { name: '王小双', born: '2021-05-05' }) && !areTwins({ ...one, name: null }, { name: '王小双', born: '2021-05-04' }));
  assert.ok(!areTwins({ ...one, card_no: '1' }, { name: '王小双', born: '2021-05-04', card_no: '1' }));
});
