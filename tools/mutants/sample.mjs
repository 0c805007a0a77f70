// Which mutants are tried: a share of them, always the same ones of a seed, chosen by what is changed where.
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';

const SHARE = Number(process.env.FIELDAPP_MUTANTS ?? 1);
const SEED = process.env.FIELDAPP_SEED ?? '1';

function isDrawn({ fileName, mutatorName, replacement, location: { start, end } }) {
  const file = relative(process.cwd(), fileName).split('static/').pop();
  const name = [SEED, file, mutatorName, replacement, start.line, start.column, end.line, end.column].join('|');
  return createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32 < SHARE;
}

/** What is not drawn is said not to compile, which takes it out of the score. */
class Sample {
  async init() {}

  async check(mutants) {
    const verdict = (mutant) => (isDrawn(mutant) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' });
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, verdict(mutant)]));
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', Sample)];
