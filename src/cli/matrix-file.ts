import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { usageError } from './exit.js';
import { labEntry } from './lab-entries.js';
import { labSettings } from './lab-settings.js';
import { compiled, readYaml } from './yaml-file.js';

/** One target of a matrix: a lab that is made for it, or a target file. */
export interface MatrixTarget {
  readonly lab?: string;
  readonly target?: string;
  /** The folder of its report. The lab's name, or that of the target's file, when absent. */
  readonly name?: string;
  /** Sysctls of a lab's targets. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** A matrix as its YAML file describes it. */
export interface MatrixFile {
  readonly targets: readonly MatrixTarget[];
  /** Patterns of cases that run against each target; all when absent. */
  readonly suites?: readonly string[];
  /** How many targets are run against at a time; by the memory and the processors of this machine when absent. */
  readonly atOnce?: number;
  readonly seed?: number;
  /** Where the reports go: `reports` and the file's name when absent. */
  readonly out?: string;
}

/** One run that a matrix consists of. */
export interface MatrixRun {
  readonly name: string;
  readonly lab?: string;
  /** What says which target it is, for `tcpspec run`. */
  readonly args: readonly string[];
}

/** A matrix that was read and checked. */
export interface Matrix {
  readonly runs: readonly MatrixRun[];
  readonly suites: readonly string[];
  readonly atOnce: number | undefined;
  readonly seed: number;
  readonly out: string;
}

const FOLDER = fileURLToPath(new URL('../../../matrices', import.meta.url));
const TEXT = { type: 'string', minLength: 1 };
const NAME = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' };
/** One for all, so that runs differ by their targets alone. */
const SEED = 1;

const validate = compiled<MatrixFile>({
  type: 'object',
  additionalProperties: false,
  required: ['targets'],
  properties: {
    targets: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          lab: TEXT,
          target: TEXT,
          name: NAME,
          settings: { type: 'object', additionalProperties: { anyOf: [TEXT, { type: 'number' }] } },
        },
      },
    },
    suites: { type: 'array', minItems: 1, items: TEXT },
    atOnce: { type: 'integer', minimum: 1, maximum: 64 },
    seed: { type: 'integer', minimum: 0, maximum: 4294967295 },
    out: TEXT,
  },
});

/** Reads a matrix: a file, or the name of one that comes with tcpspec. Throws usage errors, which name the line where it is one of form. */
export function readMatrix(path: string): Matrix {
  const own = `${FOLDER}/${path}.yaml`;
  const file = readYaml(
    !existsSync(path) && /^[\w.-]+$/.test(path) && existsSync(own) ? own : path,
    'matrix',
    validate,
  );
  const runs = file.targets.map((target) => runOf(target, path));
  const names = runs.map(({ name }) => name);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined) throw usageError(`${path}: two targets are called ${twice}: give one of them another name`);
  const { suites = [], atOnce, seed = SEED, out = `reports/${basename(path).replace(/\.ya?ml$/, '')}` } = file;
  return { runs, suites, atOnce, seed, out };
}

function runOf({ lab, target, name, settings = {} }: MatrixTarget, path: string): MatrixRun {
  if ((lab === undefined) === (target === undefined))
    throw usageError(`${path}: each target is either a lab or a target file (target)`);
  const words = Object.entries(settings).map(([setting, value]) => `${setting}=${value}`);
  if (target !== undefined) {
    if (words.length > 0) throw usageError(`${path}: ${target}: settings are for labs`);
    return { name: name ?? basename(target).replace(/\.ya?ml$/, ''), args: ['--target', target] };
  }
  const own = lab ?? '';
  if (own !== 'netns' && own !== 'model') labEntry(own);
  if (own === 'model' && words.length > 0) throw usageError(`${path}: the model's settings are its own`);
  labSettings(words);
  return { name: name ?? own, lab: own, args: ['--lab', own, ...words.flatMap((word) => ['--setting', word])] };
}
