import { join } from 'node:path';
import { type EarlierRun, earlierRun } from '../report/against.js';
import { readOne } from './compared-runs.js';
import type { TargetSettings } from './settings.js';

/**
 * The earlier run of each target: the one named, or of several targets those in the folders of their names in it. They are
 * read before the run, which may put its own report in their place. Throws a usage error.
 */
export async function earlierRuns(
  against: string | undefined,
  targets: readonly Pick<TargetSettings, 'name' | 'out'>[],
): Promise<ReadonlyMap<string, EarlierRun>> {
  const runs = new Map<string, EarlierRun>();
  if (against === undefined) return runs;
  for (const { name, out } of targets)
    runs.set(out, earlierRun(await readOne(targets.length > 1 ? join(against, name) : against)));
  return runs;
}
