import { release, type } from 'node:os';
import type { Case } from '../harness/case.js';
import { coverArcs, coverStates } from '../harness/coverage.js';
import type { CaseResult } from '../harness/execute.js';
import { coverRequirements } from '../harness/requirements.js';
import type { Link } from '../link/link.js';
import type { OffloadsSeen, Result, Run, TargetDescription } from '../report/run.js';
import { RUN_SCHEMA } from '../report/run.js';
import { summarise } from '../report/summary.js';
import type { EvidencePlace } from './evidence.js';
import { PACKAGE } from './package.js';

/** What a run leaves, before it is put into the shape of run.json. */
export interface Finished {
  /** All that there are, selected or not. */
  readonly cases: readonly Case[];
  readonly results: readonly CaseResult[];
  readonly places: ReadonlyMap<string, EvidencePlace>;
  readonly link: Pick<Link, 'kind' | 'device' | 'timestamps' | 'counters'>;
  /** Offloads of the tester's interface, where it has one. */
  readonly offloads?: OffloadsSeen | undefined;
  readonly target: TargetDescription;
  readonly seed: number;
  readonly command: readonly string[];
  readonly startedAt: Date;
  /** The start and the end on the link's clock, in ms. */
  readonly startedMs: number;
  readonly endedMs: number;
  readonly interrupted: boolean;
}

/** The content of run.json. */
export function assembleRun(finished: Finished): Run {
  const { cases, results, link, target, seed, command, interrupted } = finished;
  const rows = results.map((result) => resultRow(result, finished));
  const unstable = unstableCases(results);
  return {
    schema: RUN_SCHEMA,
    tool: PACKAGE,
    startedAt: finished.startedAt.toISOString(),
    durationMs: round(finished.endedMs - finished.startedMs),
    seed,
    command,
    tester: {
      os: type(),
      kernel: release(),
      node: process.version,
      link: {
        kind: link.kind,
        device: link.device,
        ...link.counters(),
        timestamps: link.timestamps,
        ...(finished.offloads ? { offloads: finished.offloads } : {}),
      },
    },
    target,
    coverage: {
      states: coverStates(results),
      arcs: coverArcs(results),
      requirements: coverRequirements(cases, results),
    },
    results: rows,
    summary: summarise(rows),
    ...(interrupted ? { interrupted } : {}),
    ...(unstable.length > 0 ? { unstable } : {}),
  };
}

function resultRow(result: CaseResult, { places, startedMs }: Finished): Result {
  const { instance, behaviour, expected, actual, message, verdict, owner } = result;
  const { id, title, level, cites } = instance.case;
  const at = (ms: number) => round(ms - result.startedAt);
  return {
    id,
    title,
    level,
    cites,
    family: instance.family,
    verdict,
    ...(behaviour === undefined ? {} : { behaviour }),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(message === undefined ? {} : { message }),
    ...(instance.repeat > 1 ? { repeat: instance.repeat } : {}),
    ...(Object.keys(result.measured).length > 0 ? { measured: result.measured } : {}),
    startedMs: round(result.startedAt - startedMs),
    durationMs: round(result.endedAt - result.startedAt),
    states: result.states.map((seen) => ({ ...seen, at: at(seen.at) })),
    trace: result.trace.map((entry) => ({ ...entry, at: at(entry.at) })),
    pcapng: places.get(owner) ?? { file: '', first: 0, count: 0 },
  };
}

function unstableCases(results: readonly CaseResult[]) {
  const groups = new Map<string, CaseResult[]>();
  for (const result of results) {
    const key = `${result.instance.case.id} ${result.instance.family}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].flatMap((group) => {
    const verdicts = [...new Set(group.map(({ verdict }) => verdict))];
    const first = group[0];
    return verdicts.length > 1 && first
      ? [{ id: first.instance.case.id, family: first.instance.family, verdicts }]
      : [];
  });
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
