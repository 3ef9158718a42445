import type { Case } from './case.js';
import type { CaseResult } from './execute.js';
import type { Level } from './level.js';
import { REQUIREMENTS } from './requirement-table.js';
import type { Verdict } from './verdict.js';

/** What a run says of one labelled requirement. */
export interface RequirementCoverage {
  readonly id: string;
  readonly level: Level;
  readonly status: 'tested' | 'untestable' | 'out-of-scope';
  readonly reason?: string;
  readonly cases: readonly string[];
  /** The worst that its cases found; absent when none of them ran. */
  readonly verdict?: Verdict;
}

const WORST_FIRST: readonly Verdict[] = ['FAIL', 'ERROR', 'DEVIATES', 'INCONCLUSIVE', 'PASS', 'INFO', 'UNSUPPORTED'];

/** The ledger: each requirement with the cases that cite it, or the reason why there is none. */
export function coverRequirements(cases: readonly Case[], results: readonly CaseResult[]): RequirementCoverage[] {
  const citingBy = grouped(cases.flatMap(({ id, cites }) => [...new Set(cites)].map((cite) => [cite, id] as const)));
  const verdictsBy = grouped(results.map(({ instance, verdict }) => [instance.case.id, verdict] as const));
  return REQUIREMENTS.map(([id, , observability]) => {
    const citing = citingBy.get(`RFC9293 ${id}`) ?? [];
    const found = new Set(citing.flatMap((each) => verdictsBy.get(each) ?? []));
    const verdict = WORST_FIRST.find((each) => found.has(each));
    const row = { id, level: levelOf(id), cases: citing, ...(verdict === undefined ? {} : { verdict }) };
    if (citing.length > 0) return { ...row, status: 'tested' as const };
    if (observability === 'c')
      return { ...row, status: 'untestable' as const, reason: 'nothing outside the target shows it' };
    return { ...row, status: 'out-of-scope' as const, reason: 'no case looks at it yet' };
  });
}

/** The values of each key, in order. */
function grouped<T>(pairs: readonly (readonly [key: string, value: T])[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

function levelOf(id: string): Level {
  if (id.startsWith('MUST')) return 'must';
  return id.startsWith('MAY') ? 'may' : 'should';
}
