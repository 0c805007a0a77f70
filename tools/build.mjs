/* Builds what the browser loads from static/field into static/build: the field app, its styles, the pinyin table, the
   service worker with its precache list by content hash, and what is copied from packages. Nothing built is committed.

   The field app's own bundles are found by tools/bundles.mjs and kept by the phones of whoever they are for. To serve one more
   file: a line in COPIES. To bundle one more entry of its own: a line in BUNDLES. To have a phone keep a file for use without
   network: a line in PRECACHE. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';
import { bundleApp, firstSheets, SCRIPT, sheetOf } from './bundles.mjs';
import { copyVendor } from './vendor.mjs';

const ROOT = resolve(fileURLToPath(new URL('../', import.meta.url)));
const OUT = join(ROOT, 'static/build');
const FIELD = join(ROOT, 'static/field');
const ADDRESS = '/static/build/';
const SHEET = 'field.css';
const SHELL = join(ROOT, 'fieldapp/templates/field.html');

const BUNDLES = [
  { from: 'static/field/schedule/index.js', to: 'schedule.js', globalName: 'schedule' },
  { from: 'static/field/schedule/try/main.js', to: 'try.js' },
  { from: 'static/field/schedule/try/try.css', to: 'try.css' },
];
const COPIES = [
  { from: 'static/field/icon-192.png', to: 'icon-192.png' },
  { from: 'static/field/icon-512.png', to: 'icon-512.png' },
  { from: 'static/field/schedule/try/try.html', to: 'try.html' },
];
/* The first load; the rest is kept too, but nothing waits for it: bundles of the app before what is asked for rarely, and what
   is heavy last of all. */
const FIRST = [{ file: SCRIPT }, { file: SHEET }, { file: 'icon-192.png' }];
const PRECACHE = [
  { file: 'pinyin.txt' },
  { file: 'english.json' },
  { file: 'try.html', at: '/field/schedule' },
  { file: 'try.css' },
  { file: 'try.js' },
  { file: 'schedule.json' },
];

const HALF = 32; // digits of a digest: enough to tell files apart, and the list is part of the first load
const isHeavy = ({ file }) => file.endsWith('.wasm');

const sha256 = (content) => createHash('sha256').update(content).digest('hex');
const built = (name) => readFileSync(join(OUT, name));
const COMMON = { absWorkingDir: ROOT, bundle: true, minify: true, legalComments: 'none', logLevel: 'warning', target: 'chrome80', charset: 'utf8' };
const PLAIN = { ...COMMON, format: 'iife' };

/* Over a slow line every kilobyte of the first load is waited for: this says the same in about 4 % fewer. */
const SMALLER = { ecma: 2017, compress: { passes: 3, unsafe_arrows: true }, format: { ecma: 2017 } };

async function smaller(content, module) {
  return Buffer.from((await minify(Buffer.from(content).toString(), { ...SMALLER, module })).code);
}

async function bundle({ from, to, ...more }) {
  const made = await build({ ...PLAIN, ...more, entryPoints: [from], outfile: join(OUT, to), write: false });
  const content = made.outputFiles[0].contents;
  return { file: to, content: to.endsWith('.js') ? await smaller(content, false) : Buffer.from(content) };
}

/** The app and its sheet, as `release`: {first, later}, each [{file, content, of?}]. */
async function app(release) {
  const { script, folders, later } = await bundleApp(FIELD, ADDRESS, { ...COMMON, define: { __VERSION__: JSON.stringify(release) } });
  const sheet = await sheetOf(firstSheets(FIELD, folders), COMMON);
  const small = async ({ file, content, of }) => ({ file, content: file.endsWith('.js') ? await smaller(content, true) : Buffer.from(content), of });
  const first = [{ file: SCRIPT, content: script }, { file: SHEET, content: sheet }];
  return { folders, first: await Promise.all(first.map(small)), later: await Promise.all(later.map(small)) };
}

