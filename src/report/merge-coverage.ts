import {
  type ArcCoverage,
  type Coverage,
  type RequirementCoverage,
  type Result,
  STATES,
  type StateCoverage,
  type StateName,
  type Verdict,
  type Witness,
} from './run.js';

/** The coverage of several runs together, counted anew from the results that stand. */
export function mergedCoverage(parts: readonly Coverage[], results: readonly Result[]): Coverage {
  const [first] = parts as [Coverage];
  return {
    states: Object.fromEntries(STATES.map((state) => [state, stateCoverage(state, results)])) as Coverage['states'],
    arcs: first.arcs.map((_, at) =>
      arcCoverage(
        parts.flatMap(({ arcs }) => arcs[at] ?? []),
        results,
      ),
    ),
    requirements: first.requirements.map((requirement) => requirementCoverage(requirement, results)),
  };
}

function stateCoverage(wanted: StateName, results: readonly Result[]): StateCoverage {
  const witnesses = new Set<Witness>();
  const cases = new Set<string>();
  for (const { id, states } of results) {
    for (const { state, witness } of states) {
      if (state !== wanted) continue;
      witnesses.add(witness);
      cases.add(id);
    }
  }
  return { reached: cases.size > 0, witnesses: [...witnesses].sort(), cases: [...cases] };
}

/** One arc as each part has it: all its cases about it, those that drove it and those that did not. */
function arcCoverage(parts: readonly ArcCoverage[], results: readonly Result[]): ArcCoverage {
  const [first] = parts as [ArcCoverage];
  const { from, to, event } = first;
  const named = new Set(parts.flatMap(({ cases, inVain = [] }) => [...cases, ...inVain]));
  const about = results.filter(({ id }) => named.has(id));
  const drove = about.filter((result) => drives(result, first));
  const driven = drove.length > 0;
  const cases = idsOf(driven ? drove : about);
  const inVain = driven ? idsOf(about).filter((id) => !cases.includes(id)) : [];
  const told = parts.find((part) => part.reason !== undefined && part.cases[0] === cases[0]);
  const reason = told?.reason ?? parts.find((part) => part.reason !== undefined)?.reason;
  return {
    ...{ from, to, event, driven, cases },
    ...(inVain.length > 0 ? { inVain } : {}),
    ...(driven || reason === undefined ? {} : { reason }),
  };
}

function idsOf(results: readonly Result[]): string[] {
  return [...new Set(results.map(({ id }) => id))];
}

function drives({ verdict, states }: Result, { from, to }: ArcCoverage): boolean {
  if (verdict !== 'PASS' && verdict !== 'INFO') return false;
  const start = states.findIndex(({ state }) => state === from);
  return start >= 0 && states.slice(start + 1).some(({ state }) => state === to);
}

const WORST_FIRST: readonly Verdict[] = ['FAIL', 'ERROR', 'DEVIATES', 'INCONCLUSIVE', 'PASS', 'INFO', 'UNSUPPORTED'];

function requirementCoverage(
  { verdict: _, ...requirement }: RequirementCoverage,
  results: readonly Result[],
): RequirementCoverage {
  const citing = new Set(requirement.cases);
  const found = new Set(results.filter(({ id }) => citing.has(id)).map(({ verdict }) => verdict));
  const verdict = WORST_FIRST.find((each) => found.has(each));
  return { ...requirement, ...(verdict === undefined ? {} : { verdict }) };
}
