import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newest } from '../../static/field/schedule/try/newest.js';

const rules = (name, format = 1) => ({ format, name });
const BUILT = {
  rules: { '': rules('built'), zhejiang: rules('built zhejiang') },
  editions: { 2026: { zh: '2026年版', en: '2026' }, 2021: { zh: '2021年版', en: '2021' } },
  provinces: { zhejiang: { zh: '浙江', en: 'Zhejiang' } },
  products: ['HepB'],
};
const own = { rules: rules('own'), editions: { 2026: { zh: '2026年版更正', en: '2026 corrected' } } };

test('the corrected rules of the server take the place of those that came with the app, for every place they speak of', () => {
  const found = newest(BUILT, { national: own, hunan: { rules: rules('own hunan'), name: { zh: '湖南', en: 'Hunan' } } });
  assert.deepEqual(found.rules, { '': rules('own'), hunan: rules('own hunan') });
  assert.equal(found.editions[2026].zh, '2026年版更正');
  assert.equal(found.editions[2021].zh, '2021年版');
  assert.deepEqual(found.provinces.hunan, { zh: '湖南', en: 'Hunan' });
  assert.equal(found.corrected, true);
  assert.deepEqual(found.products, BUILT.products);
});

test('without corrected rules, or with rules this release cannot read, the page judges by its own', () => {
  for (const carried of [undefined, null, {}, { national: { rules: rules('later', 2), editions: {} } }, { national: {} }, { zhejiang: own }]) {
    assert.deepEqual(newest(BUILT, carried), { ...BUILT, corrected: false });
  }
});
