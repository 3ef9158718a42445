import type { Result, Run } from '../report/run.js';

/** A case that is judged otherwise without an agent than with one. */
export interface Otherwise {
  readonly id: string;
  readonly family: 4 | 6;
  readonly withAgent: string;
  readonly without: string;
  readonly message: string;
}

/** What a run by services came to beside one of the same target by an agent. */
export interface Agentless {
  /** Cases judged in both runs, with the same verdict. */
  readonly same: number;
  /** Cases that only the agent's run judges. */
  readonly unsupported: number;
  /** Breaches that the agent's run does not find: wrong verdicts, if it is right. */
  readonly wrong: readonly Otherwise[];
  /** Other differences: what is found with an agent and not without, and other behaviours. */
  readonly others: readonly Otherwise[];
}

const BREACHES: ReadonlySet<string> = new Set(['FAIL', 'DEVIATES', 'ERROR']);
const UNJUDGED: ReadonlySet<string> = new Set(['UNSUPPORTED', 'INCONCLUSIVE']);

/** Holds a run by services against one by an agent, case by case; what the agent's run has not is left out. */
export function agentlessVerdicts(withAgent: Pick<Run, 'results'>, without: Pick<Run, 'results'>): Agentless {
  const known = new Map(withAgent.results.map((result) => [`${result.id} ${result.family}`, result]));
  const pairs = without.results.flatMap((result) => {
    const other = known.get(`${result.id} ${result.family}`);
    return other ? [{ result, other }] : [];
  });
  const judged = pairs.filter(({ result }) => !UNJUDGED.has(result.verdict));
  const differing = judged.filter(({ result, other }) => outcome(result) !== outcome(other));
  const isWrong = ({ result, other }: (typeof pairs)[number]) =>
    BREACHES.has(result.verdict) && result.verdict !== other.verdict;
  return {
    same: judged.length - differing.length,
    unsupported: pairs.length - judged.length,
    wrong: differing.filter(isWrong).map(told),
    others: differing.filter((pair) => !isWrong(pair)).map(told),
  };
}

function outcome({ verdict, behaviour = '' }: Result): string {
  return `${verdict} ${behaviour}`.trim();
}

function told({ result, other }: { readonly result: Result; readonly other: Result }): Otherwise {
  const { id, family, message = '' } = result;
  return { id, family, withAgent: outcome(other), without: outcome(result), message };
}
