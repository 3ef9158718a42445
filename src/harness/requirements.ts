import type { Case } from './case.js';
import type { CaseResult } from './execute.js';
import type { Level } from './level.js';
import { type Observability, REQUIREMENTS } from './requirement-table.js';
import { LIMITS, UNTESTED } from './untested-requirements.js';
import type { Verdict } from './verdict.js';

/** What a run says of one labelled requirement. */
export interface RequirementCoverage {
  readonly id: string;
  readonly level: Level;
  readonly section: string;
  /** What it asks, in a few words. */
  readonly about: string;
  readonly observability: Observability;
  /** How much of it the wire shows when nobody makes user calls but the small services of the target. */
  readonly withoutAgent: 'all' | 'part' | 'none';
  readonly status: 'tested' | 'untestable' | 'out-of-scope';
  /** Why it is not tested; of a tested one, what its verdict does not say. */
  readonly reason?: string;
  readonly cases: readonly string[];
  /** The worst that its cases found; absent when none of them ran. */
  readonly verdict?: Verdict;
}

const WORST_FIRST: readonly Verdict[] = ['FAIL', 'ERROR', 'DEVIATES', 'INCONCLUSIVE', 'PASS', 'INFO', 'UNSUPPORTED'];
const WITHOUT_AGENT = { a: 'all', ab: 'part', b: 'none', c: 'none' } as const;

/** The ledger: each requirement with the cases that cite it, or the reason why there is none. */
export function coverRequirements(cases: readonly Case[], results: readonly CaseResult[]): RequirementCoverage[] {
  const citingBy = grouped(cases.flatMap(({ id, cites }) => [...new Set(cites)].map((cite) => [cite, id] as const)));
  const verdictsBy = grouped(results.map(({ instance, verdict }) => [instance.case.id, verdict] as const));
  return REQUIREMENTS.map(([id, section, observability, about]) => {
    const citing = citingBy.get(`RFC9293 ${id}`) ?? [];
    const found = new Set(citing.flatMap((each) => verdictsBy.get(each) ?? []));
    const verdict = WORST_FIRST.find((each) => found.has(each));
    const reason = UNTESTED[id]?.reason ?? LIMITS[id];
    return {
      ...{ id, level: levelOf(id), section, about, observability },
      withoutAgent: isRefutable(id, observability) ? 'part' : WITHOUT_AGENT[observability],
      status: UNTESTED[id]?.status ?? 'tested',
      ...(reason === undefined ? {} : { reason }),
      cases: citing,
      ...(verdict === undefined ? {} : { verdict }),
    };
  });
}

/** What is wrong with the ledger, in words: a label that there is not, a requirement without a case or a reason, or with both. */
export function complaintsAboutLedger(cases: readonly Pick<Case, 'id' | 'cites'>[]): string[] {
  const ids = new Set(REQUIREMENTS.map(([id]) => id));
  const cited = cases.flatMap(({ id, cites }) =>
    cites.flatMap((cite) => labelIn(cite).map((label) => ({ id, label }))),
  );
  const tested = new Set(cited.map(({ label }) => label));
  const unknown = cited.filter(({ label }) => !ids.has(label));
  return [
    ...unknown.map(({ id, label }) => `${id} cites ${label}, which RFC 9293 does not have`),
    ...Object.keys({ ...UNTESTED, ...LIMITS })
      .filter((id) => !ids.has(id))
      .map((id) => `there are words about ${id}, which RFC 9293 does not have`),
    ...[...ids]
      .filter((id) => !UNTESTED[id] && !tested.has(id))
      .map((id) => `no case cites ${id}, and nothing says why`),
    ...[...ids]
      .filter((id) => UNTESTED[id] && tested.has(id))
      .map((id) => `a case cites ${id}, which is said not to be tested`),
  ];
}

/** What nobody can see to be met, and a case can see to be broken: by segments alone (MUST-9). */
function isRefutable(id: string, observability: Observability): boolean {
  return observability === 'c' && !UNTESTED[id];
}

function labelIn(cite: string): string[] {
  const label = /^RFC ?9293 ((?:MUST|SHLD|MAY|REC)\b.*)$/.exec(cite)?.[1];
  return label === undefined ? [] : [label];
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
