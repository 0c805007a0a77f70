import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import './school-window.mjs';

globalThis.fetch = async () => ({ json: async () => JSON.parse(readFileSync(new URL('../../static/build/schedule.json', import.meta.url))) });
const { clearView, holdScopes, putRow } = await import('../../static/field/core/view.js');
const { session, tick } = await import('../../static/field/core/signals.js');
const { bringRules } = await import('../../static/field/shared/vaccines.js');
const { countsOf, isReady, lacking, lackingOf, wantedBy, campaignsOf, workOut } = await import('../../static/field/catchup/lacking.js');
const { numbered, readPaper } = await import('../../static/field/catchup/finding.js');
const { view } = await import('../../static/field/core/index.js');

const [AREA, OTHER, ON] = ['430921103001', '430921103208', '2026-11-10'];
const row = (kind, key, data, more = {}) => putRow(more.scope || AREA, { kind, key, area: AREA, version: 1, at: '2026-11-09T00:00:00.000Z', ...more, data });
const BIRTH = [['HepB', '2025-12-20', 'register'], ['BCG', '2025-12-20', 'register']];
const child = (key, data = {}, more) => row('child', key, { name: key, born: '2025-12-20', sex: 'female', doses: BIRTH, ...data }, more);
const visit = (key, outcome, on = ON) => row('catchup_visit', `v ${key} ${on}`, { child: key, on, outcome });
const states = () => Object.fromEntries(lacking(AREA, ON).map(({ child: { key }, state }) => [key, state]));
const CAMPAIGN = { state: 'open', name: 'x', areas: ['430921'], of_series: ['mcv', 'je'], born_from: '2019-11-11', born_to: ON, residence: 'all', first_day: '2026-11-01', last_day: '2026-11-30', grace: {}, rule: {} };

beforeEach(async () => {
  clearView();
  holdScopes(['setup', AREA, OTHER]);
  session.value = { user: { id: 'ann', role: 'vaccinator', areas: [] } };
  await bringRules();
  tick.value += 1;
});

test('each child stands where its day, its record or what came of the last visit puts it', () => {
  child('now');
  child('none', { doses: [] });
  child('no day', { born: null });
  child('gone', { status: 'moved' });
  child('given');
  visit('given', 'part_given');
  child('given before');
  visit('given before', 'part_given', '2026-11-09');
  child('moved');
  visit('moved', 'moved_away', '2026-11-01');
  child('ppd', { born: '2026-08-01', doses: [['HepB', '2026-08-01', 'register'], ['HepB', '2026-09-01', 'register'], ['IPV', '2026-10-01', 'register'], ['IPV', '2026-11-01', 'register'], ['DTaP', '2026-10-01', 'register'], ['DTaP', '2026-11-01', 'register']] });
  assert.deepEqual(states(), { now: 'now', none: 'ask', 'no day': 'ask', given: 'done', 'given before': 'now', moved: 'away', ppd: 'ask' });
});

test('who gets a dose elsewhere is worked out anew, and nobody else is', () => {
  child('a');
  child('b');
  const [before] = lacking(AREA, ON);
  child('b', { doses: [...BIRTH, ['MMR', ON, 'register']] }, { version: 2 });
  const after = lacking(AREA, ON);
  assert.equal(after.find(({ child: { key } }) => key === 'a').said, before.said);
  assert.ok(!after.find(({ child: { key } }) => key === 'b').needs.gaps.some(({ series, n }) => series === 'mcv' && n === 1));
});

test('children and doses of a campaign are those of its series, and one outside of its ages is none', () => {
  row('catchup', 'c', CAMPAIGN, { scope: 'setup' });
  row('catchup', 'closed', { ...CAMPAIGN, state: 'closed' }, { scope: 'setup' });
  child('a');
  child('young', { born: '2026-10-20', doses: [['HepB', '2026-10-20', 'register']] });
  const [campaign, ...more] = campaignsOf(AREA);
  assert.equal(more.length, 0);
  const counts = countsOf(lacking(AREA, ON), campaign, ON);
  assert.deepEqual([counts.children, counts.doses], [1, 2]);
  assert.deepEqual(wantedBy(lackingOf(view.child('young'), ON), campaign, ON), []);
});

test('somebody grown is on the list where a campaign asks for it, and on no other', () => {
  child('grown', { born: '1995-03-01', doses: [] });
  assert.deepEqual(states(), {});
  row('catchup', 'c', { ...CAMPAIGN, of_series: ['mcv'], born_from: '1990-01-01', born_to: '2008-11-10', rule: { mcv: [{ from_months: 216, fewer_than: 2, or_unknown: true }] } }, { scope: 'setup' });
  assert.deepEqual(states(), { grown: 'now' });
  assert.deepEqual(lacking(AREA, ON)[0].needs.gaps.map(({ n, earliest }) => [n, earliest]), [[1, '2026-11-01'], [2, null]]);
});

test('a village is worked out in slices, and then known', async () => {
  for (let n = 0; n < 60; n += 1) child(`child ${n}`);
  assert.equal(isReady(AREA, ON), false);
  await workOut(AREA, ON);
  assert.equal(isReady(AREA, ON), true);
  assert.equal(lacking(AREA, ON).length, 60);
});

test('a number of a notice, a certificate or a card leads to its child in whichever village', () => {
  child('a', { certificate_no: 'JZ-0077' });
  child('b', { card_no: 'K12345' }, { area: OTHER, scope: OTHER });
  row('notice', 'n', { kind: 'doses', child: 'a', number: '12345671' });
  assert.deepEqual(['JZ-0077', 'K12345', '12345671', 'none'].map((one) => (numbered(one) || {}).key), ['a', 'b', 'a', undefined]);
  assert.deepEqual(readPaper('https://x.example/n/12345671-abc_D'), { value: '12345671' });
  assert.deepEqual(readPaper('JZ-0077'), { value: 'JZ-0077' });
  assert.deepEqual(readPaper('JZ-9999'), { problem: 'scan_nobody' });
});
