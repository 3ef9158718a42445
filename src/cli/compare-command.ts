import { anyDifference, compareRuns } from '../report/compare/compare.js';
import { jsonComparison } from '../report/compare/json.js';
import { markdownComparison } from '../report/compare/markdown.js';
import { verdictText } from '../report/compare/sections.js';
import { terminalComparison } from '../report/compare/terminal.js';
import type { Tolerance } from '../report/compare/tolerance.js';
import { wantsColour } from '../report/paint.js';
import { printable } from '../report/printable.js';
import type { Run } from '../report/run.js';
import { readRuns } from './compared-runs.js';
import { EXIT, usageError } from './exit.js';
import { checkPlaces, type Output, writeOutputs } from './output-files.js';

/** The options of `tcpspec compare`. */
export interface CompareOptions {
  readonly html?: string;
  readonly markdown?: string;
  readonly json?: string;
  readonly failOnDifference?: boolean;
  readonly all?: boolean;
  readonly tolerance?: Tolerance;
}

/** `tcpspec compare`: holds runs against each other. Resolves to the exit code. */
export async function compareCommand(paths: readonly string[], options: CompareOptions): Promise<number> {
  const { html, markdown, json, all = false } = options;
  checkPlaces([html, markdown, json].filter((place) => place !== undefined));
  const runs = await readRuns(paths);
  if (runs.length < 2)
    throw usageError('one run alone cannot be compared: name two or more, or a folder that holds several');
  const comparison = compareRuns(runs, options.tolerance);
  const outputs: Output[] = [
    ...(html === undefined ? [] : [{ to: html, pieces: () => htmlPieces(runs, options.tolerance) }]),
    ...(markdown === undefined ? [] : [{ to: markdown, pieces: () => [markdownComparison(comparison, { all })] }]),
    ...(json === undefined ? [] : [{ to: json, pieces: () => jsonComparison(comparison) }]),
  ];
  await writeOutputs(outputs);
  if (outputs.length === 0) {
    const { columns = Number.POSITIVE_INFINITY } = process.stdout;
    const colour = wantsColour(process.stdout, process.env);
    process.stdout.write(terminalComparison(comparison, { columns, colour, all }));
  } else {
    process.stderr.write(`${printable(verdictText(comparison))}\n`);
  }
  return options.failOnDifference && anyDifference(comparison) ? EXIT.UNEXPECTED : EXIT.OK;
}

async function* htmlPieces(runs: readonly Run[], tolerance: Tolerance | undefined): AsyncIterable<string> {
  const { comparePage } = await import('../report/compare-page.js');
  yield await comparePage(runs, tolerance);
}
