// What lies just on and just beside a limit, and what is not said at all: found by changing the code and seeing no test fail.
import { offered, REASONS } from '../../static/field/rounds/whynot.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readExpiry } from '../../static/field/rounds/batches.js';
import { readBirth } from '../../static/field/shared/birth.js';
import { changed, isBare, oddPhone, problemsOf, sinceOf, statusOf } from '../../static/field/rounds/childfields.js';
import { cleaned } from '../../static/field/core/canonical.js';
import { fold } from '../../static/field/core/fold.js';
import { isUuid } from '../../static/field/core/ids.js';
import { SERIES } from '../../static/field/core/kinds.js';
import { cleanName, nameKey, phoneKey } from '../../static/field/core/same.js';
import { ageMonths } from '../../static/field/shared/days.js';
import { parseDay } from '../../static/field/schedule/days.js';
import { isPlace } from '../../static/field/core/places.js';
import { MODES, openPosts, placeMark } from '../../static/field/rounds/place.js';
import { pickRound } from '../../static/field/rounds/roll.js';
import { redLines, seriesOf } from '../../static/field/rounds/rules.js';
import { mayTakeBack } from '../../static/field/rounds/visit.js';

const ON = '2025-12-01';

test('a month stands alone: no words before it, blanks around it do not matter', () => {
  assert.deepEqual(readExpiry(' 2027-11 '), { expires: '2027-11-30' });
  assert.deepEqual(readExpiry('批号12027-11'), { problem: 'day_unreadable' });
  assert.deepEqual(readBirth('批2022年5月', ON), { problem: 'birth_unreadable' });
  assert.deepEqual(readBirth('12022-5', ON), { problem: 'birth_unreadable' });
});

test('the days of a record that nobody typed anew stay as they are, readable or not', () => {
  assert.deepEqual(sinceOf({ sinceTyped: '2024-01-01' }, { since: '2024-01-01' }, ON), { since: '2024-01-01' });
  assert.deepEqual(statusOf({ status: 'moved', statusTyped: '去年' }, { status: 'moved', status_on: '去年' }, ON), { status_on: '去年' });
  assert.deepEqual(statusOf({ status: 'moved', statusTyped: '' }, { status: 'moved' }, ON), { status_on: null });
});

test('a day typed is before the birth only when it is earlier', () => {
  const said = (since) => problemsOf({ name: '王' }, {}, { born: '2022-05-01' }, { since }, {});
  assert.deepEqual([said('2022-04-30'), said('2022-05-01'), said(null)], [{ sinceTyped: 'birth_before' }, {}, {}]);
});

test('every field of the form is said when it changes, and one emptied is null', () => {
  const born = { born: null, estimated: false };
  const said = { prior_polio: '2', prior_source: 'card', certificate_no: '7', card_no: '8', mother: '李芳', landlord: '陈', phone2: '1' };
  assert.deepEqual(changed(said, {}, born, { since: null }, { status_on: null }), said);
  assert.deepEqual(changed({ guardian: null }, { guardian: '王' }, born, { since: null }, { status_on: null }), { guardian: null });
});

test('a name is kept without what a keyboard leaves in it', () => {
  const born = { born: null, estimated: false };
  assert.deepEqual(changed({ guardian: '王\u200b\u3000大 ' }, {}, born, { since: null }, { status_on: null }), { guardian: '王大' });
});

test('a name with any one other word is not a name alone', () => {
  const bare = (more) => isBare({ name: '王小明', ...more }, { born: null });
  assert.equal(bare({}), true);
  for (const [field, value] of [['guardian', '王'], ['mother', '李'], ['sex', 'male'], ['card_no', '1'], ['certificate_no', '1'], ['phone', '13800000000']]) {
    assert.equal(bare({ [field]: value }), false, field);
  }
});

test('a mobile number is one with the country before it, with a plus or without', () => {
  for (const whole of ['13800000000', '8613800000000', '+8613800000000', '400-123-4567', '0737-5234567', '5234567']) assert.equal(oddPhone(whole), false, whole);
  for (const odd of ['1380000000', '138000000000', '12800000000', '523456', '+13800000000']) assert.equal(oddPhone(odd), true, odd);
});

