import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILE, readRun } from '../report/json.js';
import { nothingSelected, usageError } from './exit.js';

const FAILED: ReadonlySet<string> = new Set(['FAIL', 'DEVIATES', 'INCONCLUSIVE', 'ERROR']);

/** What did not succeed in the run that lies in a folder, as `id family`. Throws a usage error if there is none, exit 4 if all did. */
export async function lastFailures(out: string): Promise<ReadonlySet<string>> {
  if (!existsSync(join(out, RUN_FILE)))
    throw usageError(`--last-failed needs an earlier run, and ${out} holds none: give its folder with --out`);
  const { results } = await readRun(out);
  const failed = results.filter(({ verdict }) => FAILED.has(verdict)).map(({ id, family }) => `${id} ${family}`);
  if (failed.length === 0) throw nothingSelected(`nothing failed in the run in ${out}`);
  return new Set(failed);
}
