import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILE, readRun } from '../report/json.js';
import { ReportError } from '../report/report-error.js';
import type { Run } from '../report/run.js';
import { usageError } from './exit.js';

/**
 * Reads runs by their folders or files. A folder that holds no run itself stands for those in the folders directly in it,
 * as a run against several targets leaves them. Throws a usage error that says which cannot be read, and why.
 */
export async function readRuns(paths: readonly string[]): Promise<Run[]> {
  const runs: Run[] = [];
  for (const path of paths.flatMap(withinFolder)) runs.push(await readOne(path));
  return runs;
}

/** Reads one run. Throws a usage error. */
export async function readOne(path: string): Promise<Run> {
  return readRun(path).catch((error: unknown) => {
    throw error instanceof ReportError ? usageError(error.message) : error;
  });
}

function withinFolder(path: string): string[] {
  if (existsSync(join(path, RUN_FILE)) || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const inside = readdirSync(path)
    .sort()
    .map((name) => join(path, name));
  const runs = inside.filter((folder) => existsSync(join(folder, RUN_FILE)));
  return runs.length > 0 ? runs : [path];
}
