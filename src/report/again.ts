import { runAgain, shellWord } from './html/run-again.js';
import type { MergedPart, Result, Run } from './run.js';

/**
 * The command that runs one case again as it was run, fit for a shell; of a merged run as the part did that the result is of.
 * A passive case judges what others exchange, so the first that offended goes with it.
 */
export function againCommand(run: Run, result: Result): string {
  const command = runAgain(partOf(run, result), result);
  const [offending] = result.judged?.cases ?? [];
  return offending === undefined ? command : `${command} ${shellWord(offending)}`;
}

/** Which of the runs that a merged one was made of has a result; the run itself when it is not merged. */
function partOf(run: Run, { pcapng }: Pick<Result, 'pcapng'>): Pick<MergedPart, 'command' | 'seed'> {
  const within = ({ from }: MergedPart) => pcapng.file.startsWith(`${from}/`);
  return run.merged?.parts.find(within) ?? run;
}
