import { ARCS, type Arc, arcOf } from './arcs.js';
import { arcsOf } from './case.js';
import type { CaseResult } from './execute.js';
import { STATES, type State, type Witness } from './states.js';

/** Which states were reached, how that was proved, and by which cases. */
export type StateCoverage = Record<State, { reached: boolean; witnesses: Witness[]; cases: string[] }>;

/** Whether an arc was driven, by which cases, or why not. */
export interface ArcCoverage {
  readonly from: State;
  readonly to: State;
  readonly event: string;
  readonly driven: boolean;
  readonly cases: readonly string[];
  /** Cases about it that did not drive it, where others did. */
  readonly inVain?: readonly string[];
  readonly reason?: string;
}

/** The states that the results prove. */
export function coverStates(results: readonly CaseResult[]): StateCoverage {
  const proofs = new Map(STATES.map((state) => [state, { witnesses: new Set<Witness>(), cases: new Set<string>() }]));
  for (const { states, instance } of results) {
    for (const { state, witness } of states) {
      proofs.get(state)?.witnesses.add(witness);
      proofs.get(state)?.cases.add(instance.case.id);
    }
  }
  const rows = [...proofs].map(([state, { witnesses, cases }]) => {
    return [state, { reached: cases.size > 0, witnesses: [...witnesses].sort(), cases: [...cases] }] as const;
  });
  return Object.fromEntries(rows) as StateCoverage;
}

/** The arcs that the results drove. An arc counts when a case that is about it succeeded and had both its ends confirmed, in order. */
export function coverArcs(results: readonly CaseResult[]): ArcCoverage[] {
  return ARCS.map((arc) => {
    const { from, to, event } = arc;
    const about = results.filter((result) => arcsOf(result.instance.case).some((name) => arcOf(name) === arc));
    const drove = about.filter((result) => drives(result, arc));
    const driven = drove.length > 0;
    const cases = idsOf(driven ? drove : about);
    const inVain = driven ? idsOf(about).filter((id) => !cases.includes(id)) : [];
    return {
      ...{ from, to, event, driven, cases },
      ...(inVain.length > 0 ? { inVain } : {}),
      ...(driven ? {} : { reason: reasonFor(about) }),
    };
  });
}

function idsOf(results: readonly CaseResult[]): string[] {
  return [...new Set(results.map((result) => result.instance.case.id))];
}

function drives({ verdict, states }: CaseResult, { from, to }: Arc): boolean {
  if (verdict !== 'PASS' && verdict !== 'INFO') return false;
  const start = states.findIndex((seen) => seen.state === from);
  return start >= 0 && states.slice(start + 1).some((seen) => seen.state === to);
}

function reasonFor(about: readonly CaseResult[]): string {
  const result = about[0];
  if (!result) return 'no case of this run is about it';
  const { verdict, message, behaviour, instance } = result;
  const said =
    message?.split('\n')[0] ??
    (behaviour === undefined ? 'the arc was not taken' : `the target's behaviour is ${behaviour}`);
  return `${instance.case.id}: ${verdict}: ${said}`;
}
