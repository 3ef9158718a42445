import { printable } from './printable.js';
import type { Run } from './run.js';

/** Something that is wrong with a run as such, and in no result of it. */
export interface RunFinding {
  /** What was looked at, a stable name: `baseline`, `repetitions`, `completeness`. */
  readonly about: 'baseline' | 'repetitions' | 'completeness';
  readonly name: string;
  readonly message: string;
  /** Something that nobody could judge, rather than something that the target did. */
  readonly isError: boolean;
}

/** Why a run is not in order although its results may be: stale entries of the baseline, repetitions that do not agree, parts that are not there. */
export function runFindings(run: Run): RunFinding[] {
  const stale = (run.stale ?? []).map(({ id, family, listed, found }): RunFinding => {
    const message = `the baseline lists ${printable(listed)}, and the run found ${printable(found)}: mend the list`;
    return { about: 'baseline', name: `${printable(id)} [IPv${family}]`, message, isError: false };
  });
  const unstable = (run.unstable ?? []).map(({ id, family, verdicts }): RunFinding => {
    const message = `its repetitions do not agree: ${verdicts.join(', ')}`;
    return { about: 'repetitions', name: `${printable(id)} [IPv${family}]`, message, isError: false };
  });
  return [...stale, ...unstable, ...incompleteness(run)];
}

function incompleteness({ interrupted, merged }: Run): RunFinding[] {
  const about = 'completeness';
  const missing = (merged?.missing ?? []).map((shard): RunFinding => {
    const which = `${shard.number}/${shard.of}`;
    return {
      about,
      name: `shard ${which}`,
      message: `there is no run of shard ${which} among those given`,
      isError: true,
    };
  });
  if (!interrupted) return missing;
  const which = (merged?.parts ?? []).filter((part) => part.interrupted).map(({ from }) => printable(from));
  const message = `the run was stopped before all its cases had run${which.length > 0 ? `: ${which.join(', ')}` : ''}`;
  return [{ about, name: 'all selected cases ran', message, isError: true }, ...missing];
}
