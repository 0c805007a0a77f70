import assert from 'node:assert/strict';
import { test } from 'node:test';
import './school-window.mjs';

const { numberIn, readCertificate, readReport, readSlip } = await import('../../static/field/shared/codes.js');
const { wrongNumber } = await import('../../static/field/school/slips.js');

const number = '98964912';
const wrong = `${number.slice(0, 7)}${(+number[7] + 1) % 10}`;

test('the number of a notice is read off its address, wherever that leads, and off bare digits', () => {
  const addresses = ['https://fang.example.cn/n/N-5f3aB_x', 'http://10.0.0.2:8400/n/N', 'https://example.cn/yimiao/n/N-abc/?from=wx', 'N', ' N\n'];
  for (const one of addresses) assert.equal(numberIn(one.replace('N', number)), number, one);
  for (const one of ['', 'x', `${number}1`, 'https://example.cn/m/N', 'https://example.cn/n/N99', wrong, `https://example.cn/n/${wrong}-abc`]) assert.equal(numberIn(one.replace('N', number)), null, one);
  assert.deepEqual([readSlip(number), readSlip('PG2026-0001')], [{ value: number }, { problem: 'scan_no_notice' }]);
});

test('the number of a report is the text of its code, or the number in an address', () => {
  const read = (text) => readReport(text).value || readReport(text).problem;
  assert.equal(read(' PG2026-0001\u001d'), 'PG2026-0001');
  assert.equal(read('6901234567892'), '6901234567892'); // EAN-13
  assert.equal(read('https://yf.example.gov.cn/report?area=430921&reportNo=PG20260001'), 'PG20260001');
  assert.equal(read('https://yf.example.gov.cn/r/PG-2026-0001'), 'PG-2026-0001');
  assert.equal(read('https://yf.example.gov.cn/about'), 'scan_no_number');
  assert.equal(read('https://'), 'scan_no_number');
  assert.equal(read(''), 'scan_no_number');
  assert.equal(read('9'.repeat(61)), 'scan_no_number');
  assert.equal(read(`https://fang.example.cn/n/${number}-abc`), 'scan_is_notice');
});

test('a certificate is of somebody whose number is known, or of nobody', () => {
  const known = (said) => said === '430921202001150012';
  assert.deepEqual(readCertificate(' 430921202001150012 ', known), { value: '430921202001150012' });
  assert.deepEqual(readCertificate('https://example.cn/c/430921202001150012', known), { value: '430921202001150012' });
  assert.deepEqual(readCertificate('430921202001150013', known), { problem: 'scan_nobody' });
});

test('what is wrong with a number is said when it is whole: mistyped, or of another school', () => {
  assert.deepEqual([wrongNumber('', []), wrongNumber(number.slice(1), []), wrongNumber(number, [{}])], [null, null, null]);
  assert.deepEqual([wrongNumber(number, []), wrongNumber(wrong, []), wrongNumber(`${number}1`, [])], ['slip_other', 'slip_mistyped', 'slip_mistyped']);
});
