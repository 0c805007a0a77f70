import assert from 'node:assert/strict';
import { test } from 'node:test';
import './school-window.mjs';

const { correcting, dataOf, listed } = await import('../../static/field/survey/interview.js');
const { householdsOf, nextNo, progressOf } = await import('../../static/field/survey/households.js');
const { nextSlot, slotsFor, usualProduct } = await import('../../static/field/survey/grid.js');
const { datedOnce, differing, dosesOf } = await import('../../static/field/survey/doses.js');
const { away, doubtsOf } = await import('../../static/field/survey/doubts.js');

const SURVEY = { born_from: '2024-11-01', born_to: '2025-10-31', per_household: 'one', vaccines: ['bcg', 'hepb'] };
const ENDED = '2026-11-30T02:07:00.000Z';
const PLACE = { lat: 28.5, lon: 112.4, accuracy_m: 12, at: 5 };
const said = (more = {}) => ({ survey: 's', cluster: 'c', household_no: 4, tries: 1, on: '2026-11-30', started: '2026-11-30T02:00:00.000Z', outcome: 'interviewed', head: ' 王大山 ', ...more });
const one = (more = {}) => ({ no: 1, name: '小明', born_said: '20250305', sex: 'male', certificate: 'seen', card: 'at_clinic', register: 'not_seen', ...more });

test('an interview says the raw facts, and of the child asked about all that was copied', () => {
  const member = one({ copied: { certificate: { 'bcg-1': { text: '250306' }, 'hepb-1': { text: '2025-03' }, 'hepb-2': { text: '' }, 'hepb-3': { text: '有' } } }, bcg_scar: 'yes', reasons: ['ill', 'far'], photo: 'f'.repeat(64) });
  const data = dataOf(said({ members: [member] }), SURVEY, ENDED, PLACE);
  assert.deepEqual([data.started, data.ended, data.lat, data.lon, data.accuracy_m, data.tries, data.on, data.head], ['2026-11-30T02:00:00.000Z', ENDED, 28.5, 112.4, 12, 1, '2026-11-30', '王大山']);
  assert.deepEqual(data.members, [{
    no: 1, born: '2025-03-05', name: '小明', sex: 'male', chosen: true, certificate: 'seen', card: 'at_clinic', register: 'not_seen',
    doses: [
      { product: 'BCG', series: 'bcg', n: 1, given_on: '2025-03-06', source: 'certificate' },
      { product: 'HepB', series: 'hepb', n: 1, given_on: null, said: '2025-03', source: 'certificate' },
      { product: 'HepB', series: 'hepb', n: 3, given_on: null, said: 'tick', source: 'certificate' },
    ],
    bcg_scar: 'yes', reason: 'ill', reasons: ['ill', 'far'], photo: 'f'.repeat(64),
  }]);
});

test('memory is said only without any paper', () => {
  const recall = { bcg: '1', hepb: 'unknown' };
  const [without] = dataOf(said({ members: [one({ certificate: 'lost', recall })] }), SURVEY, ENDED, null).members;
  assert.deepEqual([without.recall, without.doses], [{ bcg: 1, hepb: 'unknown' }, []]);
  const [withPaper] = dataOf(said({ members: [one({ recall })] }), SURVEY, ENDED, null).members;
  assert.equal(withPaper.recall, undefined);
});

test('dates copied from a paper that was then said not to be seen are not sent', () => {
  const member = one({ certificate: 'not_seen', copied: { certificate: { 'bcg-1': { text: '250306' } } } });
  assert.deepEqual(dataOf(said({ members: [member] }), SURVEY, ENDED, null).members[0].doses, []);
});

test('every child of the household is listed, one is chosen, and by what is said', () => {
  const members = [one(), one({ no: 2, name: '', born_said: '20241224' }), one({ no: 3, born_said: '2020年' , sex: null })];
  const data = dataOf(said({ members }), SURVEY, ENDED, null);
  assert.deepEqual(data.members.map(({ no, chosen }) => [no, chosen]).filter(([, is]) => is).length, 1);
  const [chosen] = data.members.filter((line) => line.chosen);
  assert.equal(chosen.choice.of, listed(said({ members }), SURVEY).of);
  assert.deepEqual(Object.keys(data.members.find((line) => !line.chosen)).filter((name) => ['doses', 'card', 'recall'].includes(name)), []);
});

