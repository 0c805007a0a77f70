import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { bundleApp, firstSheets, sheetOf } from '../../tools/bundles.mjs';

const made = [];
after(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

const APP = {
  'main.js': "import { forms, list } from './rounds/index.js';\nimport { one, two } from './school/index.js';\nimport { say } from './shared/say.js';\nsay(list, forms, one, two, () => import('./shared/aside.js'));",
  'shared/say.js': 'export const say = (...all) => console.log(...all);',
  'shared/aside.js': "import { say } from './say.js';\nexport const Report = () => say('report');",
  'shared/base.css': 'p { color: red; }',
  'shared/aside.css': 'dl { margin: 4px; }',
  'rounds/index.js': "export const list = 'list';\nexport const forms = () => import('./forms.js');",
  'rounds/forms.js': "import { say } from '../shared/say.js';\nimport { list } from './index.js';\nexport const Form = () => say('form', list);",
  'rounds/rounds.css': '.row { color: blue; }',
  'school/index.js': "export const one = () => import('./checks.js');\nexport const two = () => import('./notices.js');",
  'school/checks.js': "import { roster } from './roster.js';\nexport const Checks = () => roster('checks');",
  'school/notices.js': "import { roster } from './roster.js';\nexport const Notices = () => roster('notices');",
  'school/roster.js': "import { say } from '../shared/say.js';\nexport const roster = (what) => say('the roster of the school', what);",
};

/** The files of an app on the disk, and what is built of them. */
async function built(changed = {}) {
  const root = mkdtempSync(join(tmpdir(), 'bundles-'));
  made.push(root);
  for (const [name, text] of Object.entries({ ...APP, ...changed })) {
    if (text === null) continue;
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const options = { absWorkingDir: root, bundle: true, minify: true, target: 'chrome80', logLevel: 'silent' };
  return { root, options, ...(await bundleApp(root, '/built/', options)) };
}

const named = (later, start) => later.find(({ file }) => file.startsWith(start));

test('the first load is one script, and each bundle is for the capability in whose folder it lies', async () => {
  const { script, later, folders } = await built();
  assert.ok(script.includes('"list"') && !script.includes('"form"') && !script.includes('"report"'));
  const owners = Object.fromEntries(later.map(({ file, of }) => [file.split('-')[0] + file.slice(file.lastIndexOf('.')), of]));
  assert.deepEqual(owners, { 'forms.js': 'rounds', 'aside.js': null, 'aside.css': null, 'checks.js': 'school', 'notices.js': 'school', 'chunk.js': 'school' });
  assert.deepEqual(folders, ['rounds', 'school', 'shared']);
  const scripts = later.filter(({ file }) => file.endsWith('.js'));
  for (const { file, content } of scripts) assert.match(content, /"\.\/(field|chunk-\w+)\.js"/, file); // never a second copy of the first load
  const asked = [...script.matchAll(/import\("\.\/([^"]+)"\)/g)].map((hit) => hit[1]);
  assert.deepEqual(asked.sort(), scripts.map(({ file }) => file).filter((file) => !file.startsWith('chunk')).sort());
  assert.ok(!/from"/.test(script));
});

test('a bundle of another build has another name, also where only the first load differs', async () => {
  const [one, same, other] = [await built(), await built(), await built({ 'rounds/index.js': `${APP['rounds/index.js']}\nconsole.log('new');` })];
  const names = ({ later }) => later.filter(({ file }) => file.endsWith('.js')).map(({ file }) => file);
  assert.deepEqual(names(same), names(one));
  assert.deepEqual(names(other).filter((name) => names(one).includes(name)), []);
});

test('a sheet beside a bundle travels with it, one named as its folder with the first load', async () => {
  const { root, options, later, folders } = await built();
  const sheet = named(later, 'aside-') && later.find(({ file }) => file.endsWith('.css'));
  assert.ok(sheet.content.includes('dl{margin:4px}'));
  assert.ok(later.find(({ file }) => /^aside-.*\.js$/.test(file)).content.includes(`"/built/${sheet.file}"`));
  assert.equal(await sheetOf(firstSheets(root, folders), options), 'p{color:red}.row{color:#00f}\n');
});

test('a file that is no script is its bundle’s, byte for byte, under a name of its content', async () => {
  const bytes = Buffer.from([0, 97, 115, 109, 255, 254, 0, 10]);
  const checks = "import decoder from './reads.wasm';\nexport const Checks = () => fetch(new URL(decoder, import.meta.url));";
  const { script, later } = await built({ 'school/checks.js': checks, 'school/reads.wasm': bytes });
  const file = later.find((one) => one.file.endsWith('.wasm'));
  assert.match(file.file, /^reads-\w{8}\.wasm$/);
  assert.deepEqual([Buffer.from(file.content), file.of], [bytes, 'school']);
  assert.ok(named(later, 'checks-').content.includes(`"./${file.file}"`) && !script.includes(file.file));
});

test('an app without bundles is one script', async () => {
  const { script, later } = await built({ 'main.js': "console.log('all')" });
  assert.deepEqual([script, later], ['console.log("all");\n', []]);
});

test('a capability or a screen that is not there stops the build, and says which', async () => {
  await assert.rejects(built({ 'school/index.js': null }), /Could not resolve "\.\/school\/index\.js"/);
  await assert.rejects(built({ 'rounds/forms.js': null }), /rounds.forms\.js/);
});
