import { existsSync } from 'node:fs';
import { applyBaseline, type Compared, type KnownDeviation } from '../report/baseline.js';
import type { CaseName } from '../report/baseline-plan.js';
import type { Run } from '../report/run.js';
import { updatedBaseline } from './baseline-document.js';
import { readBaseline, readBaselineText } from './baseline-file.js';
import { updateLines } from './baseline-told.js';
import { usageError } from './exit.js';
import { writeOutputs } from './output-files.js';
import type { RunOptions, TargetSettings } from './settings.js';

/** The known deviations of a target, and the file that is to be rewritten after the run, if one is. */
export interface Listed {
  readonly baseline: readonly KnownDeviation[];
  readonly update?: string;
}

/** Reads what is known of each target. Throws a usage error: about the files, or about --update-baseline. */
export function listedFor(options: RunOptions, all: readonly TargetSettings[]): (settings: TargetSettings) => Listed {
  if (!options.updateBaseline) {
    const files = new Map(all.map(({ baseline: file }) => [file, file === undefined ? [] : readBaseline(file)]));
    return ({ baseline }) => ({ baseline: files.get(baseline) ?? [] });
  }
  const [only] = all;
  const update = options.lab === undefined ? only?.baseline : options.baseline; // the lab's own list is the program's
  if (all.length > 1) throw usageError('--update-baseline rewrites the list of one target: run one target at a time');
  if (options.shard)
    throw usageError(
      '--update-baseline needs all segments of the cases: leave --shard out, or make a list of the shards together',
    );
  if (update === undefined)
    throw usageError('--update-baseline needs the list that it is to rewrite: give --baseline FILE');
  const baseline = existsSync(update) ? readListed(update) : [];
  return () => ({ baseline, update });
}

/** A run with its known deviations marked by its list as it is after the run; `write` puts that into the file, and tells what changed. */
export function updatedRun(
  run: Run,
  path: string,
  cases: readonly CaseName[],
): Compared & { readonly write: () => Promise<readonly string[]> } {
  const text = existsSync(path) ? readBaselineText(path) : '';
  const updated = updatedBaseline(text, path, { results: run.results, cases });
  const write = async () => {
    if (updated.text !== text) await writeOutputs([{ to: path, pieces: () => [updated.text] }]);
    return updateLines(updated, false).map((line) => `${path}: ${line}`);
  };
  return { ...applyBaseline(run, updated.entries), write };
}

function readListed(path: string): readonly KnownDeviation[] {
  return readBaselineText(path)
    .replace(/^\s*#.*$/gm, '')
    .trim() === ''
    ? []
    : readBaseline(path);
}
