import type { CaseResult } from '../harness/execute.js';

/**
 * Makes what is kept of a result until the run is over, when its row has the rest: whose it is, its verdict, and what
 * coverage is made of. With many targets there are hundreds of thousands, which share what is the same in all of them.
 */
export function keeper(): (result: CaseResult) => CaseResult {
  const ways = new Map<string, CaseResult['states']>();
  const shared = (states: CaseResult['states']) => {
    const way = states.map(({ state, witness }) => `${state} ${witness}`).join();
    const same = ways.get(way) ?? states.map(({ state, witness }) => ({ at: 0, state, witness }));
    ways.set(way, same);
    return same;
  };
  return ({ instance, owner, verdict, behaviour, message, states }) => ({
    ...{ instance, owner, verdict, states: shared(states) },
    ...(behaviour === undefined ? {} : { behaviour }),
    ...(message === undefined ? {} : { message: message.split('\n', 1)[0] as string }),
    ...NOTHING,
  });
}

const NOTHING = { startedAt: 0, endedAt: 0, attempts: 1, trace: [], measured: {}, disturbances: [] } as const;