test('an age gives an estimated birth, and what cannot be read is kept as it was said', () => {
  const lines = dataOf(said({ members: [one({ born_said: '1岁2个月' }), one({ no: 2, born_said: '去年春天' })] }), { ...SURVEY, per_household: 'all' }, ENDED, null).members;
  assert.deepEqual(lines.map(({ born, born_said: words, born_estimated: guessed }) => [born, words, guessed]), [['2025-09-30', '1岁2个月', true], [null, '去年春天', undefined]]);
});

test('a household where nobody was says no children', () => {
  const data = dataOf(said({ outcome: 'nobody', members: [one()] }), SURVEY, ENDED, null);
  assert.deepEqual([data.outcome, data.members], ['nobody', []]);
});

test('a correction says all it was made from, keeps its times and place, and names it', () => {
  const member = one({ copied: { certificate: { 'bcg-1': { text: '250306' }, 'hepb-1': { text: '不清' } } }, reasons: ['ill'], note: '补' });
  const first = dataOf(said({ members: [member], note: '狗' }), SURVEY, ENDED, PLACE);
  const again = dataOf(correcting({ ...first, key: 'k1' }), SURVEY, '2026-12-01T08:00:00.000Z', null);
  assert.deepEqual(again, { ...first, corrects: 'k1' });
});

test('each visit is its own; the latest stands, a corrected one only behind its correction', () => {
  const visit = (key, no, outcome, at, more = {}) => ({ key, household_no: no, outcome, at, on: at.slice(0, 10), by: 'sue', members: [], ...more });
  const found = householdsOf([
    visit('a', 2, 'nobody', '2026-11-28T01:00'), visit('b', 2, 'nobody', '2026-11-30T01:00'), visit('c', 1, 'interviewed', '2026-11-28T02:00', { members: [{ no: 1, chosen: true }] }),
    visit('d', 1, 'interviewed', '2026-11-29T02:00', { corrects: 'c', members: [{ no: 1, chosen: true }] }), visit('e', 3, 'refused', '2026-11-28T03:00'), visit('x', 'odd', 'nobody', '2026-11-28T03:00'),
  ]);
  assert.deepEqual(found.map(({ no, tries, open, days }) => [no, tries, open, days.length]), [[1, 1, false, 0], [2, 2, true, 2], [3, 1, false, 0]]);
  assert.deepEqual([found[0].stands.key, found[0].visits[0].corrected.map(({ key }) => key)], ['d', ['c']]);
  assert.equal(nextNo(found), 4);
  assert.deepEqual(progressOf(found, { children_per_cluster: 7 }), { visited: 3, interviewed: 1, again: 1, children: 1, wanted: 7, reached: 1 });
  const twice = householdsOf([visit('a', 1, 'interviewed', '2026-11-28T01:00'), visit('b', 1, 'interviewed', '2026-11-28T02:00', { by: 'tom' })]);
  assert.equal(twice[0].twice, true);
});

test('of a list the first household that nobody visited comes next', () => {
  const listedOnes = [[3, '李四', '桥头'], [1, '张三', ''], [2, '王五', '']];
  const found = householdsOf([{ key: 'a', household_no: 1, outcome: 'empty', at: '1', on: '2026-11-28', by: 'sue' }], listedOnes);
  assert.deepEqual([found.map(({ no, head }) => [no, head]), nextNo(found)], [[[1, '张三'], [2, '王五'], [3, '李四']], 2]);
});