const row = { key: 'k', area: 'a', version: 3, at: '2', by: 'bo', data: { name: 'row' } };
const entry = (more, state = 'unsent') => ({ state, op: { id: 'b', at: '5', key: 'k', area: 'a', by: 'ann', data: {}, ...more } });

test('what was taken back is gone, what is only asked to be taken back stays', () => {
  assert.equal(fold(row, [entry({ void: true })]), null);
  assert.equal(fold(row, [entry({ void: true }, 'held')]).name, 'row');
  assert.equal(fold(row, [entry({ void: true, data: { asks: true } })]).name, 'row');
  assert.equal(fold(row, [entry({ void: true }, 'refused')]).name, 'row');
});

test('a field called __proto__ makes no other object of a record', () => {
  const said = JSON.parse('{"__proto__": {"name": "odd"}, "phone": "1"}');
  const found = fold(null, [entry({ data: said })]);
  assert.deepEqual([found.name, found.phone, Object.getPrototypeOf(found)], [undefined, '1', Object.prototype]);
});

test('a record is by who made it: of the row, else of the first word', () => {
  assert.equal(fold(row, [entry({ data: { phone: '1' } })]).by, 'bo');
  assert.equal(fold(null, [entry({ data: { phone: '1' } }), entry({ id: 'c', at: '6', by: 'cy', data: { phone: '2' } })]).by, 'ann');
});

test('half a character before and after a whole one becomes a mark, and the whole one stays', () => {
  assert.equal(cleaned('a\udc00b'), 'a\ufffdb');
  assert.equal(cleaned('\ud800x'), '\ufffdx');
  assert.equal(cleaned('😀\udc00'), '😀\ufffd');
});

test('an id is one with nothing before or after it', () => {
  const id = '01890000-0000-7000-8000-0000000000aa';
  assert.deepEqual([id, `${id}0`, `0${id}`, id.toUpperCase(), ''].map(isUuid), [true, false, false, false, false]);
});

test('no name and no number have no key', () => {
  for (const none of ['', null, undefined]) assert.deepEqual([nameKey(none), phoneKey(none)], ['', '']);
  assert.deepEqual([phoneKey('123456'), phoneKey('1234567')], ['', '1234567']);
  assert.equal(cleanName('Ann · Bo'), 'Ann·Bo');
  assert.equal(cleanName('Ann· Bo'), 'Ann·Bo');
  assert.equal(cleanName('Ann ·Bo'), 'Ann·Bo');
});

test('a month of age is complete on its day and not the day before', () => {
  const age = (on) => ageMonths('2022-05-15', on);
  assert.deepEqual(['2022-05-15', '2022-06-14', '2022-06-15', '2023-05-14', '2023-05-15', '2022-05-14'].map(age), [0, 0, 1, 11, 12, -1]);
});

test('the earth ends at the poles and at the line where the day changes', () => {
  const places = [[90, 180], [-90, -180], [90.1, 1], [-90.1, 1], [1, 180.1], [1, -180.1], ['1', 1], [0, 0], [0.01, 0.01], [0, 112]];
  assert.deepEqual(places.map(([lat, lon]) => isPlace({ lat, lon })), [true, true, false, false, false, false, false, false, false, true]);
});

test('a round that is running goes before one that began later and is over', () => {
  const rounds = [{ key: 'long', first_day: '2025-11-01', last_day: '2025-12-20' }, { key: 'short', first_day: '2025-11-10', last_day: '2025-11-15' }];
  assert.equal(pickRound(rounds, null, ON).key, 'long');
  assert.equal(pickRound(rounds, null, '2026-01-01').key, 'short');
  assert.equal(pickRound(rounds, 'short', ON).key, 'short');
  assert.equal(pickRound(rounds, null, '2025-10-01').key, 'long');
  assert.equal(pickRound([], null, ON), null);
});

