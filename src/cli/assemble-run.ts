import { release, type } from 'node:os';
import type { HeldUp } from '../harness/capture.js';
import type { Case } from '../harness/case.js';
import { coverArcs, coverStates } from '../harness/coverage.js';
import type { CaseResult } from '../harness/execute.js';
import { coverRequirements } from '../harness/requirements.js';
import type { Link } from '../link/link.js';
import type { LinkDescription, OffloadsSeen, Result, Run, TargetDescription, Tester } from '../report/run.js';
import { RUN_SCHEMA } from '../report/run.js';
import { summarise } from '../report/summary.js';
import { unstableCases } from '../report/unstable.js';
import type { EvidencePlace } from './evidence.js';
import type { Heard } from './heard.js';
import { PACKAGE } from './package.js';
import type { SelfTest } from './self-test.js';

/** What a run leaves, before it is put into the shape of run.json. */
export interface Finished {
  /** All that there are, selected or not. */
  readonly cases: readonly Case[];
  readonly results: readonly CaseResult[];
  /** A row for each result, in their order. */
  readonly rows: readonly Result[];
  readonly link: Pick<Link, 'kind' | 'device' | 'timestamps' | 'counters'>;
  /** Frames that came and could not be read. */
  readonly undecodable: number;
  readonly selfTests: readonly SelfTest[];
  /** When the event loop was held up; undefined on virtual time. */
  readonly holdUps?: readonly HeldUp[] | undefined;
  /** Offloads of the tester's interface, where it has one. */
  readonly offloads?: OffloadsSeen | undefined;
  /** What came that should not have. */
  readonly heard: Heard;
  readonly target: TargetDescription;
  readonly seed: number;
  readonly command: readonly string[];
  readonly startedAt: Date;
  /** The start and the end on the link's clock, in ms. */
  readonly startedMs: number;
  readonly endedMs: number;
  readonly interrupted: boolean;
  /** The part of the cases that was run; undefined: all that were selected. */
  readonly shard?: Run['shard'] | undefined;
}

/** The content of run.json. */
export function assembleRun(finished: Finished): Run {
  const { cases, results, rows, target, seed, command, interrupted, shard } = finished;
  const unstable = unstableCases(rows);
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
      link: linkDescription(finished),
      ...(finished.holdUps ? { heldUp: heldUp(finished.holdUps) } : {}),
    },
    target,
    coverage: {
      states: coverStates(results),
      arcs: coverArcs(results),
      requirements: coverRequirements(cases, results),
    },
    results: rows,
    summary: summarise(rows),
    ...(shard ? { shard } : {}),
    ...(interrupted ? { interrupted } : {}),
    ...(unstable.length > 0 ? { unstable } : {}),
  };
}

function linkDescription({ link, undecodable, selfTests, offloads, heard }: Finished): LinkDescription {
  const { kind, device, timestamps } = link;
  return {
    ...{ kind, device, ...link.counters(), undecodable, timestamps },
    ...(selfTests.length > 0 ? { selfTest: selfTests } : {}),
    ...(offloads ? { offloads } : {}),
    ...heard,
  };
}

function heldUp(holdUps: readonly HeldUp[]): NonNullable<Tester['heldUp']> {
  const longestMs = holdUps.reduce((longest, { from, to }) => Math.max(longest, to - from), 0);
  return { times: holdUps.length, longestMs: round(longestMs) };
}

/** A result as run.json has it. `startedMs`: the start of the run on the link's clock. */
export function resultRow(result: CaseResult, pcapng: EvidencePlace, startedMs: number): Result {
  const { instance, behaviour, expected, actual, message, verdict } = result;
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
    ...(result.attempts > 1 ? { attempts: result.attempts } : {}),
    ...(result.disturbances.length > 0 ? { disturbed: result.disturbances.map(({ cause }) => cause) } : {}),
    ...(instance.repeat > 1 ? { repeat: instance.repeat } : {}),
    ...(Object.keys(result.measured).length > 0 ? { measured: result.measured } : {}),
    ...(result.judged ? { judged: result.judged } : {}),
    startedMs: round(result.startedAt - startedMs),
    durationMs: round(result.endedAt - result.startedAt),
    states: result.states.map((seen) => ({ ...seen, at: at(seen.at) })),
    trace: result.trace.map((entry) => ({ ...entry, at: at(entry.at) })),
    pcapng,
  };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
