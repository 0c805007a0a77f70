/* Bundles of the field app. What `main.js` imports is the first load, one script; what is imported by `import()` is loaded when
   first needed, one bundle for each such module. Nothing is listed here: the bundles are those the capabilities name, and a
   bundle is for the capability in whose folder it lies.

   The name of a bundle is made of its content and of that of the first load: a window finds those of its own build, or none.
   A sheet named as its folder (rounds/rounds.css) goes into the first load's; one beside the module of a bundle
   (rounds/forms.css beside rounds/forms.js) is loaded with it. A file that is no script, imported for its address, is its
   bundle's too. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, relative } from 'node:path';
import { build } from 'esbuild';

export const SCRIPT = 'field.js';
const MAIN = 'main.js';
const EVERYBODYS = 'shared';
const BASE = 'shared/base.css';
const FILES = { '.wasm': 'file' };

/** One sheet made of several, in this order. */
export async function sheetOf(paths, options) {
  const contents = paths.map((path) => `@import ${JSON.stringify(path)};`).join('\n');
  const made = await build({ ...options, plugins: [], stdin: { contents, resolveDir: '/', loader: 'css' }, outdir: '/', write: false });
  return made.outputFiles[0].text;
}

/** The first load's sheet: the base, then that of every folder which has one of its own name. */
export function firstSheets(root, folders) {
  const own = folders.map((folder) => join(root, folder, `${folder}.css`)).filter(existsSync);
  return [join(root, BASE), ...own];
}

async function worn(module, { address, options, sheets }) {
  const sheet = module.replace(/\.js$/, '.css');
  if (!existsSync(sheet)) return '';
  const content = await sheetOf([sheet], options);
  const file = `${basename(sheet, '.css')}-${createHash('sha256').update(content).digest('hex').slice(0, 8)}.css`;
  sheets.push({ file, content, of: capabilityOf(module) });
  return `export const sheet = ${JSON.stringify(address + file)};\n`;
}

/* Every bundle begins by importing the first load, which is there already: all that both use then lies in the one script of
   the first load, and not in a file for each set of bundles that share it. What indents a template travels for nothing: htm
   drops it. */
function laterPlugin(root, more) {
  const later = new Set();
  const remember = ({ kind, path, resolveDir }) => {
    const to = join(resolveDir, path);
    if (kind === 'dynamic-import') later.add(to);
    return kind === 'dynamic-import' ? { path: to } : null;
  };
  const read = async ({ path }) => {
    if (!path.startsWith(root)) return null;
    const source = readFileSync(path, 'utf8');
    const head = later.has(path) ? `import ${JSON.stringify(join(root, MAIN))};\n${await worn(path, more)}` : '';
    return { contents: head + (source.includes('html`') ? source.replace(/\n +/g, '\n') : source), loader: 'js' };
  };
  const setup = ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\./ }, remember);
    onLoad({ filter: /\.js$/ }, read);
  };
  return { name: 'later', setup };
}

function capabilityOf(module) {
  const folder = basename(dirname(module));
  return folder === EVERYBODYS ? null : folder;
}

/* A bundle belongs to its module's capability; what several bundles share, to theirs where it is one, else to everybody. */
function ownerOf(name, outputs) {
  const { entryPoint } = outputs[name];
  if (entryPoint) return capabilityOf(entryPoint);
  const uses = ({ path, kind }) => path === name && kind !== 'dynamic-import';
  const owners = new Set(Object.keys(outputs).filter((other) => outputs[other].imports.some(uses)).map((other) => ownerOf(other, outputs)));
  return owners.size === 1 ? [...owners][0] : null;
}

/** Bundle the app below `root`, served under `address`; `options` are esbuild's. Resolves to {script, folders, later}: the
 *  text of the first load, the folders of which something is in it, and [{file, content, of}], `of` the capability a file is
 *  for, null for everybody's. */
export async function bundleApp(root, address, options) {
  const sheets = [];
  const made = await build({
    ...options,
    entryPoints: { first: join(root, MAIN) },
    plugins: [laterPlugin(root, { address, options, sheets })],
    format: 'esm',
    splitting: true,
    loader: FILES,
    metafile: true,
    write: false,
    outdir: join(root, 'built'),
    chunkNames: '[name]-[hash]',
  });
  const { outputs } = made.metafile;
  const files = new Map(made.outputFiles.map((file) => [basename(file.path), file]));
  const stub = Object.keys(outputs).find((name) => posix.basename(name) === 'first.js');
  const whole = outputs[stub].imports.length ? outputs[stub].imports[0].path : stub; // without a bundle all is in the one
  if (outputs[whole].imports.some(({ kind }) => kind !== 'dynamic-import')) throw new Error('The first load is not one script.');
  const named = (text) => text.split(`./${posix.basename(whole)}`).join(`./${SCRIPT}`);
  const bundles = Object.keys(outputs).filter((name) => name !== stub && name !== whole);
  const contentOf = ({ path, text, contents }) => (path.endsWith('.js') ? named(text) : contents);
  const later = bundles.map((name) => ({ file: posix.basename(name), content: contentOf(files.get(posix.basename(name))), of: ownerOf(name, outputs) }));
  const inputs = Object.keys(outputs[whole].inputs).map((path) => relative(root, join(options.absWorkingDir, path)).split(/[\\/]/));
  const folders = [...new Set(inputs.filter(([first, ...rest]) => rest.length && first !== '..').map(([first]) => first))].sort();
  return { script: named(files.get(posix.basename(whole)).text), folders, later: [...later, ...sheets] };
}