test('the grid has the doses of the child’s age, and where there was none goes on with the next vaccine', () => {
  const slots = slotsFor(['bcg', 'hepb', 'polio'], '2026-03-15', '2026-11-30');
  assert.deepEqual(slots, [['bcg', 1], ['hepb', 1], ['hepb', 2], ['hepb', 3], ['polio', 1], ['polio', 2], ['polio', 3]]);
  assert.deepEqual([nextSlot(slots, ['hepb', 1]), nextSlot(slots, ['hepb', 1], true), nextSlot(slots, ['polio', 3])], [['hepb', 2], ['polio', 1], null]);
  assert.deepEqual([['polio', 2], ['polio', 3], ['je', 1]].map(usualProduct), ['IPV', 'bOPV', 'JE-L']);
  assert.ok(slotsFor([], null, '2026-11-30').length > 20); // of an unknown birth all are asked
});

test('papers that differ are shown dose by dose, and what they say alike is one dose', () => {
  const life = { born: '2025-03-05', on: '2026-11-30' };
  const member = { copied: { certificate: { 'hepb-1': { text: '250305' }, 'hepb-2': { text: '250405' } }, card: { 'hepb-1': { text: '20250305' }, 'hepb-2': { text: '250406' } } } };
  assert.deepEqual(differing(member, life, [['hepb', 1], ['hepb', 2]]), [{ slot: ['hepb', 2], says: { certificate: '2025-04-05', card: '2025-04-06' } }]);
  const all = ['certificate', 'card'].flatMap((paper) => dosesOf(member.copied[paper], paper, life));
  assert.deepEqual([all.length, datedOnce(all).length], [4, 3]);
});

test('a place far off and a time too short are softly said, and nothing where nothing is known', () => {
  const data = { members: [{ chosen: true }], started: '2026-11-30T02:00:00Z', ended: '2026-11-30T02:01:00Z', lat: 28.5, lon: 112.4 };
  assert.deepEqual(doubtsOf(data, { lat: 28.6, lon: 112.4 }).map(([word]) => word), ['sv_doubt_far', 'sv_doubt_short']);
  assert.deepEqual(doubtsOf({ ...data, lat: undefined, ended: '2026-11-30T02:10:00Z' }, { lat: 28.6, lon: 112.4 }), []);
  assert.equal(away(null, { lat: 1, lon: 2 }), null);
});

test('of a cluster of several villages the nearest is how far one is away', () => {
  const cluster = { lat: 28.5, lon: 112.4, villages: [{ lat: 28.5, lon: 112.4 }, { lat: 28.6, lon: 112.4 }, null, { lat: null }] };
  assert.equal(away({ lat: 28.61, lon: 112.4 }, cluster), 1113);
  assert.equal(away({ lat: 28.61, lon: 112.4 }, { lat: 28.5, lon: 112.4 }), 12245);
  assert.equal(away({ lat: 28.61, lon: 112.4 }, {}), null);
});

test('a correction stands in the place of its try, of two corrections the later, and a circle ends', () => {
  const visit = (key, at, outcome, more = {}) => ({ key, household_no: 1, outcome, at, on: at, by: 'sue', members: [], ...more });
  const all = [visit('a', '1', 'nobody'), visit('b', '2', 'interviewed'), visit('c', '3', 'nobody', { corrects: 'a', note: '敲了两次' })];
  for (const some of [all, [...all].reverse()]) {
    const [one] = householdsOf(some);
    assert.deepEqual([one.stands.key, one.tries, one.open, one.visits.map(({ key }) => key)], ['b', 2, false, ['c', 'b']]);
  }
  const both = [visit('a', '1', 'interviewed'), visit('b', '2', 'refused', { corrects: 'a', by: 'tom' }), visit('c', '3', 'empty', { corrects: 'a' })];
  const [one] = householdsOf(both);
  assert.deepEqual([one.stands.key, one.tries, one.visits[0].corrected.map(({ key }) => key), one.twice], ['c', 1, ['b', 'a'], false]);
  const [moved] = householdsOf([visit('a', '1', 'interviewed'), visit('b', '2', 'interviewed', { corrects: 'a', household_no: 7 })]);
  assert.deepEqual([moved.no, moved.visits[0].corrected.length], [7, 1]);
  assert.equal(householdsOf([visit('a', '1', 'empty', { corrects: 'b' }), visit('b', '2', 'empty', { corrects: 'a' })]).length, 1);
});