test('each product counts in its series, and there is no other product', () => {
  const of = Object.entries(SERIES).flatMap(([series, products]) => products.map((product) => `${product} ${series}`));
  assert.equal(of.sort().join(' · '), [
    '2vHPV hpv · 4vHPV hpv · 9vHPV hpv · BCG bcg · DT dtp · DTaP dtp · DTaP-Hib dtp · DTaP-IPV-Hib dtp · DTaP-IPV-Hib polio · DTwP dtp',
    'HepA-I hepa · HepA-L hepa · HepAB hepa · HepAB hepb · HepB hepb · IPV polio · JE-I je · JE-L je · MCV4 menac · MM mcv · MMR mcv · MMRV mcv',
    'MPCV-AC menac · MPSV-A mena · MPSV-AC menac · MR mcv · MV mcv · bOPV polio · tOPV polio',
  ].join(' · '));
  assert.deepEqual([seriesOf('DTaP-IPV-Hib'), seriesOf('x')], [['polio', 'dtp'], []]);
});

test('oral polio vaccine of either kind asks for a zero dose, IPV does not', () => {
  const campaign = (product) => ({ product, born_from: '2018-12-01', born_to: ON, zero_dose_ipv_first: true });
  const codes = (product) => redLines({ child: { born: '2022-05-01', prior_polio: '0' }, doses: [], visits: [], campaign: campaign(product), on: ON }).map(({ code }) => code);
  assert.deepEqual(['bOPV', 'tOPV', 'IPV'].map(codes), [['zero_dose'], ['zero_dose'], []]);
});

test('the eight reasons are these, in this order, and what is no reason is not offered', () => {
  const words = ['absent_short', 'ill', 'contraindicated', 'refused', 'absent_long', 'vaccinated_elsewhere', 'moved_away'];
  assert.deepEqual(REASONS, [...words.map((word) => ({ word, outcome: word })), { word: 'other', outcome: 'absent_short', reason: 'other' }]);
  const codes = ['vaccinated', 'house_closed', 'not_eligible', ...words].map((code) => ({ list: 'visit.outcome', code }));
  assert.deepEqual(offered(REASONS, codes), REASONS);
  assert.deepEqual(['supervisor', 'administrator', 'vaccinator', 'clinic', 'lister'].map((role) => mayTakeBack({ role })), [true, true, false, false, false]);
});

test('words on a stored row leave what they do not name, and say whether one of them still waits', () => {
  const row = { key: 'k', area: 'a', version: 3, at: '2', by: 'bao', data: { name: '小明', phone: '1' } };
  const word = (id, state, more = {}) => ({ state, op: { id, at: '3', key: 'k', area: 'a', by: 'ann', data: { phone: '2' }, ...more } });
  const sent = fold(row, [word('x', 'sent')]);
  assert.deepEqual([sent.name, sent.phone, sent.by, sent.unsent], ['小明', '2', 'bao', false]);
  assert.equal(fold(row, [word('x', 'sent'), word('y', 'unsent')]).unsent, true);
  assert.equal(fold(row, [word('x', 'unsent'), word('y', 'unsent', { void: true })]), null); // one that takes back is enough
});

test('a round runs on its first day and on its last', () => {
  const rounds = [{ key: 'one', first_day: '2025-12-01', last_day: '2025-12-05' }, { key: 'two', first_day: '2025-12-03', last_day: '2025-12-09' }];
  const on = (day) => pickRound(rounds, null, day).key;
  assert.deepEqual(['2025-12-01', '2025-12-05', '2025-12-06'].map(on), ['one', 'one', 'two']);
});

test('a dose is given in one of five places, and a day without a round has a mark of its own', () => {
  assert.deepEqual(MODES, ['post', 'door', 'mobile', 'school', 'clinic']);
  assert.equal(placeMark('2025-12-01', 'v', null), '2025-12-01|v|');
  assert.deepEqual(openPosts([{ key: 'p', campaign: 'c', area: 'v' }], 'v', { campaign: { key: 'c' } }, ON), []);
});

test('the day before the first of a month is no day of it', () => {
  assert.equal(parseDay('2025-01-00'), null);
  assert.equal(parseDay('2025-00-01'), null);
});

test('a day is read with blanks around its parts, and with nothing else', () => {
  for (const text of ['2022 - 5 - 4 日', '2022年 5月 4 日']) assert.equal(readBirth(text, ON).born, '2022-05-04');
  for (const text of ['2022-5-x4', '2022-5-4x日', '2022-5x月']) assert.deepEqual(readBirth(text, ON), { problem: 'birth_unreadable' });
  assert.deepEqual(readBirth('1202205', ON), { problem: 'birth_unreadable' });
});
