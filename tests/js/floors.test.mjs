import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf, laterOf, loads, modules, textOf } from './imports.mjs';

/* A window, as far as a module asks for one while it is read. */
const nothing = () => {};
Object.assign(globalThis, { location: { hash: '' }, history: { state: null, replaceState: nothing }, window: { addEventListener: nothing } });
const { CAPABILITIES } = await import('../../static/field/capabilities.js');
const { mine, placesOf, screenAt, takeCapabilities, wrongIn } = await import('../../static/field/shared/capability.js');
const { house } = await import('../../static/field/shared/house.js');
const { bundle } = await import('../../static/field/shared/later.js');

const names = CAPABILITIES.map(({ name }) => name);
const roomOf = (path) => (path.includes('/') ? path.split('/')[0] : '');
const BELOW = { core: ['core'], shared: ['core', 'shared', 'schedule'], schedule: ['core', 'schedule'] };
const allowed = (room) => BELOW[room] || [...BELOW.shared, 'schedule', room, ...(room ? [] : names)];

test('core knows no screen, what is shared no capability, and no capability another', () => {
  const all = modules().flatMap((from) => [...importsOf(from), ...laterOf(from)].map((to) => [from, to]));
  assert.ok(all.length > 300);
  assert.deepEqual(new Set(all.flat().map(roomOf)), new Set(['', 'core', 'shared', 'schedule', ...names]));
  assert.deepEqual(all.filter(([from, to]) => !allowed(roomOf(from)).includes(roomOf(to))), []);
});

test('the core’s view knows no round', () => {
  assert.doesNotMatch(textOf('core/view.js'), /\bround|campaign|visit/i);
});

test('a capability is called as its folder, and adds its bundles from there', () => {
  for (const name of names) assert.ok(importsOf('capabilities.js').includes(`${name}/index.js`), name);
  assert.equal(importsOf('capabilities.js').length, names.length);
  const later = [...loads().keys()].slice(1);
  assert.deepEqual(later.filter((path) => !['shared', ...names].includes(roomOf(path))), []);
});

test('every screen named exists, at once or in its bundle', async () => {
  takeCapabilities([house, ...CAPABILITIES]);
  for (const { name, screens, bundles = [] } of [house, ...CAPABILITIES]) {
    for (const [path, Screen] of Object.entries(screens)) assert.equal(typeof Screen, 'function', `${name} ${path}`);
    for (const one of bundles) await one.bring();
  }
});

test('a bundle that lacks a screen named of it does not come', async () => {
  const one = bundle(async () => ({ List: nothing }));
  one.screen('Lost');
  await assert.rejects(one.bring(), /no screen Lost/);
});

const made = (name, more = {}) => ({ name, roles: ['nurse'], screens: { [name]: nothing }, ...more });

test('what is named twice or missing is said in a sentence, and stops the start', () => {
  assert.equal(wrongIn([house, ...CAPABILITIES]), null);
  const wrong = [
    [[made('a'), made('a')], 'Two capabilities are called a.'],
    [[made('a'), made('b', { screens: { a: nothing } })], '“a” of screens is said by a and by b.'],
    [[house, made('b', { screens: { report: nothing } })], '“report” of screens is said by house and by b.'],
    [[made('a', { words: { x: '1' } }), made('b', { words: { x: '2' } })], '“x” of words is said by a and by b.'],
    [[made('a', { drafts: { visit: {} } }), made('b', { drafts: { visit: {} } })], '“visit” of drafts is said by a and by b.'],
    [[made('a', { screens: { lost: undefined } })], '“lost” of screens of a is not there.'],
    [[made('a', { places: [['away', 'nav', '+']] })], 'a leads to “away”, which is no screen of its own.'],
    [[made('a', { roles: undefined })], 'The capability a does not say its roles.'],
    [[undefined], 'The capability ? does not say its name.'],
  ];
  for (const [list, sentence] of wrong) {
    assert.equal(wrongIn(list), sentence);
    assert.throws(() => takeCapabilities(list), new Error(sentence));
  }
});

test('a person sees the screens and places of her role, and today in the place of others', () => {
  const round = made('round', { roles: ['vaccinator'], village: true, screens: { list: nothing, add: nothing }, places: [['list', 'nav_list', '='], ['add', 'nav_add', '+']] });
  const school = made('school', { screens: { check: nothing, 'check/*/edit': () => 1, 'check/new': () => 2 }, places: [['check', 'nav_check', '✓']] });
  takeCapabilities([house, round, school]);
  const [nurse, vaccinator] = [{ role: 'nurse' }, { role: 'vaccinator' }];
  const paths = (user) => placesOf(user).map(([path]) => path);
  assert.deepEqual([paths(nurse), paths(vaccinator)], [['', 'check', 'report'], ['', 'list', 'add', 'report']]);
  assert.deepEqual([mine(nurse).map(({ name }) => name), mine(vaccinator).map(({ name }) => name)], [['house', 'school'], ['house', 'round']]);
  const at = (path, user, village = true) => screenAt(path.split('/').filter(Boolean), user, village);
  const today = house.screens[''];
  const { screens } = school;
  assert.deepEqual([at('check', nurse), at('check/KEY', nurse), at('check/new', nurse), at('check/KEY/edit', nurse)], [screens.check, screens.check, screens['check/new'], screens['check/*/edit']]);
  assert.deepEqual([at('check', vaccinator), at('list', nurse), at('list', vaccinator, false), at('', nurse)], [today, today, today, today]);
  assert.equal(at('list', vaccinator), round.screens.list);
  assert.deepEqual([at('report', nurse), at('report', vaccinator, false)], [house.screens.report, house.screens.report]);
  assert.equal(at('nowhere', vaccinator), null);
  takeCapabilities([house, ...CAPABILITIES]);
});
