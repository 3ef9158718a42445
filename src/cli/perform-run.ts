import type { CaseResult } from '../harness/execute.js';
import type { Plan } from '../harness/plan.js';
import { random } from '../harness/random.js';
import { portsFrom, type Session } from '../harness/session.js';
import type { Tap } from '../host/phantom-host.js';
import { RECORDED_SETTINGS } from '../lab/settings.js';
import { applyBaseline, type KnownDeviation } from '../report/baseline.js';
import { wantsColour } from '../report/paint.js';
import type { Run, TargetDescription } from '../report/run.js';
import { exitCodeOf } from '../report/summary.js';
import { terminalSummary } from '../report/terminal-summary.js';
import { assembleRun, type Finished } from './assemble-run.js';
import { readBaseline } from './baseline-file.js';
import { Evidence, type EvidencePlace } from './evidence.js';
import { CommandError, EXIT, unusable } from './exit.js';
import { explained } from './explained.js';
import { Interruption } from './interruption.js';
import { checkLink } from './link-check.js';
import type { OpenTarget } from './open-target.js';
import { evidenceFileIn, notWritten, runFileIn, saveAgain, saveReport } from './report-folder.js';
import { checkSanity } from './sanity.js';
import type { TargetSettings } from './settings.js';
import { runShowingProgress } from './show-progress.js';

/** What else a run tells of itself. */
export interface RunFacts {
  readonly command: readonly string[];
  /** Said once at the start. */
  readonly notes: readonly string[];
}

/** A run on its way. */
interface Running {
  readonly plan: Plan;
  readonly settings: TargetSettings;
  readonly facts: RunFacts;
  readonly baseline: readonly KnownDeviation[];
  readonly target: OpenTarget;
  readonly session: Session;
  readonly interruption: Interruption;
  readonly evidence: Evidence;
  readonly startedAt: Date;
  readonly startedMs: number;
}

/** Runs a plan against a target, shows how it goes, and leaves the report. Resolves to the exit code; throws with one and what to do. */
export async function performRun(
  plan: Plan,
  settings: TargetSettings,
  facts: RunFacts,
  open: (settings: TargetSettings, tap: Tap) => Promise<OpenTarget>,
): Promise<number> {
  const baseline = settings.baseline === undefined ? [] : readBaseline(settings.baseline);
  const interruption = new Interruption();
  const evidence = new Evidence(evidenceFileIn(settings.out), (error) => interruption.breakOff(notWritten(error)));
  let target: OpenTarget | undefined;
  try {
    const opening = open(settings, (frame, owner) => evidence.file(frame, owner));
    target = await interruption.unlessEnded(opening, (late) => late.close());
    if (!target) throw new CommandError(EXIT.INTERRUPTED, 'interrupted before any case had run; there is no report');
    const running = start(target, { plan, settings, facts, baseline, interruption, evidence });
    return exitCode(await runCases(running), interruption);
  } catch (error) {
    throw ending(error, interruption);
  } finally {
    evidence.abort();
    await target?.close();
    interruption.close();
  }
}

function start(
  target: OpenTarget,
  parts: Pick<Running, 'plan' | 'settings' | 'facts' | 'baseline' | 'interruption' | 'evidence'>,
): Running {
  const { interruption, settings, evidence } = parts;
  const { link, host, user, startUser, answersEcho } = target;
  evidence.open(link);
  link.onError((error) => interruption.breakOff(error));
  user.on('lost', (error) => interruption.breakOff(error));
  const startedAt = link.timestamps === 'virtual' ? new Date(0) : new Date(); // virtual time begins anew in each run
  const { seed, address, services } = settings;
  const nextPort = portsFrom(random(seed, `ports ${startedAt.getTime()}`).next32());
  const { signal } = interruption;
  const session: Session = {
    ...{ host, user, startUser, services, address, seed, signal, answersEcho, nextPort },
    frames: { begin: (owner) => evidence.begin(owner), end: (owner) => evidence.end(owner) },
  };
  return { ...parts, target, session, startedAt, startedMs: link.clock.now() };
}

