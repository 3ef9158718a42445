import { planCases } from '../harness/plan.js';
import { updatedBaseline } from './baseline-document.js';
import { readBaselineText } from './baseline-file.js';
import { updateLines } from './baseline-told.js';
import { readOne } from './compared-runs.js';
import { EXIT, usageError } from './exit.js';
import { writeOutputs } from './output-files.js';
import { suiteFiles } from './suites.js';

/** The options of `tcpspec baseline`. */
export interface BaselineOptions {
  /** An earlier list, whose comments, order and reasons are kept. */
  readonly baseline?: string;
}

/** `tcpspec baseline`: prints a run's deviations as a list of known ones. Resolves to the exit code. */
export async function baselineCommand(path: string, { baseline }: BaselineOptions): Promise<number> {
  const run = await readOne(path);
  if (run.interrupted)
    throw usageError(`the run in ${path} was stopped before all its cases had run: make a list of a whole one`);
  const { cases } = await planCases(suiteFiles(), { selection: {}, families: [4, 6], repeat: 1 });
  const text = baseline === undefined ? '' : readBaselineText(baseline);
  const updated = updatedBaseline(text, baseline ?? 'the list', { results: run.results, cases });
  await writeOutputs([{ to: '-', pieces: () => [updated.text === '' ? '[]\n' : updated.text] }]);
  for (const line of updateLines(updated, baseline === undefined)) process.stderr.write(`tcpspec: ${line}\n`);
  return EXIT.OK;
}
