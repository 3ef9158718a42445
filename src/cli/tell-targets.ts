import { againstText } from '../report/against-lines.js';
import { wantsColour } from '../report/paint.js';
import { exitCodeBeside } from '../report/summary.js';
import { type TargetRow, targetsSummary, unexpectedOf } from '../report/targets-summary.js';
import { CommandError, EXIT } from './exit.js';
import { runFileIn } from './report-folder.js';
import type { TargetSettings } from './settings.js';
import type { Ended } from './target-run.js';

/** What became of one target of several, and its exit code. Holds nothing of the run itself. */
export interface ToldTarget {
  readonly code: number;
  readonly row: TargetRow;
}

/**
 * The worst first: what the user did; what is to be mended before anything can be said; what the targets did. Where one
 * of several has nothing to run, that is no news.
 */
const WORST_FIRST: readonly number[] = [
  EXIT.INTERRUPTED,
  EXIT.USAGE,
  EXIT.UNUSABLE,
  EXIT.UNEXPECTED,
  EXIT.NOTHING,
  EXIT.OK,
];

const OUTCOMES: Readonly<Record<number, string>> = {
  [EXIT.INTERRUPTED]: 'interrupted',
  [EXIT.USAGE]: 'wrong configuration',
  [EXIT.UNUSABLE]: 'not usable',
  [EXIT.UNEXPECTED]: 'unexpected',
  [EXIT.NOTHING]: 'nothing selected',
  [EXIT.OK]: 'as expected',
};

/** The exit code of several: the worst of theirs. */
export function worstOf(codes: readonly number[]): number {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.OK;
}

/** What is told of a target in the end. */
export function toldTarget(
  { name, out }: Pick<TargetSettings, 'name' | 'out'>,
  { run, error, against, notes = [] }: Ended,
): ToldTarget {
  const code = error === undefined ? (run ? exitCodeBeside(run, against) : EXIT.OK) : codeOf(error);
  const message = error instanceof CommandError ? error.message : error instanceof Error ? error.stack : undefined;
  const told = [against && `${againstText(against)} against the earlier run`, ...notes].filter(Boolean).join('; ');
  const outcome = OUTCOMES[code] ?? 'unexpected';
  const row: TargetRow = {
    name,
    outcome,
    ...(run ? { summary: run.summary, reportPath: runFileIn(out) } : {}),
    ...(message === undefined || message === outcome ? {} : { message }),
    ...(told === '' ? {} : { note: told }),
    unexpected: run ? unexpectedOf(run) : [],
  };
  return { code, row };
}

/** Tells what became of each target, and returns the exit code of the whole. */
export function tellTargets(told: readonly ToldTarget[]): number {
  const { columns = Number.POSITIVE_INFINITY } = process.stdout;
  const colour = wantsColour(process.stdout, process.env);
  const rows = told.map(({ row }) => row);
  process.stdout.write(targetsSummary(rows, { columns, colour }));
  for (const { name, message } of rows) if (message) process.stderr.write(`tcpspec: ${name}: ${message}\n`);
  return worstOf(told.map(({ code }) => code));
}

function codeOf(error: unknown): number {
  return error instanceof CommandError ? error.exitCode : EXIT.UNEXPECTED;
}
