import { printable } from './printable.js';
import type { Result, Verdict } from './run.js';

/** The few things that a pipeline knows of a test. */
export type PipelineOutcome = 'passed' | 'failed' | 'error' | 'skipped';

/** What a result is to a pipeline, and why, in a line that is safe to print; the reason of what passed is empty. */
export interface ForPipeline {
  readonly outcome: PipelineOutcome;
  readonly reason: string;
}

/**
 * Fits seven verdicts into what a pipeline knows, so that it shows red where the command ends with 1 and nowhere else.
 * What is neither in order nor breaks the run (a SHOULD that is not followed, a known deviation, what could not be
 * judged) is skipped with its reason: shown, and neither red nor green.
 */
export function forPipeline(result: Result): ForPipeline {
  const { verdict, known } = result;
  if (known) {
    const reference = known.reference === '' ? '' : ` (${known.reference})`;
    return { outcome: 'skipped', reason: printable(`known deviation, ${verdict}: ${known.reason}${reference}`) };
  }
  const outcome = OUTCOMES[verdict];
  return { outcome, reason: outcome === 'passed' ? '' : `${verdict}: ${firstLine(result)}` };
}

const OUTCOMES: Readonly<Record<Verdict, PipelineOutcome>> = {
  PASS: 'passed',
  INFO: 'passed',
  FAIL: 'failed',
  ERROR: 'error',
  DEVIATES: 'skipped',
  INCONCLUSIVE: 'skipped',
  UNSUPPORTED: 'skipped',
};

function firstLine({ message, actual, behaviour, title }: Result): string {
  const said = [message, actual, behaviour].find((text) => text !== undefined && text.trim() !== '') ?? title;
  return printable(said.trim().split(/\r?\n/, 1)[0] ?? '');
}