async function runCases(running: Running): Promise<Run> {
  const { plan, settings, facts, target, session, interruption } = running;
  const { families, concurrency, out } = settings;
  const recorded = await recordedSettings(target);
  for (const family of families) await checkLink(session, family, target.link);
  await checkSanity(plan, session, families, 'before');
  const onBreak = (error: unknown) => interruption.breakOff(error);
  const notes = [...facts.notes, ...(target.offloads?.notes ?? [])];
  const places = new Map<string, EvidencePlace>();
  const onResult = ({ owner }: CaseResult) => void places.set(owner, placeIn(running.evidence, owner));
  const results = await runShowingProgress(plan, session, { concurrency, notes, onResult, onBreak });
  // The report is written even if the target is no longer usable.
  const sane = interruption.reason ? undefined : checkSanity(plan, session, families, 'after');
  const [after] = await Promise.allSettled([sane]);
  const run = await interruption.saving(() =>
    save(running, { results, places }, description(settings, target, recorded)),
  );
  const { columns = Number.POSITIVE_INFINITY } = process.stdout;
  const colour = wantsColour(process.stdout, process.env);
  process.stdout.write(terminalSummary(run, { columns, colour, reportPath: runFileIn(out) }));
  if (after.status === 'rejected') throw after.reason;
  const { dropped } = target.link.counters();
  if (dropped)
    throw unusable(
      `the capture lost ${dropped} frames, so verdicts of this run may be wrong: run fewer cases at once (--concurrency)`,
    );
  return run;
}

async function save(
  running: Running,
  { results, places }: Pick<Finished, 'results' | 'places'>,
  target: TargetDescription,
): Promise<Run> {
  const { plan, settings, facts, evidence, interruption, startedAt, startedMs } = running;
  const { link, offloads } = running.target;
  if (results.length === 0 && interruption.reason) throw interruption.signal.reason;
  const interrupted = interruption.reason !== undefined;
  const times = { startedAt, startedMs, endedMs: link.clock.now() };
  const about = { seed: settings.seed, command: facts.command, offloads: offloads?.seen };
  const finished = { plan, results, link, target, ...about, interrupted, ...times };
  const { run } = applyBaseline(assembleRun({ ...finished, places }), running.baseline);
  await saveReport(settings.out, evidence, run);
  if (interrupted || !interruption.reason) return run;
  return saveAgain(settings.out, { ...run, interrupted: true });
}

function placeIn(evidence: Evidence, owner: string): EvidencePlace {
  const place = evidence.placeOf(owner);
  if (!place) throw new Error(`no frames were filed for ${owner}`);
  return place;
}

function description(
  { name, address, faults }: TargetSettings,
  { user }: OpenTarget,
  settings: Record<string, string>,
): TargetDescription {
  return {
    name,
    ...(address[4] ? { address4: address[4] } : {}),
    ...(address[6] ? { address6: address[6] } : {}),
    os: user.platform.os,
    kernel: user.platform.kernel,
    user: user.kind,
    settings,
    ...(faults.length > 0 ? { faults } : {}),
  };
}

async function recordedSettings({ user }: OpenTarget): Promise<Record<string, string>> {
  if (!user.supports('settings')) return {};
  return (await user.settings({ names: RECORDED_SETTINGS })).values;
}

function exitCode(run: Run, interruption: Interruption): number {
  if (interruption.reason) throw ending(undefined, interruption);
  return exitCodeOf(run);
}

/** What a run that did not come to its end is told with: the signal, what broke it, or the error itself. */
function ending(error: unknown, { reason }: Interruption): unknown {
  if (error instanceof CommandError) return error;
  if (reason?.kind === 'interrupted') return new CommandError(EXIT.INTERRUPTED, 'interrupted');
  const cause = explained(reason ? reason.error : error);
  if (!reason || !(cause instanceof CommandError)) return cause;
  return unusable(`the run was broken off: ${cause.message}`);
}