/** Bundle twice: the second time with the name of the release in it, which is made of what came out the first time. */
async function bundles() {
  const others = await Promise.all(BUNDLES.map(bundle));
  const { first, later } = await app('');
  const number = readFileSync(join(ROOT, 'setup.cfg'), 'utf8').match(/^version = (.+)$/m)[1];
  const release = `${number}-${sha256([...first, ...later, ...others].map(({ content }) => sha256(content)).join()).slice(0, 8)}`;
  const made = await app(release);
  [...others, ...made.first, ...made.later].forEach(({ file, content }) => writeFileSync(join(OUT, file), content));
  return { release, folders: made.folders, later: made.later };
}

function copy({ from, to }) {
  copyFileSync(join(ROOT, from), join(OUT, to));
}

/** Tables made by Python: what a tool writes to the file named. */
function tables() {
  const own = join(ROOT, '.venv/bin/python');
  const python = existsSync(own) ? own : 'python3';
  const run = (tool, to) => execFileSync(python, [join(ROOT, 'tools', tool), join(OUT, to)], { cwd: ROOT });
  run('pinyin.py', 'pinyin.txt');
  run('schedule_json.py', 'schedule.json');
}

/** The words a phone in Chinese does not wait for: those of every capability, all at once. */
async function words(folders) {
  const own = folders.map((name) => join(FIELD, name, 'words')).filter(existsSync);
  const files = own.flatMap((folder) => readdirSync(folder).filter((name) => /(^|\.)en\.js$/.test(name)).map((name) => join(folder, name)));
  const read = await Promise.all(files.sort().map((file) => import(pathToFileURL(file))));
  writeFileSync(join(OUT, 'english.json'), JSON.stringify(Object.assign({}, ...read.map((one) => one.default))));
}

/** The list the service worker keeps, each file with the capability it is for, and the name of this build: a digest of all of
 *  it, the shell's template included. */
function precacheList(later) {
  const bundles = later.map(({ file, of }) => ({ file, of: of || undefined }));
  const rest = [...bundles.filter((one) => !isHeavy(one)), ...PRECACHE, ...bundles.filter(isHeavy)];
  const kept = [...FIRST.map((one) => ({ ...one, first: true })), ...rest];
  const files = kept.map(({ file, at, ...more }) => ({ url: at || `${ADDRESS}${file}`, half: sha256(built(file)).slice(0, HALF), ...more }));
  const name = sha256(JSON.stringify([files, sha256(readFileSync(SHELL))])).slice(0, 16);
  return { name, files };
}

async function serviceWorker(list) {
  const define = { __BUILD__: JSON.stringify(list.name), __FILES__: JSON.stringify(list.files) };
  const entryPoints = ['static/field/core/service-worker.js'];
  await build({ ...PLAIN, define, entryPoints, outfile: join(OUT, 'sw.js') });
}

/** What travels and can be packed is packed once, as small as can be, beside itself: fieldapp/web/offline.py serves what is there. */
function pack() {
  const packable = readdirSync(OUT).filter((name) => /\.(js|css|txt|json|wasm)$/.test(name) && name !== 'build.json');
  packable.forEach((name) => writeFileSync(join(OUT, `${name}.br`), brotliCompressSync(built(name))));
}

const packed = (content) => brotliCompressSync(content).length;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

function report(list, later) {
  const whole = [...FIRST.map(({ file }) => packed(built(file))), packed(built('sw.js')), packed(readFileSync(SHELL))];
  console.log(`build ${list.name}: first load ${kilobytes(whole.reduce((sum, n) => sum + n, 0))} compressed`);
  later.forEach(({ file, of }) => console.log(`  later, for ${of || 'everybody'}: ${file} ${kilobytes(packed(built(file)))}`));
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const { release, folders, later } = await bundles();
COPIES.forEach(copy);
tables();
await words(folders);
copyVendor(new URL('../', import.meta.url));
const list = precacheList(later);
await serviceWorker(list);
pack();
writeFileSync(join(OUT, 'build.json'), JSON.stringify({ build: list.name, release }));
report(list, later);
