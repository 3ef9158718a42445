import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ReportError, readError } from './report-error.js';
import { type Result, RUN_SCHEMA, type Run } from './run.js';
import { validateRun } from './validate.js';
import { writeWhole } from './whole-file.js';

/** The name of the file in a run's folder. */
export const RUN_FILE = 'run.json';

/** A run whose results may still be produced while it is written. What stands after `results` is read after them. */
export type RunSource = Omit<Run, 'results'> & { readonly results: Iterable<Result> | AsyncIterable<Result> };

/**
 * Writes run.json into a folder, which it makes if need be, and returns the file's path. The file is complete or absent.
 * @throws ReportError saying what to do when the disk is full, read-only, or not ours to write to.
 */
export async function writeRun(folder: string, run: RunSource): Promise<string> {
  const path = join(folder, RUN_FILE);
  await writeWhole(path, runText(run));
  return path;
}

/**
 * Reads a run from its folder or from the file itself.
 * @throws ReportError when there is none, or it is not a run of a version that this package reads.
 */
export async function readRun(path: string): Promise<Run> {
  const file = await fileOf(path);
  const text = await readFile(file, 'utf8').catch((error) => Promise.reject(readError(error, file)));
  const value = parse(file, text);
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (schema !== RUN_SCHEMA) throw new ReportError(`Cannot read ${file}: ${wrongSchema(schema)}`);
  const problems = validateRun(value);
  if (problems.length > 0) {
    throw new ReportError(`Cannot read ${file}: it is not a whole run. ${problems.slice(0, 3).join('; ')}.`);
  }
  return value as Run;
}

/** The text of run.json in pieces: a result a piece, and a line, so that a long run is never held twice. */
export async function* runText(run: RunSource): AsyncIterable<string> {
  let separator = '{\n';
  for (const key of Object.keys(run) as (keyof RunSource)[]) {
    if (run[key] === undefined) continue;
    yield `${separator} ${JSON.stringify(key)}: `;
    if (key === 'results') yield* resultsText(run.results);
    else yield indented(run[key]);
    separator = ',\n';
  }
  yield '\n}\n';
}

async function* resultsText(results: RunSource['results']): AsyncIterable<string> {
  let separator = '[\n  ';
  let empty = true;
  for await (const result of results) {
    yield separator + JSON.stringify(result);
    separator = ',\n  ';
    empty = false;
  }
  yield empty ? '[]' : '\n ]';
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 1).replaceAll('\n', '\n ');
}

async function fileOf(path: string): Promise<string> {
  const stats = await stat(path).catch((error) => Promise.reject(readError(error, path)));
  return stats.isDirectory() ? join(path, RUN_FILE) : path;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ReportError(`Cannot read ${file}: it is not JSON. Give the folder or the run.json of a run.`, {
      cause: error,
    });
  }
}

function wrongSchema(schema: unknown): string {
  if (typeof schema !== 'string' || !schema.startsWith('tcpspec.run/')) {
    return 'it is not a run. Give the folder or the run.json that "tcpspec run" wrote.';
  }
  return `its format is ${schema}, and this version reads ${RUN_SCHEMA}. Use the version of tcpspec that wrote it.`;
}
