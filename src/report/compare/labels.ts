import type { Run } from '../run.js';

type Described = Pick<Run, 'target' | 'startedAt'>;

/** A name for each of several runs, no two the same: the target's, with as much beside it as tells it from the others. */
export function labelsOf(runs: readonly Described[]): string[] {
  const schemes = SCHEMES.map((scheme) => runs.map(scheme));
  const labels = runs.map((run, at) => {
    const told = schemes.find((all) => all.filter((each) => each === all[at]).length === 1);
    return told?.[at] ?? longest(run);
  });
  return labels.map((label, at) => {
    if (labels.filter((each) => each === label).length === 1) return label;
    return `${label} #${at + 1}`;
  });
}

const SCHEMES: readonly ((run: Described) => string)[] = [
  ({ target }) => target.name,
  ({ target }) => `${target.name} ${target.kernel}`,
  withFaults,
  (run) => `${withFaults(run)} ${run.startedAt.slice(0, 10)}`,
  longest,
];

function withFaults({ target: { name, faults = [] } }: Described): string {
  return faults.length === 0 ? name : `${name} with ${faults.join(' and ')}`;
}

function longest(run: Described): string {
  return `${withFaults(run)} ${run.startedAt}`;
}
