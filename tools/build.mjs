/* Builds what the browser loads from static/field into static/build: the field app, its styles, the pinyin table, the
   service worker with its precache list by content hash, and what is copied from packages. Nothing built is committed.

   To serve one more file: a line in COPIES. To bundle one more entry: a line in BUNDLES. To have a phone keep a file
   for use without network: a line in PRECACHE. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { minify } from 'terser';
import english from '../static/field/shared/words/en.js';
import { copyVendor } from './vendor.mjs';

const ROOT = resolve(fileURLToPath(new URL('../', import.meta.url)));
const OUT = join(ROOT, 'static/build');
const SHELL = join(ROOT, 'fieldapp/templates/field.html');

const BUNDLES = [
  { from: 'static/field/main.js', to: 'field.js' },
  { from: 'static/field/shared/base.css', to: 'field.css' },
  { from: 'static/field/schedule/index.js', to: 'schedule.js', globalName: 'schedule' },
  { from: 'static/field/schedule/try/main.js', to: 'try.js' },
  { from: 'static/field/schedule/try/try.css', to: 'try.css' },
];
const COPIES = [
  { from: 'static/field/icon-192.png', to: 'icon-192.png' },
  { from: 'static/field/icon-512.png', to: 'icon-512.png' },
  { from: 'static/field/schedule/try/try.html', to: 'try.html' },
];
/* first: part of the first load; the rest is kept too, but nothing waits for it. */
const PRECACHE = [
  { file: 'field.js', first: true },
  { file: 'field.css', first: true },
  { file: 'icon-192.png', first: true },
  { file: 'pinyin.txt', first: false },
  { file: 'english.json', first: false },
  { file: 'try.html', at: '/field/schedule', first: false },
  { file: 'try.css', first: false },
  { file: 'try.js', first: false },
  { file: 'schedule.json', first: false },
];

const sha256 = (content) => createHash('sha256').update(content).digest('hex');
const built = (name) => readFileSync(join(OUT, name));
/* What indents a template travels for nothing: htm drops it. */
const unindented = ({ path }) => ({ contents: readFileSync(path, 'utf8').replace(/\n +/g, '\n'), loader: 'js' });
const THIN = { name: 'thin', setup: ({ onLoad }) => onLoad({ filter: /static[\\/]field[\\/](shared|rounds)[\\/].*\.js$/ }, unindented) };
const COMMON = { absWorkingDir: ROOT, bundle: true, minify: true, legalComments: 'none', logLevel: 'warning', plugins: [THIN] };
const SCRIPT = { ...COMMON, target: 'chrome80', format: 'iife', charset: 'utf8' };

/* Over a slow line every kilobyte of the first load is waited for: this says the same in about 4 % fewer. */
const SMALLER = { ecma: 2017, compress: { passes: 3, unsafe_arrows: true }, format: { ecma: 2017 } };

async function smaller(content) {
  return Buffer.from((await minify(Buffer.from(content).toString(), SMALLER)).code);
}

async function bundle({ from, to, ...more }, release) {
  const define = { __VERSION__: JSON.stringify(release) };
  const made = await build({ ...SCRIPT, ...more, define, entryPoints: [from], outfile: join(OUT, to), write: false });
  const content = made.outputFiles[0].contents;
  return [to, to.endsWith('.js') ? await smaller(content) : content];
}

/** Bundle twice: the second time with the name of the release in it, which is made of what came out the first time. */
async function bundles() {
  const trial = await Promise.all(BUNDLES.map((one) => bundle(one, '')));
  const number = readFileSync(join(ROOT, 'setup.cfg'), 'utf8').match(/^version = (.+)$/m)[1];
  const release = `${number}-${sha256(trial.map(([, content]) => sha256(content)).join()).slice(0, 8)}`;
  const made = await Promise.all(BUNDLES.map((one) => bundle(one, release)));
  made.forEach(([to, content]) => writeFileSync(join(OUT, to), content));
  return release;
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

/** The words a phone in Chinese does not wait for. */
function words() {
  writeFileSync(join(OUT, 'english.json'), JSON.stringify(english));
}

/** The list the service worker keeps, and the name of this build: a digest of all of it, the shell's template included. */
function precacheList() {
  const files = PRECACHE.map(({ file, at, first }) => ({ url: at || `/static/build/${file}`, sha256: sha256(built(file)), first }));
  const name = sha256(JSON.stringify([files, sha256(readFileSync(SHELL))])).slice(0, 16);
  return { name, files };
}

async function serviceWorker(list) {
  const define = { __BUILD__: JSON.stringify(list.name), __FILES__: JSON.stringify(list.files) };
  const entryPoints = ['static/field/core/service-worker.js'];
  await build({ ...SCRIPT, define, entryPoints, outfile: join(OUT, 'sw.js') });
}

/** Text that travels is packed once, as small as can be, beside itself: fieldapp/web/offline.py serves what is there. */
function pack() {
  const texts = readdirSync(OUT).filter((name) => /\.(js|css|txt|json)$/.test(name) && name !== 'build.json');
  texts.forEach((name) => writeFileSync(join(OUT, `${name}.br`), brotliCompressSync(built(name))));
}

const packed = (content) => brotliCompressSync(content).length;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

function report(list) {
  const first = PRECACHE.filter(({ first }) => first).map(({ file }) => packed(built(file)));
  const whole = [...first, packed(built('sw.js')), packed(readFileSync(SHELL))].reduce((sum, n) => sum + n, 0);
  console.log(`build ${list.name}: first load ${kilobytes(whole)} compressed`);
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const release = await bundles();
COPIES.forEach(copy);
tables();
words();
copyVendor(new URL('../', import.meta.url));
const list = precacheList();
await serviceWorker(list);
pack();
writeFileSync(join(OUT, 'build.json'), JSON.stringify({ build: list.name, release }));
report(list);
