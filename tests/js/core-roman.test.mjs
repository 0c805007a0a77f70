import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTable } from '../../static/field/core/pinyin.js';
import { romanPerson, romanPlace } from '../../static/field/core/roman.js';

test('without the table nothing is said beside a name', () => {
  assert.equal(romanPerson('王小明'), '');
  assert.equal(romanPlace('大木桥村'), '');
});

test('with the table', async (t) => {
  const python = existsSync('.venv/bin/python') ? '.venv/bin/python' : 'python3';
  const file = join(mkdtempSync(join(tmpdir(), 'roman-')), 'pinyin.txt');
  execFileSync(python, ['tools/pinyin.py', file]);
  setTable(readFileSync(file, 'utf8'));

  await t.test('people: surname and given name, surnames read as such, of two characters too, names of other tongues in their parts', () => {
    const said = { 王小明: 'Wang Xiaoming', 欧阳娜娜: 'Ouyang Nana', 单雄信: 'Shan Xiongxin', 吕冰: 'Lü Bing', 李恩: 'Li En', 王西安: "Wang Xi'an", 曾乐: 'Zeng Le', '艾力·买买提': 'Aili Maimaiti', 欧阳: 'Ou Yang' };
    for (const [name, words] of Object.entries(said)) assert.equal(romanPerson(name), words, name);
  });

  await t.test('places: what they are stands apart but behind one character, and their characters are read as in places', () => {
    const said = { 大木桥村: 'Damuqiao Cun', 南县: 'Nanxian', 重庆市: 'Chongqing Shi', 清水塘社区: 'Qingshuitang Shequ', 长沙县: 'Changsha Xian', 南洲镇: 'Nanzhou Zhen', 西安市: "Xi'an Shi", 南洲镇卫生院: 'Nanzhou Zhen Weishengyuan', 村部: 'Cunbu' };
    for (const [name, words] of Object.entries(said)) assert.equal(romanPlace(name), words, name);
  });

  await t.test('what is written in Latin letters, or is not there, needs no more words', () => {
    for (const name of ['Anna', 'village 430921', '', null, undefined, '12号'.slice(0, 2)]) {
      assert.equal(romanPerson(name), '');
      assert.equal(romanPlace(name), '');
    }
  });

  await t.test('a character nobody has a reading for stays as it is', () => {
    assert.equal(romanPerson('王𠮷'), 'Wang 𠮷');
  });
});
